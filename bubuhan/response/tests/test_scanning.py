"""Clocks follow cases; the scan tells each rung once, whatever happens in between."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from bubuhan import journal
from bubuhan.cases import actions as cases
from bubuhan.cases.models import Assignment, CaseEntry
from bubuhan.cases.tests.doors import fresh, open_case
from bubuhan.journal.models import Event
from bubuhan.kernel.actors import SYSTEM
from bubuhan.kernel.ids import uuid7
from bubuhan.response import actions, reactions, scanning
from bubuhan.response.models import Clock, ClockKind, Escalation, LadderStep
from bubuhan.response.scanning import scan

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)  # Monday, 12.00 WITA
DARURAT = {"signs": {"danger_now": True, "medical": True}}


def clock_of(case, kind: str = "respond") -> Clock:
    return Clock.objects.get(case=case, kind=kind, stopped_at=None)


def told(case) -> list[str]:
    rows = Escalation.objects.filter(clock__case=case).order_by("at", "position")
    return list(rows.values_list("to", flat=True))


def escalated() -> list[Event]:
    return list(Event.objects.filter(name="case.escalated").order_by("id"))


def test_a_new_case_starts_its_clock(ani) -> None:
    case = open_case(ani, NOON, **DARURAT)
    clock = clock_of(case)
    assert (clock.due_at, clock.next_at, clock.band) == (
        NOON + 45 * MINUTE,
        NOON + 45 * MINUTE,
        "darurat",
    )


def test_nobody_answers_and_the_case_climbs(ani, budi, dewi, farida) -> None:
    case = open_case(ani, NOON, **DARURAT)
    due = clock_of(case).due_at
    for minute in range(120):
        scan(due + minute * MINUTE)
    assert told(case) == [
        "coordinator",
        "officer",
        "head",
    ]  # nobody answers for it yet: no responder
    found = [(e.data["to"], e.data["users"]) for e in escalated()]
    assert found == [
        ("coordinator", [str(dewi.user_id)]),
        ("officer", [str(budi.user_id)]),
        ("head", [str(farida.user_id)]),
    ]
    entries = CaseEntry.objects.filter(case=case, kind="escalate")
    assert entries.count() == 3
    assert clock_of(case).next_at is None
    assert fresh(case).rev == case.rev  # an officer's decision is not out of date by it


def test_the_responder_is_told_first(ani, budi, dewi) -> None:
    case = open_case(ani, NOON, **DARURAT)
    cases.dispatch(actor=budi, case_id=case.id, person_id=ani.person_id)
    cases.accept(actor=ani, case_id=case.id)
    journal.drain()
    clock = clock_of(case, "resolve")
    assert Clock.objects.filter(case=case, kind="respond", stopped_at=None).count() == 0
    scan(clock.due_at)
    assert escalated()[0].data["persons"] == [str(ani.person_id)]
    assert told(case) == ["responder"]


def test_it_stops_when_answered_even_before_the_reaction_ran(ani, budi) -> None:
    case = open_case(ani, NOON, **DARURAT)
    clock = clock_of(case)
    scan(clock.due_at)
    cases.note(actor=budi, case_id=case.id, text="Sudah ditelepon", contact=True)
    done = scan(clock.due_at + 10 * MINUTE)
    assert (done.told, told(case)) == (0, ["coordinator"])
    journal.drain()
    assert Clock.objects.filter(case=case, stopped_at=None, rung__gt=0).count() == 0


def test_a_closed_case_has_no_clock(ani, budi) -> None:
    case = open_case(ani, NOON)
    cases.reject(actor=budi, case_id=case.id, reason="ganda")
    journal.drain()
    assert not Clock.objects.filter(case=case, stopped_at=None).exists()


def test_reactions_may_run_twice_and_in_any_order(ani, budi) -> None:
    case = open_case(ani, NOON)
    for event in [*Event.objects.filter(subject_id=str(case.id))] * 2:
        with journal.unit():
            reactions.case_changed(event)
    assert Clock.objects.filter(case=case).count() == 1


def test_what_can_wait_waits_for_the_morning(ani) -> None:
    evening = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)  # 20.00 WITA
    case = open_case(ani, evening)
    clock = clock_of(case)
    assert clock.band != "darurat"
    Clock.objects.filter(pk=clock.pk).update(
        due_at=evening + 4 * timedelta(hours=1), next_at=evening + 4 * timedelta(hours=1)
    )
    case.deadline_at = evening + 4 * timedelta(hours=1)
    case.save()
    assert scan(evening + 5 * timedelta(hours=1)).told == 0
    moved = clock_of(case).next_at
    assert moved is not None
    assert 5 <= (moved.hour + 8) % 24 <= 7
    assert scan(moved - MINUTE).told == 0
    assert scan(moved).told == 1


def test_saya_tangani_stops_the_ladder_for_an_hour(ani, budi, dewi, citra) -> None:
    case = open_case(ani, NOON, **DARURAT)
    due = clock_of(case).due_at
    assert refused_by(lambda: actions.hold(actor=budi, case_id=case.id)) == "not_climbing"
    scan(due)
    assert refused_by(lambda: actions.hold(actor=citra, case_id=case.id)) == "not_found"
    actions.hold(actor=dewi, case_id=case.id)
    actions.hold(actor=budi, case_id=case.id)  # nothing more happens
    clock = clock_of(case)
    assert clock.held_by == dewi.name
    assert Event.objects.filter(name="case.held").count() == 1
    assert scan(due + 30 * MINUTE).told == 0
    assert clock.held_until is not None
    assert scan(clock.held_until).told == 1
    assert told(case) == ["coordinator", "officer"]


def test_a_protected_case_tells_only_who_may_know(ani, dewi, make_user) -> None:
    from bubuhan.accounts.policy import Role

    lurah = make_user("lurah", "Lurah Contoh", Role.KOORDINATOR, "63.71.03.1003")
    plain = open_case(ani, NOON, **DARURAT)
    secret = open_case(ani, NOON, need="kekerasan", subject=None)
    for case in (plain, secret):
        scan(clock_of(case).due_at)
    by_case = {e.subject_id: e for e in escalated() if e.data["to"] == "coordinator"}
    assert str(lurah.id) in by_case[str(plain.id)].data["users"]
    assert by_case[str(secret.id)].data["users"] == [str(dewi.user_id)]
    assert by_case[str(secret.id)].area_code == "63.71.03"


def test_a_renewed_promise_begins_a_new_ladder(ani, farida) -> None:
    case = open_case(ani, NOON, **DARURAT)
    first = clock_of(case)
    scan(first.due_at)
    cases.reject(actor=farida, case_id=case.id, reason="ganda")
    cases.reopen(actor=farida, case_id=case.id, note="ternyata benar")
    journal.drain()
    second = clock_of(case)
    assert (second.pk == first.pk, second.rung) == (False, 0)


def test_offers_run_but_do_not_climb(ani, budi) -> None:
    case = open_case(ani, NOON)
    cases.dispatch(actor=budi, case_id=case.id, person_id=ani.person_id)
    Assignment.objects.filter(case=case).update(lapses_at=NOON + 10 * MINUTE)
    with journal.unit():
        journal.record("case.noted", actor=SYSTEM, subject=("case", case.id))
    journal.drain()
    clock = clock_of(case, "offer")
    assert (clock.due_at, clock.next_at) == (NOON + 10 * MINUTE, None)
    cases.accept(actor=ani, case_id=case.id)
    journal.drain()
    assert not Clock.objects.filter(case=case, kind="offer", stopped_at=None).exists()


def event(name: str, subject: str, subject_id, at=NOON, **data) -> Event:
    return Event(name=name, subject_kind=subject, subject_id=str(subject_id), at=at, data=data)


def test_a_referral_has_its_own_clock(ani) -> None:
    case = open_case(ani, NOON)
    referral = uuid7()
    by = (NOON + timedelta(days=2)).isoformat()
    sent = event("referral.sent", "referral", referral, case=str(case.id), answer_by=by)
    reactions.referral_sent(sent)
    reactions.referral_sent(sent)
    clock = clock_of(case, ClockKind.REFERRAL)
    assert clock.due_at == NOON + timedelta(days=2)
    reactions.referral_answered(event("referral.accepted", "referral", referral))
    assert not Clock.objects.filter(kind=ClockKind.REFERRAL, stopped_at=None).exists()
    reactions.referral_unanswered(
        event("referral.unanswered", "referral", referral, case=str(case.id))
    )
    assert clock_of(case, ClockKind.REFERRAL).due_at == NOON
    scan(NOON)
    assert [e.data["clock"] for e in escalated()] == ["referral"]


def test_due_visits_and_measures_climb_calmly(ani) -> None:
    case = open_case(ani, NOON, **DARURAT)
    visit, other = uuid7(), uuid7()
    reactions.visit_due(event("visit.due", "visit", visit, case=str(case.id)))
    reactions.visit_due(event("visit.due", "visit", other, case=str(case.id)))
    assert {c.band for c in Clock.objects.filter(kind="visit")} == {"rendah"}
    reactions.visited(event("case.visited", "case", case.id, due_id=str(visit)))
    assert clock_of(case, "visit").subject_id == other
    reactions.visited(event("case.visited", "case", case.id))
    reactions.follow_up_due(event("followup.due", "plan", uuid7(), case=str(case.id)))
    reactions.measured(event("outcome.measured", "case", case.id))
    assert not Clock.objects.filter(kind__in=["visit", "follow_up"], stopped_at=None).exists()
    reactions.visit_due(event("visit.due", "visit", "nonsense", case="nonsense"))


def test_one_odd_clock_keeps_nobody_waiting(ani, monkeypatch) -> None:
    first, second = open_case(ani, NOON, **DARURAT), open_case(ani, NOON, subject=None, **DARURAT)
    due = clock_of(second).due_at
    real = scanning._entry

    def broken(rise, now):
        if rise.clock.case_id == first.id:
            raise RuntimeError("odd")
        return real(rise, now)

    monkeypatch.setattr(scanning, "_entry", broken)
    done = scan(due)
    assert (done.told, done.failed) == (1, 1)
    assert (told(first), told(second)) == ([], ["coordinator"])
    monkeypatch.undo()
    assert scan(due + MINUTE).told == 1  # nothing was lost


def test_a_scan_asks_few_questions(ani, django_assert_max_num_queries) -> None:
    for _ in range(6):
        open_case(ani, NOON, subject=None, **DARURAT)
    with django_assert_max_num_queries(26):
        assert scan(NOON + 45 * MINUTE).told == 6
    with django_assert_max_num_queries(4):
        assert scan(NOON + 45 * MINUTE).told == 0


def test_an_office_sets_its_own_ladder(ani, farida, budi) -> None:
    case = open_case(ani, NOON, **DARURAT)
    steps = [actions.NewStep("officer", 5), actions.NewStep("head", 15)]
    actions.set_ladder(actor=farida, area_code="63.71", band="darurat", steps=steps, reason="SK 12")
    clock = clock_of(case)
    assert clock.next_at == clock.due_at + 5 * MINUTE
    for minute in range(60):
        scan(clock.due_at + minute * MINUTE)
    assert told(case) == ["officer", "head"]
    assert LadderStep.objects.filter(area_code="", band="darurat", valid_to=None).count() == 4


@pytest.mark.parametrize(
    ("who", "changes", "code"),
    [
        ("budi", {}, "forbidden"),
        ("farida", {"area_code": "63"}, "forbidden"),
        ("farida", {"band": "gawat"}, "field_invalid"),
        ("farida", {"steps": []}, "ladder_empty"),
        ("farida", {"steps": [actions.NewStep("teman", 0)]}, "field_invalid"),
        (
            "farida",
            {"steps": [actions.NewStep("head", 9), actions.NewStep("officer", 1)]},
            "field_invalid",
        ),
        ("farida", {"reason": " "}, "reason_missing"),
    ],
)
def test_ladders_that_are_refused(users, who, changes, code) -> None:
    given = {
        "area_code": "63.71",
        "band": "tinggi",
        "steps": [actions.NewStep("head", 1)],
        "reason": "x",
    }
    call = {**given, **changes}
    assert refused_by(lambda: actions.set_ladder(actor=users[who].actor(), **call)) == code


def test_officers_on_duty_are_told_before_the_others(ani, budi, farida, make_user) -> None:
    from bubuhan.accounts.models import User
    from bubuhan.accounts.policy import Role
    from bubuhan.duty.models import Shift

    awake = make_user("hj-rusmini", "Hj. Rusmini", Role.PETUGAS, "63.71")
    User.objects.filter(pk=awake.pk).update(person_id=uuid7())
    awake.refresh_from_db()
    case = open_case(ani, NOON, **DARURAT)
    due = clock_of(case).due_at
    Shift.objects.create(
        person_id=awake.person_id, person_name=awake.name, pillar="TAGANA", area_code="63.71",
        starts_at=due, ends_at=due + timedelta(hours=8), by="x", at=NOON,
    )  # fmt: skip
    for minute in range(30):
        scan(due + minute * MINUTE)
    officer = next(e for e in escalated() if e.data["to"] == "officer")
    assert officer.data["users"] == [str(awake.id)]


def test_where_a_kabupaten_has_no_officer_the_province_hears_of_it(ani, make_user) -> None:
    from bubuhan.accounts.policy import Role

    province = make_user("provinsi", "Petugas Provinsi", Role.PETUGAS, "63")
    case = open_case(ani, NOON, place={"area_code": "63.01.01.2001"}, subject=None, **DARURAT)
    scan(clock_of(case).due_at)
    assert [e.data["users"] for e in escalated()] == [[str(province.id)]]


def refused_by(call) -> str:
    from bubuhan.cases.tests.doors import refused

    return refused(call)


@pytest.mark.django_db(transaction=True)
def test_two_workers_tell_each_rung_once(ani, budi, dewi) -> None:
    made = [open_case(ani, NOON, subject=None, **DARURAT) for _ in range(8)]
    gate, now = threading.Barrier(4), NOON + 45 * MINUTE

    def run() -> None:
        gate.wait()
        try:
            scan(now, chunk=3)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    scan(now)
    assert [told(case) for case in made] == [["coordinator"]] * 8
    assert len(escalated()) == 8
