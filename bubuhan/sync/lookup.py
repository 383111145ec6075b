"""One person whom the phone does not hold, asked over the network: rarely, with a reason, on record.

What is told: whom the asker may see anyway, by name; of others initials, birth year and kecamatan.
Of a case elsewhere only which office to ask. A sensitive case adds nothing to any answer, and who is
known through one alone is not found.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from bubuhan import journal
from bubuhan.accounts import limits
from bubuhan.accounts.limits import Limit
from bubuhan.accounts.policy import Actor, Role, require
from bubuhan.cases import access
from bubuhan.cases.models import Case, State
from bubuhan.geo import names as geo_names
from bubuhan.geo.codes import kecamatan_of
from bubuhan.kernel.ids import uuid7
from bubuhan.kernel.nik import check_nik
from bubuhan.kernel.problems import Problem
from bubuhan.kernel.text import name_key
from bubuhan.lists import queries as lists
from bubuhan.people import scope
from bubuhan.people.models import Person, nik_index
from bubuhan.sync.schemas import PersonRequest

KEPT_FOR = timedelta(hours=24)
MOST = 5
FEW = Limit(10)  # a quarter of an hour
DAILY = Limit(40, timedelta(days=1))
NEAR_YEARS = 1
_FINISHED = (State.CLOSED, State.REJECTED)


def person(actor: Actor, asked: PersonRequest, now: datetime) -> dict[str, Any]:
    """The body of a `PersonAnswer`. Every question is counted and journalled, found or not.

    Raises Problem lookup_too_short, nik_*, too_many_tries, forbidden.
    """
    require(actor, "sync.use")
    where = _condition(asked)
    for name, limit in (("person", FEW), ("person-day", DAILY)):
        limits.count(f"{name}:{actor.user_id}", limit, now)
    people = _shown(actor, list(Person.objects.heads().filter(where).order_by("id")[: 4 * MOST]))
    key = uuid7()
    with journal.unit():
        journal.record(
            "person.looked_up",
            actor=actor.ref,
            subject=("lookup", key),
            area=actor.area,
            data={"by": "nik" if asked.nik else "name", "why": asked.reason, "found": len(people)},
            at=now,
        )
    return {"id": key, "people": people, "expires_at": (now + KEPT_FOR).isoformat()}


def _condition(asked: PersonRequest) -> Q:
    if asked.nik.strip():
        nik = check_nik("".join(asked.nik.split()), allow_example=True)
        if isinstance(nik, Problem):
            raise nik
        return Q(nik_blind=nik_index(nik))
    key = name_key(asked.name)
    if len(key) < 3 or asked.year is None:
        raise Problem("lookup_too_short", "name")
    near = (asked.year - NEAR_YEARS, asked.year + NEAR_YEARS)
    return Q(name__trigram_similar=asked.name) & Q(birth_date__year__range=near) | Q(
        name_key=key, birth_date__year__range=near
    )


def _shown(actor: Actor, found: Sequence[Person]) -> list[dict[str, Any]]:
    ids = [one.id for one in found]
    hats, cases = scope.hats_of(ids), _cases(actor, ids)
    seen = scope.visible_ids(actor, ids) if actor.role != Role.RELAWAN else set()
    shown = []
    for one in found:
        own = [hat for hat in hats.get(one.id, ()) if hat.active]
        theirs = cases.get(one.id, [])
        if not (own or theirs or one.id in seen):
            continue  # nobody this asker may hear of
        near = any(kecamatan_of(hat.area_code) == kecamatan_of(actor.area) for hat in own)
        named = one.id in seen or near or any(level in ("full", "summary") for _, level in theirs)
        shown.append(_person(one, named, own, theirs))
    return shown[:MOST]


def _cases(
    actor: Actor, person_ids: Collection[UUID]
) -> dict[UUID, list[tuple[Case, access.Level]]]:
    """Unfinished cases that are no secret, and sensitive ones the asker is assigned to."""
    rows = list(Case.objects.filter(person_id__in=person_ids).exclude(state__in=_FINISHED))
    levels = access.levels(actor, rows) if rows else {}
    found: dict[UUID, list[tuple[Case, access.Level]]] = defaultdict(list)
    for case in rows:
        if case.person_id and (not case.sensitive or levels[case.id] == "full"):
            found[case.person_id].append((case, levels[case.id]))
    return found


def _person(
    one: Person, named: bool, hats: Sequence[scope.Hat], cases: Sequence[tuple[Case, access.Level]]
) -> dict[str, Any]:
    home = kecamatan_of(one.area_code) or one.area_code
    elsewhere = sorted({case.area_code[:5] for case, level in cases if level == "none"})
    return {
        "name": one.name if named else access.initials(one.name),
        "year": one.birth_date.year if one.birth_date else None,
        "sex": one.sex,
        "area_label": geo_names.label(home) if home else "",
        "hats": [f"{hat.pillar}, {geo_names.label(kecamatan_of(hat.area_code))}" for hat in hats],
        "cases": [_case(case, level) for case, level in cases if level != "none"],
        "ask": "; ".join(f"Dinas Sosial {geo_names.label(code)}" for code in elsewhere),
    }


def _case(case: Case, level: access.Level) -> dict[str, str]:
    return {
        "number": case.number,
        "state": case.state,
        "need_name": lists.title("need", case.need),
        "area_label": geo_names.label(access.shown_area(case, level)),
    }
