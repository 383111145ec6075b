"""Pendampingan: promised visits on the phone and at the desk; visits that keep the promise; outcomes."""

from datetime import timedelta

import pytest

from bubuhan import journal
from bubuhan.cases import actions as cases
from bubuhan.cases import documents
from bubuhan.cases.models import CaseEntry
from bubuhan.cases.tests.doors import entrust, open_case, refused
from bubuhan.journal.models import Event
from bubuhan.kernel import clock
from bubuhan.plans import comparing, desk, outcome_rules, outcomes, scheduling
from bubuhan.plans.models import DueVisit, FollowUp, Measurement
from bubuhan.plans.tests.doors import a_visit, fresh, planned, scheduled, send, today, worked_on

pytestmark = pytest.mark.django_db


def phone_part(actor, case):
    return documents.case_documents(actor, [str(case.id)])[str(case.id)].body["plan"]


def test_due_visits_are_on_the_phone_with_their_day(ani, budi) -> None:
    case = worked_on(ani, budi)
    scheduled(budi, case)
    part = phone_part(ani, case)
    days = [visit["due_on"] for visit in part["visits"]]
    assert (today() - timedelta(days=14)).isoformat() in days
    assert today().isoformat() in days
    assert len(days) > 4
    assert days == sorted(days)
    assert all(visit["mine"] for visit in part["visits"])
    assert part["missed"] == 2
    assert part["schedules"][0]["rhythm"] == "setiap minggu"


def test_a_visit_that_names_its_promise_keeps_it(ani, budi) -> None:
    case = worked_on(ani, budi)
    scheduled(budi, case)
    missed = DueVisit.objects.filter(case=case).order_by("due_on")[0]
    send(ani, "case.visit", a_visit(case, due_id=str(missed.id)))
    journal.drain()
    missed.refresh_from_db()
    assert (missed.state, missed.done_on, missed.condition) == ("done", today(), "membaik")
    assert phone_part(ani, case)["last_visit"]["condition"] == "membaik"
    assert Event.objects.get(name="case.visited").data["due_id"] == str(missed.id)


def test_a_visit_without_a_name_keeps_the_nearest_promise_once(ani, budi) -> None:
    case = worked_on(ani, budi)
    scheduled(budi, case)
    send(ani, "case.visit", a_visit(case))
    journal.drain()
    assert DueVisit.objects.get(case=case, state="done").due_on == today()
    send(ani, "case.visit", a_visit(case))  # twice on a day: the second keeps no other
    journal.drain()
    assert DueVisit.objects.filter(case=case, state="done").count() == 1


def test_a_visit_dated_before_the_case_is_refused(ani, budi) -> None:
    case = worked_on(ani, budi)
    scheduled(budi, case)
    early = (today() - timedelta(days=9)).isoformat()
    assert (
        refused(lambda: send(ani, "case.visit", a_visit(case, visited_on=early)))
        == "visit_before_case"
    )


def test_a_due_visit_is_told_once(ani, budi) -> None:
    case = worked_on(ani, budi)
    scheduled(budi, case, ago=0)
    assert scheduling.tell_due(clock.now()) == 1
    assert scheduling.tell_due(clock.now()) == 0
    told = Event.objects.get(name="visit.due")
    assert told.data["person_id"] == str(ani.person_id)
    assert told.data["case"] == str(case.id)
    assert scheduling.tell_due(clock.now() + timedelta(days=7)) == 1


def test_schedules_are_topped_up_and_never_twice(ani, budi) -> None:
    case = worked_on(ani, budi)
    words = scheduling.ScheduleWords("odgj", 7, today())
    scheduling.save_schedule(actor=budi, case_id=case.id, words=words)
    before = DueVisit.objects.count()
    assert scheduling.top_up(clock.now()) == 0
    assert scheduling.top_up(clock.now() + timedelta(days=40)) > 3
    assert DueVisit.objects.count() > before
    assert scheduling.top_up(clock.now() + timedelta(days=40)) == 0


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"topic": "entah"}, "topic"),
        ({"every_days": 0}, "every_days"),
        ({"until_on": today() - timedelta(days=3)}, "until_on"),
        ({"from_on": today() - timedelta(days=99)}, "from_on"),
    ],
)
def test_a_schedule_that_makes_no_sense(ani, budi, change, field) -> None:
    from bubuhan.kernel.problems import Problem

    case = worked_on(ani, budi)
    words = {"topic": "lansia", "every_days": 7, "from_on": today(), **change}
    with pytest.raises(Problem) as found:
        scheduling.save_schedule(
            actor=budi, case_id=case.id, words=scheduling.ScheduleWords(**words)
        )
    assert found.value.field == field


