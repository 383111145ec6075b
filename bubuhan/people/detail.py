"""One pair side by side: fields, reasons as bars, hats, sources, what was decided before."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from bubuhan.accounts.policy import Actor, can
from bubuhan.geo import names as areas
from bubuhan.kernel.problems import Problem
from bubuhan.kernel.text import show_phone
from bubuhan.people import access, decisions, desk, groups, scope
from bubuhan.people.access import Look
from bubuhan.people.desk import REASONS, Side
from bubuhan.people.models import (
    DuplicateProposal,
    LinkDecision,
    Origin,
    Person,
    PersonFact,
    Sex,
    ShareRequest,
    SourceRecord,
    Verdict,
)
from bubuhan.people.queries import group_of
from bubuhan.people.words import birth_words

MOST_SOURCES = 12
VERDICT_ICONS = {"same": "git-merge", "different": "split", "unsure": "circle-question-mark"}


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field of both: values ("" when unknown or masked) and whether they agree."""

    label: str
    a: str
    b: str
    agrees: str  # "yes" | "no" | ""
    text: str


@dataclass(frozen=True, slots=True)
class Detail:
    """Everything the pair page shows."""

    proposal: DuplicateProposal
    a: Side
    b: Side
    look: Look
    fields: list[FieldRow]
    bars: list[dict[str, Any]]
    sources_a: list[str]
    sources_b: list[str]
    history: list[dict[str, Any]]
    chain: list[dict[str, Any]]
    share: ShareRequest | None
    may_decide: bool
    may_answer: bool
    next_id: UUID | None

    @property
    def row(self) -> desk.Row:
        """The same pair as the list shows it."""
        return desk.row_of(self.proposal, self.look, self.a, self.b)


def pair(actor: Actor, proposal_id: UUID, chosen: desk.DeskFilter | None = None) -> Detail:
    """A pair as the actor may see it. Raises `not_found`."""
    found = access.pair_of(actor, proposal_id)
    look = access.looks(actor, [found])[found.id]
    hats = scope.hats_of([found.a_id, found.b_id])
    a = desk.side(found.a, hats.get(found.a_id, ()), look.side(True))
    b = desk.side(found.b, hats.get(found.b_id, ()), look.side(False))
    share = found.shares.order_by("-asked_at").first()
    waits = share is not None and share.state == ShareRequest.State.ASKED
    decides = can(actor, "duplicate.decide")
    mine = bool(share and scope.visible_ids(actor, {share.person_id}))
    return Detail(
        proposal=found,
        a=a,
        b=b,
        look=look,
        fields=_fields(found, look),
        bars=bars(found.reasons),
        sources_a=sources(found.a_id) if not a.masked else [],
        sources_b=sources(found.b_id) if not b.masked else [],
        history=history(found, may_undo=decides and look.full, notes=look.full),
        chain=_chain(actor, found),
        share=share,
        may_decide=decides and look.full,
        may_answer=decides and waits and mine,
        next_id=desk.neighbours_of(actor, chosen or desk.DeskFilter(), found)["next"],
    )


