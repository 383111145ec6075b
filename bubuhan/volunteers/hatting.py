"""What the forms of one hat start from, and what they tell."""

from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from bubuhan.geo import names
from bubuhan.lists.queries import title
from bubuhan.people.models import Person
from bubuhan.volunteers import profile
from bubuhan.volunteers.actions import DIED
from bubuhan.volunteers.history import LABELS
from bubuhan.volunteers.models import MemberFact, Membership


def typed(day: date | None, precision: str = "day") -> str:
    """A date as people type it: `17-08-2020`, or the year alone."""
    if day is None:
        return ""
    return str(day.year) if precision == "year" else f"{day:%d-%m-%Y}"


def present(hat: Membership) -> dict[str, Any]:
    """A hat as the correction form shows it."""
    return {
        "position": hat.position,
        "organisation": hat.organisation,
        "member_no": hat.member_no,
        "started": typed(hat.started_on, hat.started_precision),
        "decree_no": hat.decree_no,
        "decree_issuer_type": hat.decree_issuer_type,
        "decree_issuer": hat.decree_issuer,
        "decree_date": typed(hat.decree_date),
        "ends_on": typed(hat.ends_on),
    }


def amending(hat: Membership, seen: int | None) -> dict[str, Any]:
    """Page of a proposal that is corrected on a desk."""
    back = reverse("member-page", args=[hat.id])
    return {
        "heading": f"Perbaiki usulan: {hat.person.name}",
        "lead": f"{title('pillar', hat.pillar)}, {names.label(hat.area_code)}. {hat.verify_note}",
        "back": back,
        "to": back,
        "rev": hat.rev,
        "since": changed_since(hat, seen) if seen is not None else [],
    }


def next_decree(hat: Membership) -> dict[str, Any]:
    """What is likely the same on the next decree."""
    after = hat.ends_on + timedelta(days=1) if hat.ends_on else None
    return {
        "decree_issuer_type": hat.decree_issuer_type,
        "decree_issuer": hat.decree_issuer,
        "starts_on": typed(after),
    }


def changed_since(hat: Membership, seen: int) -> list[dict[str, Any]]:
    """What others changed after revision `seen`: `[{"label", "old", "new", "by", "at"}]`."""
    if hat.rev <= seen:
        return []
    facts = MemberFact.objects.filter(membership=hat).order_by("-at", "id")[:60]
    times: list[Any] = []
    found = []
    for fact in facts:
        if fact.at not in times:
            if len(times) == hat.rev - seen:
                break
            times.append(fact.at)
        found.append(
            {
                "label": LABELS.get(fact.field, fact.field),
                "old": profile.show(fact.field, fact.old) or "kosong",
                "new": profile.show(fact.field, fact.new) or "kosong",
                "by": fact.by,
                "at": fact.at,
            }
        )
    return found


def ended_sentence(person: Person, reason: str) -> str:
    """What to tell after an end."""
    if reason != DIED:
        return "Keanggotaan diakhiri."
    return (
        f"Semua keanggotaan {person.name} diakhiri karena meninggal dunia, permohonannya ditutup. "
        "Cabut HP-nya di halaman Perangkat bila ada."
    )
