"""The page of SLA rules: rows in words, what each promises on a Friday afternoon, what may be chosen."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bubuhan.accounts.policy import Actor, can
from bubuhan.cases.models import Band, SlaRule
from bubuhan.cases.rules import services, sla_rows
from bubuhan.cases.triage import Times
from bubuhan.duty.hours import Calendar, zone_word
from bubuhan.duty.queries import calendar_of
from bubuhan.geo import names
from bubuhan.kernel import clock
from bubuhan.lists import queries as lists

DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")
_FRIDAY = 4


@dataclass(frozen=True, slots=True)
class Example:
    """A report on a Friday at 16.30, and when this rule wants an answer and an end, in words."""

    start: str
    respond: str
    resolve: str


def page(actor: Actor, past: bool) -> dict[str, Any]:
    """Rules grouped by area: `[{"area", "rules": [{"rule", "what", "editable", "example"}]}]`."""
    rows = sla_rows(actor, past=past)
    calendars: dict[str, Calendar] = {}
    groups: dict[str, dict[str, Any]] = {}
    for rule in rows:
        group = groups.setdefault(
            rule.area_code,
            {"area": names.place(rule.area_code), "code": rule.area_code, "rules": []},
        )
        if rule.area_code not in calendars:
            calendars[rule.area_code] = calendar_of(rule.area_code or actor.area)
        current = rule.valid_to is None
        group["rules"].append(
            {
                "rule": rule,
                "what": what(rule),
                "editable": current and can(actor, "sla.edit", rule.area_code),
                "recount": current and can(actor, "sla.edit"),
                "example": example(rule, calendars[rule.area_code], clock.now()),
            }
        )
    return {
        "groups": list(groups.values()),
        "may_edit": can(actor, "sla.edit"),
        "bands": [(b.value, b.label) for b in Band],
        "needs": [(i.code, i.name) for i in lists.items("need")],
        "services": list(services().items()),
    }


def what(rule: SlaRule) -> str:
    """What a rule is about: a need, a service, or everything."""
    if rule.need:
        return lists.title("need", rule.need)
    if rule.service:
        return f"Layanan {services().get(rule.service, rule.service.replace('_', ' ')).lower()}"
    return "Semua kebutuhan"


def example(rule: SlaRule, calendar: Calendar, now: datetime) -> Example:
    """The rule at work on the next Friday at 16.30 of that place. Pure."""
    local = now.astimezone(calendar.zone)
    day = local + timedelta(days=(_FRIDAY - local.weekday()) % 7)
    start = day.replace(hour=16, minute=30, second=0, microsecond=0)
    times = Times(
        timedelta(minutes=rule.respond_minutes),
        timedelta(hours=rule.resolve_hours),
        calendar if rule.working_hours else None,
    )
    respond = times.respond_by(start)
    return Example(*(words(at, calendar) for at in (start, respond, times.resolve_by(respond))))


def words(at: datetime, calendar: Calendar) -> str:
    """`Jumat 27 Nov 16.30 WITA`, in the time of the place."""
    local = at.astimezone(calendar.zone)
    month = _MONTHS[local.month - 1]
    zone = zone_word(calendar.zone)
    return f"{DAYS[local.weekday()]} {local.day} {month} {local:%H.%M} {zone}"