def bars(reasons: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Reasons for the bars and their table: to the right speaks for one person, to the left for two."""
    most = max([abs(r["weight"]) for r in reasons] or [1.0])
    out = []
    for reason in sorted(reasons, key=lambda r: -r["weight"]):
        width = max(0.8, 50 * abs(reason["weight"]) / most)
        good = reason["weight"] >= 0
        x = 50 if good else 50 - width
        out.append(
            {
                "label": REASONS.get(reason["field"], reason["field"]),
                "text": reason["text"],
                "weight": f"{reason['weight']:+.1f}".replace(".", ","),
                "good": good,
                "parts": [{"tone": "good" if good else "bad", "x": f"{x:g}", "w": f"{width:g}"}],
            }
        )
    return out


def history(
    proposal: DuplicateProposal, *, may_undo: bool = False, notes: bool = False
) -> list[dict[str, Any]]:
    """Decisions about the pair, newest first; the one that stands can be undone.

    `notes` are for who sees both records: they may speak of either.
    """
    standing = {d.id for d in decisions.standing_decisions(proposal.a_id, proposal.b_id)[-1:]}
    rows = LinkDecision.objects.filter(person_id=proposal.a_id, other_id=proposal.b_id)
    return [
        {
            "id": d.id,
            "title": _decided(d),
            "icon": "undo-2" if d.undoes else VERDICT_ICONS[d.verdict],
            "by": d.decided_by,
            "at": d.at,
            "note": d.note if notes else "",
            "undo": may_undo and d.id in standing,
            "stands": d.id in standing,
        }
        for d in rows.order_by("-at", "-id")
    ]


def why(actor: Actor, person_id: UUID) -> list[dict[str, Any]]:
    """The decisions that make one person of several rows, each with its pair; [] for a single row.

    Raises `not_found` when no row of his is in the actor's sight.
    """
    members = group_of(person_id)
    if not scope.visible_ids(actor, members):
        raise Problem("not_found")
    rows = DuplicateProposal.objects.filter(a__in=members, b__in=members).select_related("a", "b")
    seen = {row.id: row for row in desk.rows(actor, rows)}
    out = []
    for proposal in rows:
        row = seen.get(proposal.id)
        if row is None:
            continue
        full = row.look.full
        said = history(proposal, may_undo=full and can(actor, "duplicate.decide"), notes=full)
        if not any(h["stands"] for h in said):
            continue
        out.append({"row": row, "bars": bars(proposal.reasons), "history": said})
    return out


def sources(person_id: UUID) -> list[str]:
    """Where a person's data came from, in words; what reports said stays with their cases."""
    records = SourceRecord.objects.filter(person_id=person_id).exclude(origin=Origin.REPORT)
    out = []
    for record in records.order_by("-received_at")[:MOST_SOURCES]:
        body = record.body
        file = f"{body['file']}, baris {body.get('row', '?')}" if body.get("file") else ""
        out.append(file or f"{Origin(record.origin).label} ({body.get('by', '')})")
    if not out:
        facts = PersonFact.objects.filter(person_id=person_id).exclude(origin=Origin.REPORT)
        for origin, by in facts.values_list("origin", "by").distinct()[:MOST_SOURCES]:
            out.append(f"{Origin(origin).label}: {by}" if by else str(Origin(origin).label))
    return list(dict.fromkeys(out))


def _decided(decision: LinkDecision) -> str:
    if decision.undoes:
        return "Keputusan sebelumnya dibatalkan"
    return f"Diputuskan: {Verdict(decision.verdict).label}"


def _fields(proposal: DuplicateProposal, look: Look) -> list[FieldRow]:
    """Values side by side; of a masked record nothing but whether it agrees."""
    said = {r["field"]: r for r in proposal.reasons}
    a = _values(proposal.a) if look.side(True) else {}
    b = _values(proposal.b) if look.side(False) else {}
    out = []
    for name, label in REASONS.items():
        reason = said.get(name)
        if not reason and not a.get(name) and not b.get(name):
            continue
        agrees = ("yes" if reason["weight"] > 0 else "no") if reason else ""
        out.append(
            FieldRow(label, a.get(name, ""), b.get(name, ""), agrees, reason["text"] if reason else "")
        )  # fmt: skip
    return out


def _values(person: Person) -> dict[str, str]:
    phones = [show_phone(p) for p in (person.phone, person.phone_other) if p]
    return {
        "nik": person.nik_masked,
        "name": person.name,
        "birth_date": birth_words(person),
        "phone": ", ".join(phones),
        "area": areas.label(person.area_code) if person.area_code else "",
        "address": person.address,
        "birth_place": person.birth_place,
        "sex": Sex(person.sex).label if person.sex else "",
    }


def _chain(actor: Actor, proposal: DuplicateProposal) -> list[dict[str, Any]]:
    """Of a contradiction: the "same" decisions that lead from one to the other."""
    if proposal.state != DuplicateProposal.State.CONFLICT:
        return []
    keys = decisions.path(proposal.a_id, proposal.b_id)
    wanted = {groups.pair(one, other) for one, other in keys}
    rows = DuplicateProposal.objects.filter(a__in=[k[0] for k in wanted]).select_related("a", "b")
    listed = [p for p in rows if (p.a_id, p.b_id) in wanted]
    return [{"row": row, "last": history(row.proposal)[:1]} for row in desk.rows(actor, listed)]
