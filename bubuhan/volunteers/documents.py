"""What a phone may hold of this room: the profile of its owner."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from bubuhan.accounts.models import User
from bubuhan.accounts.policy import Actor, Role
from bubuhan.geo.names import label
from bubuhan.kernel import clock
from bubuhan.kernel.documents import Doc, Renderer
from bubuhan.kernel.text import show_phone
from bubuhan.lists.queries import title
from bubuhan.people.models import Person
from bubuhan.volunteers.models import Membership, Status


def profiles(actor: Actor, ids: Sequence[str]) -> dict[str, Doc]:
    """`profile` documents; a phone gets its owner's only.

    Body: `{name, phone, area_code, area_label, available, memberships: [{pillar, pillar_name,
    area_code, area_label, position, decree_no, started_on, available}], coordinator: {name} | null}`.
    """
    if actor.person_id is None or str(actor.person_id) not in ids:
        return {}
    person = Person.objects.filter(id=actor.person_id).first()
    if person is None:
        return {}
    members = list(
        Membership.objects.filter(person=person, status=Status.ACTIVE).order_by(
            "pillar", "area_code"
        )
    )
    duty = next((m.area_code for m in members), actor.area)
    now = clock.now()
    body = {
        "name": person.name,
        "phone": show_phone(person.phone),
        "area_code": duty,
        "area_label": label(duty) if duty else "",
        "available": any(m.ready(now) for m in members),
        "memberships": [_member(m, now) for m in members],
        "coordinator": coordinator_of(duty, actor.user_id),
    }
    rev = person.rev + sum(m.rev for m in members)
    return {str(person.id): Doc(str(person.id), rev, body)}


def coordinator_of(area_code: str, except_user: UUID) -> dict[str, str] | None:
    """The nearest coordinator or officer above an area, as a phone may show him: `{name, phone}`."""
    ups = [area_code[:n] for n in (13, 8, 5, 2) if len(area_code) >= n]
    users = list(
        User.objects.filter(
            is_active=True, area_code__in=ups, role__in=[Role.KOORDINATOR, Role.PETUGAS]
        ).exclude(id=except_user)
    )
    if not users:
        return None
    nearest = max(users, key=lambda u: (len(u.area_code), u.role == Role.KOORDINATOR, u.name))
    his = (
        Person.objects.filter(id=nearest.person_id) if nearest.person_id else Person.objects.none()
    )
    phone = his.values_list("phone", flat=True).first()
    return {"name": nearest.name, "phone": show_phone(phone or "")}


def _member(member: Membership, now: datetime) -> dict[str, Any]:
    return {
        "pillar": member.pillar,
        "pillar_name": title("pillar", member.pillar),
        "area_code": member.area_code,
        "area_label": label(member.area_code),
        "position": member.position,
        "decree_no": member.decree_no,
        "started_on": member.started_on.isoformat() if member.started_on else None,
        "available": member.ready(now),
    }


DOCUMENTS: dict[str, Renderer] = {"profile": profiles}
