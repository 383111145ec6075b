"""Who could be asked to help with a case: the members in reach, ranked by `dispatch`."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from bubuhan.accounts.models import Device
from bubuhan.accounts.policy import Actor
from bubuhan.cases import access, dispatch
from bubuhan.cases.models import Assignment, Case
from bubuhan.cases.rules import mandates_for
from bubuhan.geo.codes import kabkota_of
from bubuhan.geo.models import Area
from bubuhan.kernel import clock
from bubuhan.volunteers.models import Membership
from bubuhan.volunteers.queries import active_in

MOST_CANDIDATES = 2_000


def responders(actor: Actor, case: Case, limit: int = 20) -> list[dispatch.Ranked]:
    """Who could be asked, best first, with reasons. Empty unless the case is seen in full."""
    return ranked(case, limit) if access.access(actor, case) == "full" else []


def ranked(case: Case, limit: int = 20) -> list[dispatch.Ranked]:
    """The same for a caller who knows that the case is seen in full. Two queries, three without a point."""
    mandates = mandates_for(case.area_code, case.need)
    rows = _members(case, mandates)[:MOST_CANDIDATES]
    return dispatch.rank(_task(case), [_candidate(row) for row in rows], mandates)[:limit]


def _task(case: Case) -> dispatch.Task:
    lat, lon = case.lat, case.lon
    if lat is None:
        points = Area.objects.filter(code=case.area_code).values_list("lat", "lon")
        lat, lon = points.first() or (None, None)
    return dispatch.Task(case.need, case.area_code, lat, lon)


def _members(case: Case, mandates: Mapping[str, Any]) -> QuerySet[Membership, Any]:
    """The members of the case's kab/kota with what the ranking asks of each, in one statement.

    Columns, not objects: a person's row would bring his encrypted NIK along, two hundred times a page.
    """
    tasks = Assignment.objects.filter(person_id=OuterRef("person_id"))
    busy = tasks.filter(state__in=("offered", "accepted")).order_by().values("person_id")
    here = tasks.filter(case=case).order_by("-offered_at").values("state")
    place = Area.objects.filter(code=OuterRef("area_code"))
    phones = Device.objects.filter(user__person_id=OuterRef("person_id"), revoked_at=None)
    found = active_in(kabkota_of(case.area_code) or case.area_code).filter(pillar__in=mandates)
    return found.select_related(None).values(
        "id",
        "person_id",
        "person__name",
        "pillar",
        "area_code",
        "available",
        "unavailable_until",
        load=Coalesce(Subquery(busy.annotate(n=Count("id")).values("n")), 0),
        here=Subquery(here[:1]),
        lat=Subquery(place.values("lat")),
        lon=Subquery(place.values("lon")),
        phone=Exists(phones),
    )


def _candidate(row: Mapping[str, Any]) -> dispatch.Candidate:
    until = row["unavailable_until"]
    away = until is not None and until > clock.now()
    return dispatch.Candidate(
        person_id=row["person_id"],
        membership_id=row["id"],
        name=row["person__name"],
        pillar=row["pillar"],
        area_code=row["area_code"],
        lat=row["lat"],
        lon=row["lon"],
        available=row["available"] and not away,
        open_load=row["load"],
        declined=row["here"] == "declined",
        offered=row["here"] in ("offered", "accepted"),
        has_phone=row["phone"],
    )
