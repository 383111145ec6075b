"""Reads of double roles: the desk, one finding, the report, and what other rooms ask."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, F, QuerySet
from django.db.models.functions import Left

from bubuhan import journal
from bubuhan.accounts.policy import Actor, require, subtree_q
from bubuhan.geo import names
from bubuhan.kernel import history
from bubuhan.kernel.paging import Page
from bubuhan.kernel.problems import Problem
from bubuhan.standing import pairing, rules
from bubuhan.standing.groups import heads_of
from bubuhan.standing.models import (
    DoubleChoice,
    DoubleDecision,
    DoubleFinding,
    DoubleRule,
    Occupation,
    PairVerdict,
)
from bubuhan.volunteers.models import Membership, Status
from bubuhan.volunteers.uses import open_work

PAGE_SIZE = 50
State = DoubleFinding.State
# what the address says -> states shown
STATES: dict[str, tuple[str, tuple[str, ...]]] = {
    "terbuka": ("Perlu diputuskan", (State.OPEN, State.REFERRED)),
    "diputuskan": ("Sudah diputuskan", (State.DECIDED,)),
    "dicatat": ("Dicatat saja", (State.NOTED,)),
    "selesai": ("Sudah tidak rangkap", (State.CLOSED,)),
    "semua": ("Semua", tuple(State)),
}


def findings_for(person_ids: Collection[UUID]) -> dict[UUID, list[DoubleFinding]]:
    """Findings that are not closed, by each of these persons (his whole group counts)."""
    heads = heads_of(person_ids)
    by_head: dict[UUID, list[DoubleFinding]] = {}
    rows = DoubleFinding.objects.filter(person_id__in=heads).exclude(state=State.CLOSED)
    for row in rows.select_related("rule").order_by("-rank", "first", "second"):
        by_head.setdefault(heads[row.person_id], []).append(row)
    return {one: by_head.get(heads.get(one, one), []) for one in person_ids}


def all_findings() -> Iterator[tuple[UUID, list[str], str]]:
    """Every present double role, for the findings file: person, pillars (or occupations), verdict."""
    rows = DoubleFinding.objects.exclude(state=State.CLOSED).order_by("id")
    for person, first, second, verdict in rows.values_list(
        "person_id", "first", "second", "verdict"
    ).iterator():
        yield person, [first.split("/")[0], second.split("/")[0]], verdict


@dataclass(frozen=True, slots=True)
class DeskFilter:
    """What the desk shows; the address holds it."""

    area: str = ""
    pair: str = ""
    verdict: str = ""
    state: str = "terbuka"
    q: str = ""

    def sentence(self) -> str:
        """The filter in words."""
        words = ["Rangkap tugas", STATES[self.state][0].lower()]
        if self.verdict:
            words.append(f"({PairVerdict(self.verdict).label.lower()})")
        if self.pair:
            words.append(pair_label(*self.pair.split("|")))
        if self.area:
            words.append(f"di {names.titled(self.area)}")
        return " ".join(words)


def pair_label(first: str, second: str) -> str:
    """`("PSM", "TKSK")` -> "PSM dan TKSK"."""
    return f"{rules.role_label(first)} dan {rules.role_label(second)}"


def chosen(actor: Actor, given: Any) -> DeskFilter:
    """Read the filter from an address; anything odd means "all"."""
    area, pair = given.get("wilayah", ""), given.get("pasangan", "")
    return DeskFilter(
        area=area if area and actor.covers(area) else "",
        pair=pair if pair.count("|") == 1 and len(pair) <= 121 else "",
        verdict=given.get("ketentuan", "") if given.get("ketentuan") in PairVerdict.values else "",
        state=given.get("status", "") if given.get("status") in STATES else "terbuka",
        q=given.get("q", "").replace("\0", "").strip()[:80],
    )


def search(actor: Actor, what: DeskFilter, *, any_state: bool = False) -> QuerySet[DoubleFinding]:
    """Findings one may see, filtered."""
    found: QuerySet[DoubleFinding] = DoubleFinding.objects.visible_to(actor)
    if what.area:
        found = found.filter(subtree_q(what.area) | subtree_q(what.area, "area_other"))
    if what.pair:
        first, second = what.pair.split("|")
        found = found.filter(first=first, second=second)
    if what.verdict:
        found = found.filter(verdict=what.verdict)
    if what.q:
        found = found.filter(person__name__icontains=what.q)
    return found if any_state else found.filter(state__in=STATES[what.state][1])


def desk(actor: Actor, what: DeskFilter, number: int) -> dict[str, Any]:
    """One page of the desk, counts per state, and the pairs there are (six queries)."""
    everything = search(actor, what, any_state=True)
    counts = dict(everything.order_by().values_list("state").annotate(n=Count("id")))
    total = sum(counts.get(state, 0) for state in STATES[what.state][1])
    rows = (
        search(actor, what)
        .select_related("person", "rule")
        .order_by("-rank", "found_at", "id")[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    )
    shown = list(rows)
    labels = names.names({r.area_code for r in shown} | {r.area_other for r in shown})
    pairs = DoubleFinding.objects.visible_to(actor).order_by().values_list("first", "second")
    return {
        "page": Page([_row(r, labels) for r in shown], number, PAGE_SIZE, total),
        "counts": {
            key: sum(counts.get(state, 0) for state in states)
            for key, (_, states) in STATES.items()
        },
        "pair_options": sorted(
            ((f"{a}|{b}", pair_label(a, b)) for a, b in pairs.distinct()), key=lambda p: p[1]
        ),
    }


def _row(found: DoubleFinding, labels: dict[str, str]) -> dict[str, Any]:
    return {
        "finding": found,
        "person": found.person,
        "pair": pair_label(found.first, found.second),
        "where": labels.get(found.area_code, ""),
        "where_other": labels.get(found.area_other, ""),
        "verdict": found.verdict,
    }


def one(actor: Actor, finding_id: UUID) -> DoubleFinding:
    """One finding in scope. Raises `not_found`."""
    rows = DoubleFinding.objects.visible_to(actor).select_related("person", "rule")
    found: DoubleFinding | None = rows.filter(id=finding_id).first()
    if found is None:
        raise Problem("not_found")
    return found


def detail(actor: Actor, found: DoubleFinding) -> dict[str, Any]:
    """Everything an officer wants to know before he decides."""
    hats, works = hats_of(found.person_id)
    return {
        "finding": found,
        "pair": pair_label(found.first, found.second),
        "roles": [
            {
                "role": role,
                "label": rules.role_label(role),
                "hats": [h for h in hats if pairing.role(h.pillar, h.position) == role],
                "works": [w for w in works if f"kerja:{w.code}" == role],
            }
            for role in (found.first, found.second)
        ],
        "shown_person": next(
            (h.person_id for h in hats if actor.covers(h.area_code)), found.person_id
        ),
        "carries": len(hats) + len(works),
        "open_cases": open_work([h.id for h in hats]),
        "decisions": list(DoubleDecision.objects.filter(finding=found).order_by("-at", "-id")),
        "others": [f for f in findings_for([found.person_id])[found.person_id] if f != found],
    }


def hats_of(person_id: UUID) -> tuple[list[Membership], list[Occupation]]:
    """Present hats and occupations of a person's whole group."""
    heads = list(heads_of([person_id]))
    hats = Membership.objects.filter(person_id__in=heads, status=Status.ACTIVE)
    works = Occupation.objects.filter(person_id__in=heads, ended_on=None)
    return list(hats.order_by("started_on", "id")), list(works.order_by("at", "id"))


