"""Reading what the forms of this room posted; anything malformed is a Problem in words."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.http import HttpRequest, QueryDict
from django.utils import timezone

from bubuhan.directory.conditions import Value
from bubuhan.kernel.problems import Problem
from bubuhan.referrals.answering import Answer
from bubuhan.referrals.sending import Wish
from bubuhan.referrals.travelling import Leg, Plan

_FACT = "fakta_"
MOST_LEGS = 8


def wish(given: QueryDict) -> Wish:
    """What the officer chose on the form of a new referral."""
    return Wish(
        service_id=_id(given.get("layanan", "")),
        to_area=given.get("kantor", "").strip()[:13],
        shared=tuple(given.getlist("bagi")),
        note=given.get("catatan", "")[:1000],
        consent=given.get("persetujuan", "") == "ya",
        consent_from=given.get("consent_from", ""),
        consent_name=given.get("consent_name", "")[:120],
        consent_phone=given.get("consent_phone", "")[:40],
        ground=given.get("ground", ""),
        ground_note=given.get("ground_note", "")[:500],
        facts=facts(given),
    )


def facts(given: Mapping[str, str]) -> dict[str, Value]:
    """Answers to the questions of a service: `fakta_<key>`."""
    return {
        key[len(_FACT) :]: str(given[key])[:80].strip()
        for key in given
        if key.startswith(_FACT) and str(given[key]).strip()
    }


def answer(request: HttpRequest, files: Any = ()) -> Answer:
    """What an officer heard or answers. Raises `field_invalid`."""
    given = request.POST
    place = given.get("place", "").strip()
    if place and not (place.isascii() and place.isdigit() and 0 < int(place[:6]) < 10_000):
        raise Problem("field_invalid", "place", name="urutan", why="isi dengan angka")
    until = given.get("until", "").strip()
    action = given.get("action", "")
    return Answer(
        action=action,
        reason=given.get("reason", "")[:40],
        note=given.get("note", ""),
        place=int(place) if place and action == "wait" else None,
        until=_day(until, "until", "tanggal") if until and action == "wait" else None,
        files=files,
    )


def plan(given: QueryDict) -> Plan:
    """A journey as typed. Raises `field_invalid`."""
    return Plan(
        to_area=given.get("to_area", "").strip()[:13],
        to_place=given.get("to_place", ""),
        family=given.get("family", ""),
        companion=given.get("companion", ""),
        companion_phone=given.get("companion_phone", ""),
        companion_role=given.get("companion_role", ""),
        expected_at=_moment(given.get("expected_at", ""), "expected_at", "perkiraan tiba"),
        shared=tuple(given.getlist("bagi")),
        note=given.get("catatan", "")[:1000],
    )


def legs(given: QueryDict) -> list[Leg]:
    """The stretches of the way: as many lines as have a beginning or an end."""
    found = []
    for n in range(1, MOST_LEGS + 1):
        start, end = given.get(f"start_{n}", "").strip(), given.get(f"end_{n}", "").strip()
        if start or end:
            found.append(
                Leg(
                    mode=given.get(f"mode_{n}", ""),
                    start=start,
                    end=end,
                    leaves_at=_moment(given.get(f"leaves_{n}", ""), f"leaves_{n}", "berangkat"),
                    arrives_at=_moment(given.get(f"arrives_{n}", ""), f"arrives_{n}", "tiba"),
                    carrier=given.get(f"carrier_{n}", ""),
                )
            )
    return found


def _id(raw: str) -> UUID | None:
    try:
        return UUID(raw)
    except ValueError:
        return None


def _day(raw: str, field: str, name: str) -> date:
    try:
        return date.fromisoformat(raw)
    except ValueError:
        raise Problem("field_invalid", field, name=name, why="pilih tanggal") from None


def _moment(raw: str, field: str, name: str) -> datetime | None:
    """`2026-11-22T08:30` of a form, in the instance's zone; "" is None."""
    if not raw.strip():
        return None
    try:
        found = datetime.fromisoformat(raw.strip())
    except ValueError:
        raise Problem("field_invalid", field, name=name, why="pilih tanggal dan jam") from None
    if found.tzinfo is not None:
        return found
    zone = timezone.get_current_timezone()
    return datetime.combine(found.date(), found.time() or time(), tzinfo=zone)
