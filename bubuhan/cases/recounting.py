"""Giving open cases the deadlines of the present rule: never by itself, only on request, seen before."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from bubuhan import journal
from bubuhan.accounts.policy import Actor, area_q, require, subtree_q
from bubuhan.cases.entries import Stamp, append, save, told_area, touches, who
from bubuhan.cases.listing import QueueRow, rows_of
from bubuhan.cases.models import Case, CaseEntry, EntryKind, SlaRule, State
from bubuhan.cases.rules import best_rule, sla_rows, times_of
from bubuhan.cases.triage import Times
from bubuhan.kernel.problems import Problem

MOST = 2000
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Moved:
    """A case whose deadline would change."""

    row: QueueRow
    old: datetime | None
    new: datetime


@dataclass(frozen=True, slots=True)
class Preview:
    """What a recount would do: `total` cases move, the first of them are shown."""

    rule: SlaRule
    total: int
    earlier: int
    more: bool
    rows: list[Moved]


def preview(actor: Actor, rule_id: int) -> Preview:
    """Open cases of the actor's area under this rule, whose deadline differs. Raises `not_found`."""
    rule = _rule(actor, rule_id)
    found = list(_moving(actor, rule))
    shown = {row.id: row for row in rows_of(actor, [case for case, _ in found[:SHOWN]])}
    rows = [
        Moved(shown[case.id], case.deadline_at, new)
        for case, new in found[:SHOWN]
        if case.id in shown
    ]
    earlier = sum(case.deadline_at is None or new < case.deadline_at for case, new in found)
    return Preview(rule, len(found), earlier, len(found) >= MOST, rows)


def recount(*, actor: Actor, rule_id: int, reason: str) -> int:
    """Give those cases their new deadline, each with a line in its timeline; returns how many.

    Raises `not_found`, `forbidden`, `field_missing` (reason).
    """
    require(actor, "sla.edit")
    rule = _rule(actor, rule_id)
    if not reason.strip():
        raise Problem("field_missing", "reason", name="alasan")
    with journal.unit():
        found = list(_moving(actor, rule, lock=True))
        for case, new in found:
            _move(actor, case, new, reason.strip()[:500])
        journal.record(
            "sla.recounted",
            actor=actor.ref,
            subject=("sla", str(rule.pk)),
            area=actor.area,
            data={"cases": len(found), "reason": reason.strip()[:500]},
        )
    return len(found)


def _rule(actor: Actor, rule_id: int) -> SlaRule:
    found = next((rule for rule in sla_rows(actor) if rule.pk == rule_id), None)
    if found is None:
        raise Problem("not_found")
    return found


def _moving(actor: Actor, rule: SlaRule, *, lock: bool = False) -> Iterable[tuple[Case, datetime]]:
    """Cases for which this rule is the best one and says another time."""
    again = CaseEntry.objects.filter(
        case=OuterRef("pk"), kind__in=[EntryKind.REOPEN, EntryKind.SEND_BACK]
    )
    cases = Case.objects.filter(
        subtree_q(rule.area_code),
        area_q(actor),
        ~Exists(again),  # their clock began anew; only people know when it should end
        Q(state__in=[State.WAITING, State.OFFERED], first_response_at=None)
        | Q(state=State.ACTIVE, first_response_at__isnull=False),
        band=rule.band,
    )
    if rule.need:
        cases = cases.filter(need=rule.need)
    rules = list(SlaRule.objects.filter(valid_to=None, band=rule.band))
    known: dict[str, Times] = {}
    n = 0
    rows = cases.select_for_update() if lock else cases
    for case in rows.order_by("id"):
        best = best_rule(rules, case.area_code, case.need)
        if best is None or best.pk != rule.pk:
            continue
        new = due_of(case, known.setdefault(case.area_code, times_of(rule, case.area_code)))
        if new == case.deadline_at:
            continue
        yield case, new
        n += 1
        if n == MOST:
            return


def due_of(case: Case, times: Times) -> datetime:
    """The deadline that runs now, by these times. Pure."""
    if case.first_response_at is None:
        return times.respond_by(case.opened_at)
    return times.resolve_by(case.first_response_at)


def _move(actor: Actor, case: Case, new: datetime, reason: str) -> None:
    stamp = Stamp.fresh()
    old, case.deadline_at = case.deadline_at, new
    if case.first_response_at is None:
        case.respond_by = new
    save(case)
    append(
        case,
        EntryKind.UPDATE,
        stamp=stamp,
        **who(actor),
        text=f"Batas waktu dihitung ulang menurut aturan sekarang. {reason}",
        data={"changes": {}, "deadline": [old.isoformat() if old else "", new.isoformat()]},
    )
    journal.record(
        "case.recounted",
        actor=actor.ref,
        subject=("case", case.id),
        area=told_area(case),
        data={"from": old.isoformat() if old else "", "to": new.isoformat()},
        touched=touches(case),
        at=stamp.at,
    )