def letter_of(actor: Actor, finding_id: UUID, sha256: str) -> bool:
    """True when this file is a letter of that finding, and the actor may see it."""
    found = one(actor, finding_id)
    return bool(sha256) and found.decisions.filter(sha256=sha256).exists()


def report(actor: Actor, area: str) -> list[dict[str, Any]]:
    """Per kab/kota and pair: how many, and how they were decided (one query)."""
    rows = (
        search(actor, DeskFilter(area=area), any_state=True)
        .order_by()
        .annotate(place=Left("area_code", 5))
        .values("place", "first", "second", "verdict", "state", "choice")
        .annotate(n=Count("id"))
        .order_by("place", F("first"), F("second"))
    )
    found: dict[tuple[str, str, str, str], dict[str, Any]] = {}
    for row in rows:
        key = row["place"], row["first"], row["second"], row["verdict"]
        line = found.setdefault(key, _line(*key))
        line["total"] += row["n"]
        line[_column(row["state"], row["choice"])] += row["n"]
    labels = names.names({key[0] for key in found})
    out = [{**line, "place": labels.get(line["code"], line["code"])} for line in found.values()]
    return sorted(out, key=lambda one: (one["code"], -one["total"], one["pair"]))


COLUMNS = (
    ("open", "Perlu diputuskan"),
    ("referred", "Dirujuk"),
    ("allowed", "Diizinkan"),
    ("noted", "Dicatat"),
    ("chosen", "Memilih satu tugas"),
    ("closed", "Berakhir sendiri"),
)


def _line(place: str, first: str, second: str, verdict: str) -> dict[str, Any]:
    return {
        "code": place, "pair": pair_label(first, second), "key": f"{first}|{second}",
        "verdict": verdict, "verdict_label": PairVerdict(verdict).label, "total": 0,
        **{name: 0 for name, _ in COLUMNS},
    }  # fmt: skip


def _column(state: str, choice: str) -> str:
    if state in (State.OPEN, State.REFERRED, State.NOTED):
        return {State.OPEN: "open", State.REFERRED: "referred", State.NOTED: "noted"}[State(state)]
    if choice == DoubleChoice.CHOOSE:
        return "chosen"
    return "allowed" if state == State.DECIDED else "closed"


def totals(lines: list[dict[str, Any]]) -> dict[str, int]:
    """Sums of the report's columns."""
    return {name: sum(line[name] for line in lines) for name in ("total", *dict(COLUMNS))}


def export(actor: Actor, area: str) -> Iterator[list[Any]]:
    """The report as rows for a sheet; journalled."""
    require(actor, "registry.export", area or actor.area)
    lines = report(actor, area)
    with journal.unit():
        journal.record(
            "double.exported",
            actor=actor.ref,
            subject=("doubles", area or actor.area or "nasional"),
            area=area or actor.area,
            data={"rows": len(lines)},
        )
    yield ["Kabupaten/kota", "Rangkap", "Ketentuan", "Jumlah", *(words for _, words in COLUMNS)]
    for line in lines:
        counts = [str(line[name]) for name, _ in COLUMNS]
        yield [line["place"], line["pair"], line["verdict_label"], str(line["total"]), *counts]


def rule_rows(actor: Actor, *, past: bool = False) -> list[DoubleRule]:
    """Rules of the actor's area, of those above and below; current ones, or all."""
    return sorted(
        history.around(DoubleRule, actor.area, past=past),
        key=lambda r: (r.area_code, -pairing.RANK[r.verdict], r.first, r.second, r.valid_from),
    )
