"""The clocks of the demo's open cases, some of them climbing, and reports of the last hour.

Old deadlines have climbed to the end of their ladder long ago; the reports of the last hour go the
real way (worker, triage, clocks, scan), so the wall screen is alive from the first minute.
"""

from datetime import datetime, timedelta
from random import Random

from bubuhan.accounts.policy import Actor, Role
from bubuhan.cases.models import OPEN, Assignment, Case, CaseEntry, EntryKind
from bubuhan.kernel.actors import SYSTEM
from bubuhan.kernel.commands import CommandContext
from bubuhan.kernel.ids import uuid7
from bubuhan.reports.actions import submit
from bubuhan.reports.commands import Consent, Place, ReportSubmit, Subject
from bubuhan.response import clocks
from bubuhan.response.ladder import Place as Ladder
from bubuhan.response.ladder import Running, decide
from bubuhan.response.models import Clock, ClockKind, Escalation, Rung
from bubuhan.response.places import Places
from bubuhan.volunteers.models import Membership

CLIMBING_SHARE = 0.35
# minutes ago, need, name, sex, age, signs, story
TONIGHT = (
    (3, "lansia_terlantar", "Nini Galuh", "P", 78, ("alone", "no_food_shelter"), "Nini sorangan di rumah, dari pagi kada makan, awaknya panas."),
    (9, "bencana", "", "", None, ("danger_now",), "Banyu naik sampai lutut di RT 7, ada empat keluarga belum keluar rumah."),
    (16, "odgj", "Rahmadi", "L", 34, ("danger_now", "alone"), "Warga mengamuk di simpang pasar, keluarga tidak berani mendekat."),
    (22, "sakit_tanpa_jaminan", "Hj. Masitah", "P", 66, ("medical",), "Sesak napas sejak sore, kartu BPJS tidak aktif, keluarga bingung."),
    (31, "kekerasan", "", "P", None, ("danger_now", "violence"), "Tetangga mendengar teriakan, pintu terkunci dari dalam."),
    (38, "orang_terlantar", "", "L", None, ("no_food_shelter",), "Laki-laki tua duduk di depan ruko sejak kemarin, tidak ingat rumahnya."),
    (47, "kekurangan_pangan", "Syahrani", "L", 41, ("vulnerable",), "Keluarga dengan dua balita, beras habis sejak dua hari."),
    (55, "bencana", "", "", None, ("danger_now", "vulnerable"), "Dapur rumah terbakar, api sudah padam, satu keluarga perlu tempat tidur malam ini."),
)  # fmt: skip


def fill(random: Random, now: datetime) -> None:
    """Clocks of every open case, then what was reported in the last hour."""
    _clocks(random, now)
    _tonight(random, now)


def _clocks(random: Random, now: datetime) -> None:
    places = Places()
    found: list[Clock] = []
    offers = Assignment.objects.filter(state="offered", lapses_at__isnull=False)
    by_case: dict[object, list[Assignment]] = {}
    for task in offers:
        by_case.setdefault(task.case_id, []).append(task)
    for case in Case.objects.filter(state__in=OPEN, deadline_at__isnull=False):
        found.extend(
            _clock(random, case, one, now, places)
            for one in clocks.wanted(case, by_case.get(case.id, ()))
        )
    Clock.objects.bulk_create(found, batch_size=2000)
    climbing = [clock for clock in found if clock.rung]
    Escalation.objects.bulk_create(
        (one for clock in climbing for one in _told(clock, places)), batch_size=2000
    )
    CaseEntry.objects.bulk_create((_entry(clock) for clock in climbing), batch_size=2000)


def _clock(random: Random, case: Case, one: clocks.Wanted, now: datetime, places: Places) -> Clock:
    """A clock as it would stand now; one long past has climbed, or somebody had answered by telephone."""
    place = places.of(case.area_code, case.band)
    clock = Clock(
        kind=one.kind,
        subject_id=one.subject_id,
        case=case,
        area_code=case.area_code,
        band=case.band,
        started_at=min(case.opened_at, one.due_at),
        due_at=one.due_at,
        next_at=clocks.look_at(one.kind, case.area_code, Running(case.band, one.due_at), places),
    )
    if clock.next_at is None or clock.next_at > now:
        return clock
    if random.random() > CLIMBING_SHARE and clock.due_at < now - timedelta(days=1):
        clock.next_at = None
        return clock
    _climb(clock, place, now)
    return clock


def _climb(clock: Clock, place: Ladder, now: datetime) -> None:
    """Let the ladder work through the past."""
    while clock.next_at is not None and clock.next_at <= now:
        at = clock.next_at
        decision = decide(clocks.running_of(clock), place, at)
        if decision.step is None:
            break
        clock.rung, clock.told_at, clock.told = decision.position, at, decision.step.to
        clock.next_at = decision.next_at


def _told(clock: Clock, places: Places) -> list[Escalation]:
    """One row for each rung; the hours between are only those of the last one."""
    steps = places.of(clock.area_code, clock.band).steps
    return [
        Escalation(clock=clock, position=n, to=step.to, at=max(clock.due_at, _at(clock, n)))
        for n, step in enumerate(steps[: clock.rung], start=1)
    ]


def _at(clock: Clock, position: int) -> datetime:
    assert clock.told_at is not None
    return clock.told_at - (clock.told_at - clock.due_at) * (clock.rung - position) / clock.rung


def _entry(clock: Clock) -> CaseEntry:
    at = clock.told_at or clock.due_at
    return CaseEntry(
        id=uuid7(),
        case=clock.case,
        kind=EntryKind.ESCALATE,
        at=at,
        made_at=at,
        by_kind=SYSTEM.kind,
        by_id=SYSTEM.id,
        by_name=SYSTEM.name,
        text=f"{ClockKind(clock.kind).label} lewat batas. "
        f"Diberitahukan kepada {Rung(clock.told).label}.",
        data={"clock": clock.kind, "rung": clock.rung},
    )


def _tonight(random: Random, now: datetime) -> None:
    """Reports of the last hour in the city, as its PSM sent them."""
    city = Membership.objects.filter(
        pillar="PSM", status="active", area_code__startswith="63.71."
    ).select_related("person")
    members = [m for m in city.order_by("id") if len(m.area_code) > 8]
    if not members:
        return
    for ago, need, name, sex, age, signs, story in TONIGHT:
        member = random.choice(members)
        actor = Actor(uuid7(), member.person.name, Role.RELAWAN, member.area_code, member.person_id)
        at = now - timedelta(minutes=ago)
        context = CommandContext(
            actor=actor, command_id=uuid7(), made_at=at - timedelta(seconds=20), received_at=at
        )
        submit(
            context,
            ReportSubmit(
                kind="kasus",
                story=story,
                need=need,
                place=Place(area_code=member.area_code),
                subject=Subject(
                    name=name, sex="P" if sex == "P" else "L" if sex else "", age_years=age
                ),
                signs=dict.fromkeys(signs, True),
                consent=Consent(given=False, reason="darurat"),
            ),
        )