def test_a_stopped_schedule_owes_nothing_more(ani, budi, client_of) -> None:
    case = worked_on(ani, budi)
    schedule = scheduled(budi, case)
    client_of("budi").post(
        f"/kasus/{case.id}/rencana/jadwal/henti/",
        {"schedule_id": str(schedule.id), "reason": "Pindah ke anak"},
    )
    assert not DueVisit.objects.filter(case=case, state="due", due_on__gte=today()).exists()
    assert DueVisit.objects.filter(case=case, state="due").count() == 2  # what was missed stays
    assert desk.page(budi, {})["counts"].missed == 0  # but nobody is asked for it any more


def close(ani, budi, case, score: int | None = None) -> None:
    cases.resolve(actor=ani, case_id=case.id, outcome="terpenuhi", summary="Selesai")
    if score is not None:
        answers = dict(
            zip(("makan", "aman", "sehat", "mampu", "dukungan"), split(score), strict=True)
        )
        outcomes.measure(actor=budi, case_id=case.id, answers=answers, moment="penutupan")
    cases.verify_close(actor=budi, case_id=case.id)
    journal.drain()


def split(score: int) -> list[str]:
    """Five answers worth so much together."""
    return [str(min(4, max(0, score - 4 * n))) for n in range(5)]


def test_closing_asks_for_the_measure_and_looks_again_in_three_months(ani, budi, client_of) -> None:
    case = worked_on(ani, budi)
    planned(budi, case)
    scheduled(budi, case)
    cases.resolve(actor=ani, case_id=case.id, outcome="terpenuhi", summary="Selesai")
    asked = client_of("budi").get(f"/kasus/{case.id}/rencana/hasil/").content.decode()
    assert "belum diukur" in asked
    answers = {
        f"q_{k}": v
        for k, v in zip(("makan", "aman", "sehat", "mampu", "dukungan"), split(14), strict=True)
    }
    answer = client_of("budi").post(f"/kasus/{case.id}/rencana/hasil/ukur/", answers)
    assert answer.status_code == 302
    cases.verify_close(actor=budi, case_id=case.id)
    journal.drain()
    follow = FollowUp.objects.get(case=case)
    assert follow.before == 14
    assert follow.person_id == ani.person_id
    assert follow.due_on == today() + timedelta(days=90)
    assert not DueVisit.objects.filter(case=case, state="due", due_on__gt=today()).exists()
    assert phone_part(ani, case)["follow_up"]["mine"] is True  # on the closed case he worked on


def test_an_emergency_may_skip_with_a_reason(ani, budi, client_of) -> None:
    case = worked_on(ani, budi)
    cases.resolve(actor=ani, case_id=case.id, outcome="terpenuhi", summary="Selesai")
    skip = f"/kasus/{case.id}/rencana/hasil/lewati/"
    assert client_of("budi").post(skip, {"reason": ""}).status_code == 422
    assert client_of("budi").post(skip, {"reason": "banjir, semua di posko"}).status_code == 302
    cases.verify_close(actor=budi, case_id=case.id)
    journal.drain()
    assert FollowUp.objects.get(case=case).before is None
    assert "banjir" in client_of("budi").get(f"/kasus/{case.id}/rencana/").content.decode()


def test_three_months_later_the_phone_measures_and_a_clear_worsening_offers_to_reopen(
    ani, budi, client_of
) -> None:
    case = worked_on(ani, budi)
    planned(budi, case)
    scheduled(budi, case)
    close(ani, budi, case, 14)
    later = clock.now() + timedelta(days=91)
    assert outcomes.tell_due(later) == 1
    assert outcomes.tell_due(later) == 0
    assert Event.objects.get(name="followup.due").data["person_id"] == str(ani.person_id)
    body = {
        "case_id": str(case.id),
        "instrument": "hasil_singkat",
        "version": 1,
        "moment": "tiga_bulan",
        "answers": dict(
            zip(("makan", "aman", "sehat", "mampu", "dukungan"), split(6), strict=True)
        ),
    }
    send(ani, "assessment.fill", body)
    journal.drain()
    follow = FollowUp.objects.get(case=case)
    assert (follow.state, follow.before, follow.after, follow.verdict, follow.clear) == (
        "done",
        14,
        6,
        "memburuk",
        True,
    )
    assert Measurement.objects.filter(case=case).count() == 2
    page = client_of("budi").get(f"/kasus/{case.id}/rencana/").content.decode()
    assert "Buka lagi" in page
    assert "14 menjadi 6" in page
    assert desk.page(budi, {"bagian": "pantauan"})["counts"].worse == 1
    client_of("budi").post(
        f"/kasus/{case.id}/buka-lagi/", {"note": "memburuk", "rev": fresh(case).rev}
    )
    journal.drain()
    assert fresh(case).state == "waiting"  # the thread goes on: plan and schedule are there
    assert DueVisit.objects.filter(case=case, state="due", due_on__gt=today()).exists()


