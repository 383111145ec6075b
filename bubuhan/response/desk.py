"""What the pages of this room show beside the wall: overdue clocks, one case's clocks, the ladders."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bubuhan.accounts.policy import Actor, can
from bubuhan.cases.access import access
from bubuhan.cases.listing import QueueRow, rows_of
from bubuhan.cases.models import Band, Case
from bubuhan.geo import names
from bubuhan.kernel import clock as time
from bubuhan.kernel import history
from bubuhan.kernel.paging import Page
from bubuhan.kernel.problems import Problem
from bubuhan.response import wall
from bubuhan.response.actions import MOST_STEPS
from bubuhan.response.models import Clock, ClockKind, Escalation, LadderStep, Rung
from bubuhan.response.queries import clocks_of

PAGE = 50


@dataclass(frozen=True, slots=True)
class ClockView:
    """A clock in words; `row` is its case, masked as the reader demands."""

    clock: Clock
    row: QueueRow
    kind: str
    told: str
    held: bool


def overdue(actor: Actor, area: str, number: int) -> Page[ClockView]:
    """`/siaga/tenggat/`: what is past its time, the highest rung first."""
    now = time.now()
    found = wall.overdue(actor, area, number, now, size=PAGE)
    views = _views(actor, found["clocks"], now)
    return Page(views, found["number"], PAGE, found["total"])


def _views(actor: Actor, clocks: Sequence[Clock], now: datetime) -> list[ClockView]:
    rows = {row.id: row for row in rows_of(actor, [c.case for c in clocks], now)}
    return [
        ClockView(
            clock=c,
            row=rows[c.case_id],
            kind=ClockKind(c.kind).label,
            told=Rung(c.told).label if c.told else "",
            held=bool(c.held_until and c.held_until > now),
        )
        for c in clocks
        if c.case_id in rows
    ]


def of_case(actor: Actor, case_id: UUID) -> dict[str, Any]:
    """The fragment of a case page: its clocks, who was told when, and the button. Raises `not_found`."""
    case = Case.objects.filter(id=case_id).first()
    if case is None or access(actor, case) == "none":
        raise Problem("not_found")
    now = time.now()
    clocks = clocks_of(case_id)
    climbing = [c for c in clocks if c.rung]
    told = Escalation.objects.filter(clock__in=climbing).order_by("at")
    held = next((c for c in climbing if c.held_until and c.held_until > now), None)
    return {
        "case": case,
        "climbing": climbing,
        "told": [(Rung(one.to).label, one.at, bool(one.users or one.persons)) for one in told],
        "next": min((c.next_at for c in climbing if c.next_at), default=None),
        "held": held,
        "may_hold": bool(climbing) and held is None and can(actor, "response.hold", case),
    }


def ladders(actor: Actor, past: bool) -> dict[str, Any]:
    """`/pengaturan/tangga/`: ladders of the actor's area, those above and below it."""
    mine = list(history.around(LadderStep, actor.area, past=past).order_by("position"))
    order = {band: n for n, band in enumerate(Band.values)}
    groups: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in sorted(mine, key=lambda r: (r.area_code, order[r.band], -r.valid_from.timestamp())):
        group = groups.setdefault(
            (row.area_code, row.band, row.valid_from),
            {
                "area": names.place(row.area_code),
                "first": row,
                "key": f"{row.area_code or 'nasional'}-{row.band}".replace(".", "-"),
                "steps": [],
                "editable": row.valid_to is None and can(actor, "ladder.edit", row.area_code),
            },
        )
        group["steps"].append(row)
    for group in groups.values():
        group["slots"] = [*group["steps"], *[None] * (5 - len(group["steps"]))][:MOST_STEPS]
    return {
        "groups": list(groups.values()),
        "may_edit": can(actor, "ladder.edit"),
        "bands": [(b.value, b.label) for b in Band],
        "rungs": [(r.value, r.label) for r in Rung],
        "blank": [None] * 5,
    }
