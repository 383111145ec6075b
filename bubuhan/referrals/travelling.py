"""Somebody goes home to another kab/kota: conditions, the way, the departure. The other end: `receiving`.

The case stays with its office until the receiving one confirms the arrival.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from bubuhan import journal
from bubuhan.accounts.policy import Actor
from bubuhan.cases import entries, guards, handlers
from bubuhan.cases.entries import Stamp
from bubuhan.cases.models import Case, EntryKind, State
from bubuhan.geo import names
from bubuhan.geo.codes import is_code, kabkota_of
from bubuhan.kernel.problems import Problem
from bubuhan.lists import queries as lists
from bubuhan.referrals import lifecycle, rules, sending, sharing
from bubuhan.referrals.models import Journey, JourneyCheck, JourneyLeg


@dataclass(frozen=True, slots=True)
class Plan:
    """Where to, who goes along, who waits there, and what the receiving office reads."""

    to_area: str
    to_place: str = ""
    family: str = ""
    companion: str = ""
    companion_phone: str = ""
    companion_role: str = ""
    expected_at: datetime | None = None
    shared: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Leg:
    """One stretch as typed."""

    mode: str
    start: str
    end: str
    leaves_at: datetime | None = None
    arrives_at: datetime | None = None
    carrier: str = ""


def plan(*, actor: Actor, case_id: UUID, wish: Plan, rev: int | None = None) -> Journey:
    """Begin to prepare a journey; its conditions are those in force today. The officer takes the case, so that
    he still sees it when it has moved. Raises `not_found`, `forbidden`, `case_protected`, `conflict`,
    `case_state`, `journey_same_area`, `journey_open_already`, `area_unknown`.
    """
    stamp = Stamp.fresh()
    with journal.unit():
        case = guards.for_office(actor, "journey.plan", case_id, rev)
        if case.state in (State.CLOSED, State.REJECTED):
            raise Problem("case_state", state="sudah ditutup", action="dipulangkan")
        count = Journey.objects.filter(case=case).count()
        one = Journey(
            number=f"{case.number}/P{count + 1}",
            case=case,
            from_area=kabkota_of(case.area_code) or case.area_code,
            planned_at=stamp.at,
            planned_by=actor.name,
            planned_by_id=actor.user_id,
            example=case.example,
        )
        _fill(one, case, wish)
        try:
            with transaction.atomic():
                one.save(force_insert=True)
        except IntegrityError:
            raise Problem("journey_open_already") from None
        _copy_conditions(one)
        handlers.take(actor=actor, case_id=case.id)
        case.refresh_from_db()
        write(actor, case, one, stamp, f"Pemulangan ke {names.label(one.to_area)} disiapkan.")
        record("journey.planned", actor, case, one, stamp)
    return one


def edit(
    *, actor: Actor, journey_id: UUID, wish: Plan, legs: Sequence[Leg], rev: int | None = None
) -> Journey:
    """Change plan and way as long as nobody has left. Raises `journey_state`, `referral_moved`."""
    stamp = Stamp.fresh()
    with journal.unit():
        case, one = held(actor, journey_id, rev)
        if one.state != lifecycle.PREPARING:
            lifecycle.next_journey(one.state, "edit")
        _fill(one, case, wish)
        save(one)
        _replace_legs(one, legs)
        record("journey.planned", actor, case, one, stamp)
    return one


def tick(
    *,
    actor: Actor,
    journey_id: UUID,
    code: str,
    met: bool | None,
    waived: bool = False,
    note: str = "",
) -> JourneyCheck:
    """Say of one condition whether it is met, or why it may be left out this time. May be changed
    again at any time before departure. Raises `not_found`, `journey_state`, `field_missing`.
    """
    stamp = Stamp.fresh()
    with journal.unit():
        case, one = held(actor, journey_id, None)
        if one.state != lifecycle.PREPARING:
            lifecycle.next_journey(one.state, "edit")
        row = one.checks.filter(code=code).first()
        if row is None:
            raise Problem("not_found")
        note = " ".join(note.split())[:500]
        if waived and not note:
            raise Problem("field_missing", "note", name="alasan pengecualian")
        row.met, row.waived, row.note = (None if waived else met), waived, note
        row.by, row.at = actor.name, stamp.at
        row.save()
        save(one)
        data = {"code": code, "met": row.met, "waived": waived}
        record("journey.checked", actor, case, one, stamp, data=data)
    return row


def depart(*, actor: Actor, journey_id: UUID, rev: int | None = None) -> Journey:
    """They are on the way; from now on the receiving office waits. Raises `journey_conditions`,
    `journey_state`, `referral_moved`.
    """
    stamp = Stamp.fresh()
    with journal.unit():
        case, one = held(actor, journey_id, rev)
        after = lifecycle.next_journey(one.state, "depart")
        open_ = [row.text for row in one.checks.order_by("position") if not row.settled]
        if open_:
            raise Problem("journey_conditions", names="; ".join(open_))
        one.state, one.departed_at, one.late_at = after, stamp.at, None
        save(one)
        write(actor, case, one, stamp, f"Berangkat ke {names.label(one.to_area)}.")
        record("journey.departed", actor, case, one, stamp)
    return one


def change(
    *, actor: Actor, journey_id: UUID, action: str, note: str = "", rev: int | None = None
) -> Journey:
    """`turn_back`, `cancel` or `resume` by the sending office. Raises `journey_state`."""
    stamp = Stamp.fresh()
    if action not in ("turn_back", "cancel", "resume"):
        raise Problem("not_found")
    with journal.unit():
        case, one = held(actor, journey_id, rev)
        one.state = lifecycle.next_journey(one.state, action)
        if action in ("turn_back", "resume"):
            one.departed_at = one.late_at = None
        one.note = " ".join(note.split())[:1000]
        try:
            with transaction.atomic():
                save(one)
        except IntegrityError:
            raise Problem("journey_open_already") from None
        words = {
            "turn_back": "kembali disiapkan",
            "cancel": "dibatalkan",
            "resume": "disiapkan lagi",
        }
        write(actor, case, one, stamp, f"Pemulangan {words[action]}. {one.note}".strip())
        record(f"journey.{_PAST[action]}", actor, case, one, stamp)
    return one


_PAST = {"turn_back": "turned_back", "cancel": "cancelled", "resume": "resumed"}
# the names of events made above, for the glossary's test
EVENTS = ("journey.turned_back", "journey.cancelled", "journey.resumed")


def locked(journey_id: UUID) -> Journey:
    """The journey, held until the end of the unit."""
    found: Journey = Journey.objects.select_for_update().get(id=journey_id)
    return found


def held(actor: Actor, journey_id: UUID, rev: int | None) -> tuple[Case, Journey]:
    """Case and journey, locked, for the sending office. Raises `not_found`, `referral_moved`."""
    case_id = Journey.objects.filter(id=journey_id).values_list("case_id", flat=True).first()
    if case_id is None:
        raise Problem("not_found")
    case = guards.for_office(actor, "journey.plan", case_id)
    one = locked(journey_id)
    if rev is not None and one.rev != rev:
        raise Problem("referral_moved")
    return case, one


def _fill(one: Journey, case: Case, wish: Plan) -> None:
    to = wish.to_area
    if not is_code(to) or len(to) != 5 or not names.known(to):
        raise Problem("area_unknown", "to_area", code=to or "kosong")
    if to == one.from_area:
        raise Problem("journey_same_area", "to_area")
    one.to_area, one.to_place = to, wish.to_place.strip()[:250]
    one.family = " ".join(wish.family.split())[:500]
    one.companion = wish.companion.strip()[:120]
    one.companion_phone = wish.companion_phone.strip()[:40]
    one.companion_role = wish.companion_role.strip()[:120]
    one.expected_at = wish.expected_at
    pieces = sharing.chosen(wish.shared or sharing.defaults(protected=case.sensitive))
    one.shared = pieces
    shown = sharing.rows(sending.about(case, {}), pieces, wish.note)
    one.shown_text = json.dumps(shown, ensure_ascii=False)


def _copy_conditions(one: Journey) -> None:
    JourneyCheck.objects.bulk_create(
        JourneyCheck(
            journey=one,
            code=rule.code,
            text=rule.text,
            source=rule.source,
            example=rule.example,
            position=n,
        )
        for n, rule in enumerate(rules.conditions_for(one.from_area), start=1)
    )


def _replace_legs(one: Journey, legs: Sequence[Leg]) -> None:
    known = lists.codes("travel_mode")
    one.legs.all().delete()
    rows = []
    for n, leg in enumerate(legs, start=1):
        if leg.mode not in known:
            raise Problem("field_missing", "mode", name=f"kendaraan tahap {n}")
        if leg.leaves_at and leg.arrives_at and leg.arrives_at < leg.leaves_at:
            why = "tiba sebelum berangkat"
            raise Problem("field_invalid", "arrives_at", name=f"tahap {n}", why=why)
        rows.append(
            JourneyLeg(
                journey=one,
                position=n,
                mode=leg.mode,
                start=leg.start.strip()[:120],
                end=leg.end.strip()[:120],
                leaves_at=leg.leaves_at,
                arrives_at=leg.arrives_at,
                carrier=leg.carrier.strip()[:120],
            )
        )
    JourneyLeg.objects.bulk_create(rows)


def save(one: Journey) -> None:
    """With a new revision."""
    one.rev += 1
    one.save()


def write(actor: Actor, case: Case, one: Journey, stamp: Stamp, text: str) -> None:
    """A line in the timeline of the case."""
    entries.append(
        case,
        EntryKind.REFER,
        stamp=stamp,
        **entries.who(actor),
        text=text[:5000],
        data={"journey": str(one.id), "state": one.state},
    )
    entries.save(case)


def record(
    name: str,
    actor: Actor,
    case: Case,
    one: Journey,
    stamp: Stamp,
    *,
    data: Mapping[str, object] | None = None,
) -> None:
    """The event of a journey; ids and codes only."""
    journal.record(
        name,
        actor=actor.ref,
        subject=("journey", one.id),
        area=entries.told_area(case),
        data={"case": str(case.id), "to_area": one.to_area, "state": one.state, **(data or {})},
        touched=entries.touches(case),
        at=stamp.at,
    )