def test_reopening_calls_the_follow_up_off(ani, budi) -> None:
    case = worked_on(ani, budi)
    close(ani, budi, case, 10)
    cases.reopen(actor=budi, case_id=case.id, note="kembali")
    journal.drain()
    assert FollowUp.objects.get(case=case).state == "cancelled"


def test_the_desk_counts_filters_and_masks(
    ani, budi, citra, dewi, client_of, django_assert_max_num_queries
) -> None:
    mine = worked_on(ani, budi)
    scheduled(budi, mine, person=ani.person_id)
    secret = open_case(ani, need="kekerasan", subject={"name": "Rahasiawati Binti", "sex": "P"})
    entrust(secret.id, budi)
    scheduled(budi, secret)
    with django_assert_max_num_queries(40):
        page = client_of("dewi").get("/pendampingan/").content.decode()
    assert "Siti Aminah" in page
    assert "Rahasiawati" not in page
    assert "R. B." in page
    assert client_of("citra").get("/pendampingan/").content.decode().count("Aminah") == 0
    found = desk.page(dewi, {"keadaan": "terlewat", "orang": str(ani.person_id)})
    assert {row.row.number for row in found["page"].rows} == {
        mine.number
    }  # a person finds nothing masked
    below = desk.page(dewi, {"wilayah": "63.71.03.1003"})
    assert {row.row.number for row in below["page"].rows} == {mine.number}
    assert desk.page(budi, {})["counts"].missed == 4
    assert client_of("ani").get("/pendampingan/").status_code == 403
    assert CaseEntry.objects.filter(case=secret, text__contains="Jadwal").exists()


def test_templates_are_edited_as_lines_with_history(farida, budi, client_of) -> None:
    from bubuhan.plans.models import PlanTemplate

    page = client_of("farida").get("/pengaturan/rencana/").content.decode()
    assert "CONTOH" in page
    row = PlanTemplate.objects.get(need="odgj", valid_to=None)
    save = lambda lines: client_of("farida").post(  # noqa: E731
        "/pengaturan/rencana/simpan/",
        {"need": "odgj", "title": row.title, "lines": lines, "visits": "odgj 7"},
    )
    assert save("minum obat").status_code == 422
    assert (
        save(
            "Tujuan: Minum obat | sisa obat cocok\n- Kontrol | kesehatan | keluarga | 30"
        ).status_code
        == 302
    )
    assert PlanTemplate.objects.filter(need="odgj").count() == 2
    now = PlanTemplate.objects.get(need="odgj", valid_to=None)
    assert not now.example
    assert now.goals[0]["actions"][0]["owner"] == "family"
    assert client_of("budi").post("/pengaturan/rencana/simpan/", {}).status_code == 403


def test_an_office_says_when_to_look_again_and_what_counts(ani, budi, farida, client_of) -> None:
    outcome_rules.load_rule()
    outcome_rules.load_rule()
    browser, where = client_of("farida"), "/pengaturan/hasil/simpan/"
    page = browser.get("/pengaturan/hasil/").content.decode()
    assert "90 hari" in page
    assert "CONTOH" in page
    values = {"after_days": "60", "notable": "3", "clear": "5", "reason": "Rapat kantor"}
    for bad in ({"after_days": "3"}, {"notable": "0"}, {"clear": "2"}, {"reason": ""}):
        assert browser.post(where, values | bad).status_code == 422
    assert browser.post(where, values).status_code == 302
    assert client_of("dewi").post(where, values).status_code == 403
    assert "60 hari" in browser.get("/pengaturan/hasil/").content.decode()
    case = worked_on(ani, budi)
    planned(budi, case)
    close(ani, budi, case, 14)
    assert FollowUp.objects.get(case=case).due_on == today() + timedelta(days=60)
    found = comparing.compare(14, 12, outcome_rules.limits_for(case.area_code))
    assert found.verdict == "tetap"
