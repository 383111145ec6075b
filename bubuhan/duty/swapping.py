"""Swaps: somebody asks to be replaced, one colleague or whoever can takes the shift over.

From the phone, or written down by the office for who has none. The shift moves to the colleague in
the same transaction in which the database makes sure that he is not in two places at once.
"""

from uuid import UUID

from django.db import IntegrityError, transaction

from bubuhan import journal
from bubuhan.accounts.policy import Actor, can
from bubuhan.duty.actions import clash_of, hat_for, touched
from bubuhan.duty.models import Shift, Swap
from bubuhan.duty.queries import could_take
from bubuhan.kernel import clock
from bubuhan.kernel.ids import uuid7
from bubuhan.kernel.problems import Problem
from bubuhan.people.models import Person


def ask(
    *,
    actor: Actor,
    shift_id: UUID,
    colleague_id: UUID | None = None,
    note: str = "",
    swap_id: UUID | None = None,
) -> Swap:
    """Ask to be replaced. For one's own shift, or (the office) for somebody of the area.

    Raises `not_found`, `shift_past`, `swap_open`, `not_a_member` (the colleague).
    """
    with journal.unit():
        shift = _shift(actor, shift_id)
        if shift.starts_at <= clock.now():
            raise Problem("shift_past", "shift_id", value=f"{shift.starts_at:%d-%m-%Y}")
        if Swap.objects.filter(shift=shift, state=Swap.State.OPEN).exists():
            raise Problem("swap_open", "shift_id")
        name = ""
        if colleague_id is not None:
            if colleague_id == shift.person_id:
                raise Problem(
                    "field_invalid", "colleague_id", name="pengganti", why="pilih orang lain"
                )
            hat_for(colleague_id, shift.area_code, shift.pillar)
            name = Person.objects.values_list("name", flat=True).get(id=colleague_id)
        row = Swap.objects.create(
            id=swap_id or uuid7(),
            shift=shift,
            asker_id=shift.person_id,
            asker_name=shift.person_name,
            colleague_id=colleague_id,
            colleague_name=name,
            note=note.strip()[:300],
            asked_at=clock.now(),
        )
        _tell("duty.swap_asked", actor, row, shift, [colleague_id])
    return row


def answer(*, actor: Actor, swap_id: UUID, accept: bool, person_id: UUID | None = None) -> Swap:
    """Take a shift over, or say no. `person_id`: the office writes down whose answer it is.

    Raises `not_found`, `swap_gone`, `shift_clash`, `not_a_member`.
    """
    with journal.unit():
        row = Swap.objects.select_for_update().select_related("shift").filter(id=swap_id).first()
        if row is None:
            raise Problem("not_found")
        shift = Shift.objects.select_for_update().get(id=row.shift_id)
        who = _answering(actor, row, shift, person_id)
        if row.state == Swap.State.ACCEPTED and accept and shift.person_id == who:
            return row  # sent twice
        if row.state != Swap.State.OPEN or shift.state != Shift.State.PLANNED:
            raise Problem("swap_gone")
        if accept:
            _take_over(shift, who)
            row.state = Swap.State.ACCEPTED
        elif row.colleague_id is None:
            return row  # open to all: who does not want it just leaves it to others
        else:
            row.state = Swap.State.DECLINED
        row.answered_at, row.answered_by = (
            clock.now(),
            shift.person_name if accept else row.colleague_name,
        )
        row.save(update_fields=["state", "answered_at", "answered_by"])
        event = "duty.swapped" if accept else "duty.swap_declined"
        _tell(event, actor, row, shift, [row.asker_id, row.colleague_id, who])
    return row


def withdraw(*, actor: Actor, swap_id: UUID) -> Swap:
    """The asker (or the office) takes the question back. Raises `not_found`, `swap_gone`."""
    with journal.unit():
        row = Swap.objects.select_for_update().filter(id=swap_id).first()
        if row is None:
            raise Problem("not_found")
        shift = _shift(actor, row.shift_id)
        if row.state != Swap.State.OPEN:
            raise Problem("swap_gone")
        row.state, row.answered_at, row.answered_by = Swap.State.WITHDRAWN, clock.now(), actor.name
        row.save(update_fields=["state", "answered_at", "answered_by"])
        _tell("duty.swap_withdrawn", actor, row, shift, [row.colleague_id])
    return row


def _shift(actor: Actor, shift_id: UUID) -> Shift:
    """A planned shift of one's own, or of the area one plans. Raises `not_found`."""
    row: Shift | None = (
        Shift.objects.select_for_update().filter(id=shift_id, state=Shift.State.PLANNED).first()
    )
    own = row is not None and actor.person_id is not None and row.person_id == actor.person_id
    if row is None or not (own or can(actor, "duty.plan", row.area_code)):
        raise Problem("not_found")
    return row


def _answering(actor: Actor, row: Swap, shift: Shift, person_id: UUID | None) -> UUID:
    """Who answers: oneself, or somebody the office writes down. Raises `not_found`, `forbidden`."""
    who = person_id or actor.person_id
    if (
        person_id is not None
        and person_id != actor.person_id
        and not can(actor, "duty.plan", shift.area_code)
    ):
        raise Problem("not_found")
    if who is None:
        raise Problem("forbidden")
    asked = row.colleague_id in (None, who)
    near = actor.covers(shift.area_code) or actor.area[:5] == shift.area_code[:5]
    if not asked or not near:
        raise Problem("not_found")
    if who == row.asker_id:
        raise Problem("field_invalid", "person_id", name="pengganti", why="pilih orang lain")
    return who


def _take_over(shift: Shift, person_id: UUID) -> None:
    hat = hat_for(person_id, shift.area_code, shift.pillar)
    before = shift.person_id
    shift.person_id, shift.person_name = hat.person_id, hat.person.name
    shift.membership_id, shift.rev = hat.id, shift.rev + 1
    try:
        with transaction.atomic():
            shift.save(update_fields=["person_id", "person_name", "membership_id", "rev"])
    except IntegrityError as error:
        shift.person_id = before
        raise clash_of(person_id, hat.person.name, shift.starts_at, shift.ends_at) from error


def _tell(event: str, actor: Actor, row: Swap, shift: Shift, also: list[UUID | None]) -> None:
    persons = {p for p in (*also, row.asker_id, shift.person_id) if p}
    if row.colleague_id is None:  # it comes onto, or leaves, the lists of all who could answer
        persons |= set(could_take(shift, row.asker_id))
    journal.record(
        event,
        actor=actor.ref,
        subject=("shift", shift.id),
        area=shift.area_code,
        data={
            "swap": str(row.id),
            "asker": str(row.asker_id),
            "colleague": str(row.colleague_id or ""),
            "person": str(shift.person_id),
            "pillar": shift.pillar,
        },
        touched=touched(shift.area_code, persons),
    )
