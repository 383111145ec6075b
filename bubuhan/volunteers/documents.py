"""What a phone may hold of this room: its owner's profile and his wishes to change it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Sum

from bubuhan.accounts.models import User
from bubuhan.accounts.policy import Actor, Role
from bubuhan.geo.names import label
from bubuhan.kernel import clock
from bubuhan.kernel.documents import Doc, Renderer
from bubuhan.kernel.text import show_phone
from bubuhan.lists.queries import title
from bubuhan.people.models import Person
from bubuhan.people.queries import group_of
from bubuhan.volunteers.fields import LABELS, birth_text, shown
from bubuhan.volunteers.models import ChangeRequest, ChangeState, Membership, Status

OPEN_STATES = (ChangeState.WAITING, ChangeState.RETURNED)
_CHANGES = 20


def profiles(actor: Actor, ids: Sequence[str]) -> dict[str, Doc]:
    """`profile` documents; a phone gets its owner's only.

    Body: `{name, phone, phone_other, address, birth_date, nik_masked, home_code, home_label,
    area_code, area_label, available, pending_changes, memberships: [{id, member_no, pillar,
    pillar_name, area_code, area_label, position, decree_no, started_on, ends_on, confirmed_at,
    available}], coordinator: {name, phone} | null}`.
    """
    if actor.person_id is None or str(actor.person_id) not in ids:
        return {}
    person = Person.objects.filter(id=actor.person_id).first()
    if person is None:
        return {}
    members = list(
        Membership.objects.filter(person__in=group_of(person.id), status=Status.ACTIVE).order_by(
            "pillar", "area_code"
        )
    )
    duty = next((m.area_code for m in members), actor.area)
    now = clock.now()
    asked = ChangeRequest.objects.filter(person=person)
    pending = asked.filter(state__in=OPEN_STATES).count()
    body = {
        "name": person.name,
        "phone": show_phone(person.phone),
        "phone_other": show_phone(person.phone_other),
        "address": person.address,
        "birth_date": birth_text(person.birth_date, person.birth_precision),
        "nik_masked": person.nik_masked,
        "home_code": person.area_code,
        "home_label": label(person.area_code) if person.area_code else "",
        "area_code": duty,
        "area_label": label(duty) if duty else "",
        "available": any(m.ready(now) for m in members),
        "pending_changes": pending,
        "memberships": [_member(m, now) for m in members],
        "coordinator": coordinator_of(duty, actor.user_id),
    }
    rev = person.rev + sum(m.rev for m in members) + asked.count()
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
        "id": str(member.id),
        "member_no": member.member_no,
        "pillar": member.pillar,
        "pillar_name": title("pillar", member.pillar),
        "area_code": member.area_code,
        "area_label": label(member.area_code),
        "position": member.position,
        "decree_no": member.decree_no,
        "started_on": member.started_on.isoformat() if member.started_on else None,
        "ends_on": member.ends_on.isoformat() if member.ends_on else None,
        "confirmed_at": member.confirmed_at.isoformat() if member.confirmed_at else None,
        "available": member.ready(now),
    }


def change_lists(actor: Actor, ids: Sequence[str]) -> dict[str, Doc]:
    """`changes`: one document per person, the latest wishes first; a phone gets its owner's only.

    Body: `{requests: [{id, kind, state, state_label, note, made_at, decided_at, decided_by,
    decision_note, items: [{field, label, old, new, applied}]}]}`; a NIK is masked.
    """
    own = str(actor.person_id) if actor.person_id else ""
    if own not in ids:
        return {}
    rows = list(
        ChangeRequest.objects.filter(person_id=own)
        .prefetch_related("items")
        .order_by("-received_at", "-id")[:_CHANGES]
    )
    rev = ChangeRequest.objects.filter(person_id=own).aggregate(n=Sum("rev"))["n"] or 0
    return {own: Doc(own, rev, {"requests": [_request(r) for r in rows]})}


def _request(asked: ChangeRequest) -> dict[str, Any]:
    return {
        "id": str(asked.id),
        "kind": asked.kind,
        "state": asked.state,
        "state_label": asked.get_state_display(),
        "note": asked.note,
        "made_at": asked.made_at.isoformat(),
        "decided_at": asked.decided_at.isoformat() if asked.decided_at else None,
        "decided_by": asked.decided_by,
        "decision_note": asked.decision_note,
        "items": [
            {
                "field": item.field,
                "label": LABELS.get(item.field, item.field),
                "old": shown(item.field, item.old),
                "new": shown(item.field, item.new),
                "applied": item.applied,
            }
            for item in asked.items.all()
        ],
    }


DOCUMENTS: dict[str, Renderer] = {"profile": profiles, "changes": change_lists}
