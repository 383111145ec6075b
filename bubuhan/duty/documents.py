"""What a phone may hold of this room: its owner's shifts, colleagues' wishes, who is on duty near him."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from bubuhan.accounts.models import User
from bubuhan.accounts.policy import Actor
from bubuhan.duty.hours import zone_of, zone_word
from bubuhan.duty.models import Shift, Swap
from bubuhan.duty.queries import above
from bubuhan.geo import names
from bubuhan.journal.models import Event
from bubuhan.kernel import clock
from bubuhan.kernel.documents import Doc, Renderer
from bubuhan.kernel.text import show_phone
from bubuhan.lists import queries as lists
from bubuhan.people.models import Person
from bubuhan.volunteers.queries import active_in, active_of

OWN_AHEAD, NEAR_AHEAD = timedelta(weeks=5), timedelta(days=3)
MOST_COLLEAGUES = 40


def duty_documents(actor: Actor, ids: Sequence[str]) -> dict[str, Doc]:
    """`duty`: one per person; a phone gets its owner's only.

    Body: `{shifts: [{id, pillar, pillar_name, area_label, starts_at, ends_at, zone, note, swap}],
    requests: [{id, shift, asker, note, open_to_all}], near: [{name, pillar_name, area_label,
    starts_at, ends_at, phone}], colleagues: [{person_id, name, pillar}], as_of}`. Near: the
    next three days, so that a phone without signal still knows who is on duty now.
    """
    own = actor.person_id
    if own is None or str(own) not in ids:
        return {}
    now = clock.now()
    mine = list(
        Shift.objects.filter(
            person_id=own, state="planned", ends_at__gt=now, starts_at__lt=now + OWN_AHEAD
        ).order_by("starts_at")
    )
    swaps = _swaps(own, [s.id for s in mine], actor)
    asked = {s.shift_id: s for s in swaps if s.asker_id == own}
    requests = [s for s in swaps if s.asker_id != own]
    near = _near(actor, now)
    labels = names.names({s.area_code for s in (*mine, *near, *(r.shift for r in requests))})
    body = {
        "shifts": [_shift(s, labels) | {"swap": _own_swap(asked.get(s.id))} for s in mine],
        "requests": [
            {
                "id": str(r.id),
                "shift": _shift(r.shift, labels),
                "asker": r.asker_name,
                "note": r.note,
                "open_to_all": r.colleague_id is None,
            }
            for r in requests
        ],
        "near": _near_lines(near, labels),
        "colleagues": _colleagues(own),
        "as_of": now.isoformat(),
    }
    rev = sum(s.rev for s in mine) + Swap.objects.count() + len(near)
    return {str(own): Doc(str(own), rev, body)}


def _shift(shift: Shift, labels: dict[str, str]) -> dict[str, Any]:
    return {
        "id": str(shift.id),
        "pillar": shift.pillar,
        "pillar_name": lists.title("pillar", shift.pillar),
        "area_label": labels.get(shift.area_code, ""),
        "starts_at": shift.starts_at.isoformat(),
        "ends_at": shift.ends_at.isoformat(),
        "zone": zone_word(zone_of(shift.area_code)),
        "note": shift.note,
    }


def _own_swap(swap: Swap | None) -> dict[str, Any] | None:
    if swap is None:
        return None
    return {"id": str(swap.id), "colleague": swap.colleague_name, "note": swap.note}


def _swaps(own: UUID, shifts: Sequence[UUID], actor: Actor) -> list[Swap]:
    """My open questions, and those I could answer: asked of me, or open to all of my pillars here."""
    hats = active_of(own)
    here = {(m.pillar, m.area_code[:5]) for m in hats}
    rows = Swap.objects.filter(state=Swap.State.OPEN, shift__starts_at__gt=clock.now())
    rows = rows.filter(
        Q(shift__in=shifts)
        | Q(colleague_id=own)
        | Q(colleague_id=None, shift__pillar__in={p for p, _ in here})
    )
    found = rows.select_related("shift").order_by("shift__starts_at")[:100]
    return [
        s
        for s in found
        if own in (s.asker_id, s.colleague_id) or (s.shift.pillar, s.shift.area_code[:5]) in here
    ]


def _near(actor: Actor, now: datetime) -> list[Shift]:
    """Shifts of the phone's kecamatan and of its kab/kota, from now to three days ahead."""
    places = [code for code in above(actor.area[:8]) if len(code) >= 5]
    rows = Shift.objects.filter(
        area_code__in=places, state="planned", ends_at__gt=now, starts_at__lt=now + NEAR_AHEAD
    )
    return list(rows.order_by("starts_at", "person_name")[:100])


def _near_lines(near: Sequence[Shift], labels: dict[str, str]) -> list[dict[str, Any]]:
    phones = dict(
        Person.objects.filter(id__in={s.person_id for s in near}).values_list("id", "phone")
    )
    return [
        {
            "name": s.person_name,
            "pillar_name": lists.title("pillar", s.pillar),
            "area_label": labels.get(s.area_code, ""),
            "starts_at": s.starts_at.isoformat(),
            "ends_at": s.ends_at.isoformat(),
            "phone": show_phone(phones.get(s.person_id, "")),
        }
        for s in near
    ]


def _colleagues(own: UUID) -> list[dict[str, str]]:
    """Whom one may ask: members of one's pillars in one's kecamatan, by name."""
    found: dict[UUID, dict[str, str]] = {}
    for hat in active_of(own):
        rows = active_in(hat.area_code[:8], hat.pillar).exclude(person_id=own)
        for row in rows.order_by("person__name")[:MOST_COLLEAGUES]:
            found[row.person_id] = {
                "person_id": str(row.person_id),
                "name": row.person.name,
                "pillar": row.pillar,
            }
    return sorted(found.values(), key=lambda one: one["name"])


def phone_enrolled(event: Event) -> None:
    """Reaction on `device.enrolled`: the roster waits for the first pull."""
    from bubuhan import journal

    person = event.data.get("person")
    if person and User.objects.filter(person_id=person).exists():
        with journal.unit():
            journal.touch(journal.Touch(f"mine:{person}", "duty", str(person)))


DOCUMENTS: dict[str, Renderer] = {"duty": duty_documents}
