"""An officer decides a finding of a double role: allow, record, choose one role, or refer."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from bubuhan import journal
from bubuhan.accounts.policy import Actor, require
from bubuhan.kernel import clock
from bubuhan.kernel.problems import Problem
from bubuhan.standing import facts, pairing, raising
from bubuhan.standing.actions import active_ids, regrade
from bubuhan.standing.groups import heads_of
from bubuhan.standing.models import (
    DoubleChoice,
    DoubleDecision,
    DoubleFinding,
    Occupation,
    PairVerdict,
)
from bubuhan.volunteers.actions import end_membership
from bubuhan.volunteers.models import Membership, Status

State = DoubleFinding.State
_AFTER = {
    DoubleChoice.ALLOW: State.DECIDED,
    DoubleChoice.RECORD: State.NOTED,
    DoubleChoice.CHOOSE: State.DECIDED,
    DoubleChoice.REFER: State.REFERRED,
}


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided. `end_role` names the role that ends, when one is chosen."""

    choice: str
    reason: str
    letter_no: str = ""
    sha256: str = ""
    valid_until: date | None = None
    referred_to: str = ""
    end_role: str = ""
    end_reason: str = "beralih_pilar"


def decide(*, actor: Actor, finding_id: UUID, values: Decision, seen: str = "") -> DoubleFinding:
    """Append a decision and bring finding, roles and grades to what follows from it.

    `seen` is the finding's `key` and state as the page showed them. Raises `not_found`, `forbidden`,
    `conflict` (somebody was faster, or the roles changed), `double_closed`, `field_missing`,
    `field_invalid`, `double_forbidden` (the rule leaves no room for both), `letter_missing`.
    """
    with journal.unit():
        found = _locked(actor, finding_id)
        if found.state == State.CLOSED:
            raise Problem("double_closed")
        if seen and seen != stamp(found):
            raise Problem("conflict")
        _check(found, values)
        row = _append(actor, found, values)
        found.state, found.choice = _AFTER[DoubleChoice(values.choice)], values.choice
        found.valid_until, found.why, found.changed_at = row.valid_until, "", row.at
        found.save(update_fields=["state", "choice", "valid_until", "why", "changed_at"])
        journal.record(
            "double.decided",
            actor=actor.ref,
            subject=("person", found.person_id),
            area=found.area_code,
            data={
                "finding": str(found.id),
                "pair": [found.first, found.second],
                "choice": values.choice,
                "until": row.valid_until.isoformat() if row.valid_until else None,
            },
        )
        heads = heads_of([found.person_id])
        if values.choice == DoubleChoice.CHOOSE:
            _end(actor, found, values, heads)
            raising.look(heads)
        regrade(active_ids(heads))
    found.refresh_from_db()
    return found


def stamp(found: DoubleFinding) -> str:
    """What a page showed: a decision made from it must still fit."""
    return f"{found.state}|{found.changed_at.isoformat()}"


def _locked(actor: Actor, finding_id: UUID) -> DoubleFinding:
    rows = DoubleFinding.objects.visible_to(actor).select_for_update(of=("self",))
    found: DoubleFinding | None = rows.filter(id=finding_id).first()
    if found is None:
        raise Problem("not_found")
    require(actor, "double.decide")
    return found


def _check(found: DoubleFinding, values: Decision) -> None:
    if values.choice not in DoubleChoice.values:
        raise Problem("field_invalid", "choice", name="keputusan", why="pilih salah satu")
    if not values.reason.strip():
        raise Problem("field_missing", "reason", name="alasan")
    if values.choice == DoubleChoice.ALLOW:
        if found.verdict == PairVerdict.FORBIDDEN:
            raise Problem("double_forbidden", "choice")
        if found.verdict == PairVerdict.LETTER and not values.letter_no.strip():
            raise Problem("letter_missing", "letter_no")
    strict = (PairVerdict.FORBIDDEN, PairVerdict.LETTER)
    if values.choice == DoubleChoice.RECORD and found.verdict in strict:
        raise Problem("double_forbidden", "choice")
    if values.choice == DoubleChoice.REFER and not values.referred_to.strip():
        raise Problem("field_missing", "referred_to", name="dirujuk kepada")
    if values.choice == DoubleChoice.CHOOSE and values.end_role not in (found.first, found.second):
        raise Problem("field_missing", "end_role", name="tugas yang diakhiri")
    if values.valid_until and values.valid_until < facts.today():
        raise Problem("field_invalid", "valid_until", name="berlaku sampai", why="tanggal itu sudah lewat")  # fmt: skip


def _append(actor: Actor, found: DoubleFinding, values: Decision) -> DoubleDecision:
    allow = values.choice == DoubleChoice.ALLOW
    return DoubleDecision.objects.create(
        finding=found,
        choice=values.choice,
        reason=values.reason.strip()[:500],
        letter_no=values.letter_no.strip()[:120],
        sha256=values.sha256,
        valid_until=values.valid_until if allow else None,
        referred_to=values.referred_to.strip()[:160] if values.choice == DoubleChoice.REFER else "",
        ended_role=values.end_role if values.choice == DoubleChoice.CHOOSE else "",
        by=actor.name,
        by_id=actor.ref.id,
        at=clock.now(),
    )


def _end(actor: Actor, found: DoubleFinding, values: Decision, heads: dict[UUID, UUID]) -> None:
    """End every active role of that role (a person may serve in two desa)."""
    day = facts.today()
    if values.end_role.startswith("kerja:"):
        code = values.end_role.removeprefix("kerja:")
        rows = Occupation.objects.filter(person_id__in=heads, code=code, ended_on=None)
        rows.update(ended_on=day, ended_by=actor.name)
        return
    for member in Membership.objects.filter(person_id__in=heads, status=Status.ACTIVE):
        if pairing.role(member.pillar, member.position) == values.end_role:
            end_membership(
                actor=actor, membership_id=member.id, ended_on=day, reason=values.end_reason,
                note=values.reason,
            )  # fmt: skip
