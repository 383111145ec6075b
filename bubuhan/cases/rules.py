"""The office's own rules for this room: how soon to respond, and which pillar is meant for what."""

from collections.abc import Iterable
from datetime import timedelta

from bubuhan import journal
from bubuhan.accounts.policy import Actor, require
from bubuhan.cases.dispatch import Mandate
from bubuhan.cases.models import Band, PillarMandate, SlaRule
from bubuhan.cases.triage import Times
from bubuhan.duty.queries import calendar_of
from bubuhan.geo.codes import is_code
from bubuhan.kernel import history
from bubuhan.kernel.history import above, in_force
from bubuhan.kernel.problems import Problem
from bubuhan.lists import queries as lists

DEFAULT = Times(timedelta(days=3), timedelta(days=30))


def times_for(area_code: str, need: str, band: str) -> Times:
    """What the current rule of this place promises; the most specific rule wins."""
    rule = rule_for(area_code, need, band)
    return DEFAULT if rule is None else times_of(rule, area_code)


def times_of(rule: SlaRule, area_code: str) -> Times:
    """What a rule promises in a place: around the clock, or in that place's working time."""
    return Times(
        timedelta(minutes=rule.respond_minutes),
        timedelta(hours=rule.resolve_hours),
        calendar_of(area_code) if rule.working_hours else None,
    )


def rule_for(area_code: str, need: str, band: str) -> SlaRule | None:
    """Deepest area first, then the rule that names the need, then the service."""
    return best_rule(in_force(SlaRule, area_code).filter(band=band), area_code, need)


def best_rule(rules: Iterable[SlaRule], area_code: str, need: str) -> SlaRule | None:
    """The one of these (current, of one band) that counts for a need in a place."""
    entry = lists.item("need", need)
    service = str(entry.data.get("service", "")) if entry else ""
    places = above(area_code)
    fit = [
        rule
        for rule in rules
        if rule.area_code in places and rule.need in ("", need) and rule.service in ("", service)
    ]
    return max(fit, key=lambda r: (len(r.area_code), bool(r.need), bool(r.service)), default=None)


def mandates_for(area_code: str, need: str) -> dict[str, Mandate]:
    """Pillar -> why it is meant for this need; a pillar without a row is not suggested."""
    rows = in_force(PillarMandate, area_code).filter(need__in=["", need])
    best: dict[str, PillarMandate] = {}
    for row in sorted(rows, key=lambda r: (bool(r.need), len(r.area_code))):
        best[row.pillar] = row  # the later, more specific row replaces the general one
    return {pillar: Mandate(row.weight, row.reason) for pillar, row in best.items()}


def set_sla(
    *,
    actor: Actor,
    area_code: str,
    band: str,
    respond_minutes: int,
    resolve_hours: int,
    need: str = "",
    service: str = "",
    working_hours: bool = False,
    title: str = "",
    regulation: str = "",
    reason: str,
) -> SlaRule:
    """Replace the current rule of one key (the old row keeps its history), or add the first one.

    Cases keep the deadlines they were given; the rule counts from now on. Raises `forbidden`,
    `area_unknown`, `field_invalid`, `reason_missing`.
    """
    require(actor, "sla.edit", area_code)
    _check_sla(area_code, band, need, respond_minutes, resolve_hours)
    _check_service(service, need)
    key = {"area_code": area_code, "need": need, "service": service, "band": band}
    times = {
        "respond_minutes": respond_minutes,
        "resolve_hours": resolve_hours,
        "working_hours": working_hours,
    }
    values = times | {"title": title, "regulation": regulation}
    with journal.unit():
        rule = history.replace(SlaRule, key, values, by=actor.name, reason=reason)
        journal.record(
            "sla.changed",
            actor=actor.ref,
            subject=("sla", str(rule.pk)),
            area=area_code,
            data=key | times,
        )
    return rule


def _check_sla(
    area_code: str, band: str, need: str, respond_minutes: int, resolve_hours: int
) -> None:
    if area_code and not is_code(area_code):
        raise Problem("area_unknown", "area_code", code=area_code)
    if band not in Band.values:
        raise Problem(
            "field_invalid", "band", name="kegawatan", why="pilihannya tidak ada dalam daftar"
        )
    if need and need not in lists.codes("need"):
        raise Problem(
            "field_invalid", "need", name="kebutuhan", why="pilihannya tidak ada dalam daftar"
        )
    if not 1 <= respond_minutes <= 525_600:
        raise Problem(
            "field_invalid", "respond_minutes", name="respons pertama", why="1 sampai 525600 menit"
        )
    if not 1 <= resolve_hours <= 8_760:
        raise Problem("field_invalid", "resolve_hours", name="selesai", why="1 sampai 8760 jam")


def services() -> dict[str, str]:
    """Service -> its words, of the needs that are valid today."""
    codes = {str(item.data.get("service", "")) for item in lists.items("need")} - {""}
    return {code: code.replace("_", " ").capitalize() for code in sorted(codes)}


def _check_service(service: str, need: str) -> None:
    """A rule is about a need or about a service, not about both."""
    if service and service not in services():
        raise Problem(
            "field_invalid", "service", name="layanan", why="pilihannya tidak ada dalam daftar"
        )
    if service and need:
        raise Problem(
            "field_invalid",
            "service",
            name="layanan",
            why="pilih kebutuhan atau layanan, jangan keduanya",
        )


def sla_rows(actor: Actor, *, past: bool = False) -> list[SlaRule]:
    """Rules of the actor's area, of those above it and below it; current ones, or all."""
    order = {band: n for n, band in enumerate(Band.values)}
    return sorted(
        history.around(SlaRule, actor.area, past=past),
        key=lambda r: (r.area_code, r.need, r.service, order[r.band], r.valid_from),
    )
