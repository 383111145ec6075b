"""Deadlines in working time, in the place's own zone; the settings page; counting again on request."""

from datetime import UTC, datetime, timedelta

import pytest

from bubuhan import journal
from bubuhan.accounts.policy import Actor, Role
from bubuhan.cases import actions, recounting, rules, ruling
from bubuhan.cases.models import CaseEntry, SlaRule
from bubuhan.cases.tests.doors import PELAMBUAN, fresh, open_case, refused
from bubuhan.duty.queries import calendar_of
from bubuhan.kernel.ids import uuid7

pytestmark = pytest.mark.django_db
FRIDAY = datetime(2026, 11, 27, 8, 30, tzinfo=UTC)  # 16.30 WITA, 15.30 WIB
MONDAY_NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def office_time(farida, **changes) -> SlaRule:
    given = {
        "actor": farida,
        "area_code": "63.71",
        "band": "sedang",
        "respond_minutes": 60,
        "resolve_hours": 8,
        "working_hours": True,
        "reason": "SK 9",
    }
    return rules.set_sla(**{**given, **changes})


def test_a_friday_afternoon_ends_on_monday(ani, farida) -> None:
    office_time(farida)
    case = open_case(ani, FRIDAY, need="alat_bantu", signs={})
    assert case.band == "sedang"
    assert case.deadline_at == datetime(2026, 11, 30, 1, 0, tzinfo=UTC)  # Monday 09.00 WITA


def test_the_second_clock_counts_working_time_too(ani, budi, farida) -> None:
    office_time(farida)
    case = open_case(ani, FRIDAY, need="alat_bantu", signs={})
    actions.dispatch(actor=budi, case_id=case.id, person_id=ani.person_id)
    actions.accept(actor=ani, case_id=case.id)
    now = fresh(case)
    assert now.deadline_at is not None
    assert now.first_response_at is not None
    assert now.deadline_at - now.first_response_at > timedelta(hours=8)


def test_wita_and_wib_side_by_side() -> None:
    """The same instant, the same rule: one office has closed, the other has not."""
    rule = SlaRule(respond_minutes=30, resolve_hours=1, working_hours=True)
    wita = rules.times_of(rule, PELAMBUAN).respond_by(FRIDAY)
    wib = rules.times_of(rule, "62.01.01.1001").respond_by(FRIDAY)
    assert wita == datetime(2026, 11, 30, 0, 30, tzinfo=UTC)
    assert wib == FRIDAY + timedelta(minutes=30)


def test_the_worked_example_says_it_in_words(farida) -> None:
    rule = office_time(farida)
    shown = ruling.example(rule, calendar_of("63.71"), MONDAY_NOON)
    assert shown.start == "Jumat 27 Nov 16.30 WITA"
    assert shown.respond == "Senin 30 Nov 09.00 WITA"


def test_the_page_shows_and_saves_working_hours(client_of) -> None:
    farida = client_of("farida")
    form = {
        "area_code": "63.71",
        "band": "rendah",
        "service": "kesehatan",
        "respond_minutes": "120",
        "resolve_hours": "40",
        "working_hours": "1",
        "reason": "Perwali 3",
    }
    assert farida.post("/pengaturan/sla/simpan/", form).status_code == 302
    rule = SlaRule.objects.get(area_code="63.71", service="kesehatan")
    assert rule.working_hours
    seen = farida.get("/pengaturan/sla/").content.decode()
    assert "Layanan kesehatan" in seen
    assert "jam kerja" in seen
    assert "Laporan Jumat" in seen
    both = farida.post("/pengaturan/sla/simpan/", form | {"need": "odgj"})
    assert both.status_code == 422
    assert farida.post("/pengaturan/sla/simpan/", form | {"service": "x"}).status_code == 422


def test_given_deadlines_stay_until_somebody_asks(ani, farida, client_of) -> None:
    case = open_case(ani, MONDAY_NOON, need="alat_bantu", signs={})
    before = case.deadline_at
    rule = office_time(farida, respond_minutes=30, working_hours=False)
    assert fresh(case).deadline_at == before
    office = client_of("farida")
    seen = office.get(f"/pengaturan/sla/{rule.pk}/hitung-ulang/").content.decode()
    assert case.number in seen
    assert fresh(case).deadline_at == before  # looking changes nothing
    path = f"/pengaturan/sla/{rule.pk}/hitung-ulang/"
    assert office.post(path, {"reason": " "}).status_code == 422
    assert office.post(path, {"reason": "SK 9"}).status_code == 302
    now = fresh(case)
    assert now.deadline_at == now.respond_by == MONDAY_NOON + timedelta(minutes=30)
    assert now.rev == case.rev + 1
    line = CaseEntry.objects.get(case=case, kind="update")
    assert "SK 9" in line.text
    assert journal.history("sla", str(rule.pk))[0].name == "sla.recounted"
    assert "Tidak ada batas yang berubah" in office.get(path).content.decode()
    assert client_of("budi").get(path).status_code == 403
    assert client_of("farida").get("/pengaturan/sla/999999/hitung-ulang/").status_code == 404


def test_another_rule_s_cases_do_not_move(ani, farida) -> None:
    general = office_time(farida, respond_minutes=30, working_hours=False)
    office_time(farida, respond_minutes=50, working_hours=False, need="alat_bantu")
    open_case(ani, MONDAY_NOON, need="alat_bantu", signs={})
    assert recounting.preview(farida, general.pk).total == 0


def test_a_reopened_case_keeps_what_people_gave_it(ani, farida) -> None:
    case = open_case(ani, MONDAY_NOON, need="alat_bantu", signs={})
    actions.reject(actor=farida, case_id=case.id, reason="ganda")
    actions.reopen(actor=farida, case_id=case.id, note="ternyata bukan")
    rule = office_time(farida, respond_minutes=30, working_hours=False)
    assert recounting.preview(farida, rule.pk).total == 0


def test_whose_cases(ani, farida, citra) -> None:
    """A rule of the nation may be counted again in one's own area only, and by who may edit."""
    case = open_case(ani, MONDAY_NOON, need="alat_bantu", signs={})
    nation = Actor(uuid7(), "Pusat", Role.PENGELOLA, "")
    rule = office_time(nation, area_code="", respond_minutes=30, working_hours=False)
    tapin = Actor(uuid7(), "Kepala Tapin", Role.PIMPINAN, "63.05")
    assert recounting.preview(tapin, rule.pk).total == 0
    assert (
        refused(lambda: recounting.recount(actor=citra, rule_id=rule.pk, reason="x")) == "forbidden"
    )
    assert recounting.recount(actor=nation, rule_id=rule.pk, reason="x") == 1
    seen = recounting.preview(nation, rule.pk)
    assert (seen.total, seen.rows) == (0, [])
    assert fresh(case).deadline_at == MONDAY_NOON + timedelta(minutes=30)
