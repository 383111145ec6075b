"""From reports to cases: opening, joining, triage over time, files and persons that come later."""

from datetime import timedelta

import pytest

from bubuhan import journal
from bubuhan.cases import opening
from bubuhan.cases.models import Case, CaseEntry, CaseFile, CaseReport
from bubuhan.cases.tests.doors import (
    MONDAY,
    PELAMBUAN,
    TELAGA_BIRU,
    a_report,
    file_ref,
    fresh,
    open_case,
    send,
    sha,
)
from bubuhan.journal.models import Event, Feed
from bubuhan.kernel.actors import SYSTEM
from bubuhan.people.models import Person

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_a_case_gets_number_band_deadline_and_reasons(ani) -> None:
    case = open_case(ani, MONDAY, signs={"danger_now": True, "alone": True})
    assert case.number == "BJM-2603-0001"
    assert case.band == "darurat"
    assert case.respond_by == case.deadline_at == MONDAY + timedelta(minutes=45)
    assert case.reasons[0] == {"text": "Ada bahaya bagi keselamatan sekarang", "points": 60}
    assert case.subject_name == "Siti Aminah"
    names = [e.name for e in journal.history("case", case.id)]
    assert names == ["case.triaged", "case.opened"]


def test_numbers_count_per_kabupaten_and_month(ani) -> None:
    first = open_case(ani, MONDAY, subject=None)
    second = open_case(ani, MONDAY + HOUR, subject=None)
    elsewhere = open_case(ani, MONDAY, subject=None, place={"area_code": "63.05.01.1001"})
    later = open_case(ani, MONDAY + timedelta(days=40), subject=None)
    assert [c.number for c in (first, second, elsewhere, later)] == [
        "BJM-2603-0001",
        "BJM-2603-0002",
        "TPN-2603-0001",
        "BJM-2604-0001",
    ]


def test_the_same_reaction_twice_opens_one_case(ani) -> None:
    case = open_case(ani)
    event = Event.objects.get(name="report.submitted")
    opening.open_from_report(event)
    assert list(Case.objects.all()) == [case]


def test_a_second_report_of_the_household_joins_and_raises(ani, dewi) -> None:
    case = open_case(ani, MONDAY, signs={"alone": None})
    report_id, _ = send(
        dewi,
        "report.submit",
        a_report(
            subject={"name": "SITI AMINAH", "age_years": 72},
            signs={"medical": True, "alone": False},
        ),
        received_at=MONDAY + 2 * HOUR,
    )
    journal.drain()
    joined = fresh(case)
    link = CaseReport.objects.get(report_id=report_id)
    assert (link.case_id, link.joined) == (case.id, True)
    assert link.reasons == [
        f"Nama dan desa/kelurahan sama dengan kasus {case.number} yang masih terbuka"
    ]
    assert (case.band, joined.band) == ("sedang", "darurat")
    assert joined.deadline_at == MONDAY + 2 * HOUR + timedelta(minutes=45)
    assert joined.signs == {"alone": False, "medical": True}
    assert joined.rev == case.rev + 1
    names = {e.name for e in journal.history("case", case.id)}
    assert {"case.joined", "case.escalated_band"} <= names
    assert Feed.objects.filter(
        space=f"mine:{dewi.person_id}", kind="case", doc_id=str(case.id)
    ).exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": None, "consent": None},
        {"need": "kekerasan"},
        {"place": {"area_code": TELAGA_BIRU}},
        {"subject": {"name": "Siti Aminah", "sex": "P", "age_years": 20}},
    ],
)
def test_what_does_not_join(ani, changes) -> None:
    case = open_case(ani)
    other = open_case(ani, **changes)
    assert other.id != case.id


def test_nothing_joins_a_sensitive_or_a_finished_case(ani, budi) -> None:
    from bubuhan.cases import actions

    secret = open_case(ani, signs={"violence": True})
    plain = open_case(ani)
    assert plain.id != secret.id
    actions.reject(actor=budi, case_id=plain.id, reason="uji_coba")
    assert open_case(ani).id not in (secret.id, plain.id)


def test_merged_answers() -> None:
    old = {"a": True, "b": False, "c": None}
    new = {"a": False, "b": None, "c": False, "d": None}
    assert opening.merged(old, new) == {"a": True, "b": False, "c": False, "d": None}


def test_waiting_raises_the_band_once(ani) -> None:
    case = open_case(ani, MONDAY, need="kekurangan_pangan", signs={}, subject=None)
    assert case.review_at == MONDAY + timedelta(days=4)
    assert opening.review_waiting(MONDAY + timedelta(days=3, hours=23)) == 0
    due = MONDAY + timedelta(days=4, minutes=1)
    assert opening.review_waiting(due) == 1
    now = fresh(case)
    assert (case.band, now.band, now.review_at) == ("sedang", "tinggi", None)
    assert CaseEntry.objects.get(case=case, kind="triage").data == {
        "from": "sedang",
        "to": "tinggi",
        "score": 35,
    }
    event = journal.history("case", case.id)[0]
    assert (event.name, event.actor_name) == ("case.escalated_band", SYSTEM.name)
    assert opening.review_waiting(due) == 0


def test_the_matched_person_reaches_the_case(ani) -> None:
    person = Person.objects.create(
        name="Siti Aminah", name_key="sitiaminah", area_code=PELAMBUAN, example=True
    )
    case = open_case(ani, subject={"name": "Siti Aminah", "person_id": str(person.id)})
    assert fresh(case).person_id == person.id


def test_two_reports_of_one_known_person_join_wherever_he_is(ani) -> None:
    person = Person.objects.create(
        name="Siti Aminah", name_key="sitiaminah", area_code=PELAMBUAN, example=True
    )
    subject = {"name": "Siti Aminah", "person_id": str(person.id)}
    case = open_case(ani, subject=subject)
    other = open_case(ani, subject=subject, place={"area_code": TELAGA_BIRU})
    assert other.id == case.id


def test_files_follow_the_report_and_tell_when_they_arrive(ani) -> None:
    case = open_case(ani, files=[file_ref(1), file_ref(2)])
    assert list(
        CaseFile.objects.filter(case=case).order_by("position").values_list("sha256", flat=True)
    ) == [
        sha(1),
        sha(2),
    ]
    before = {f.space: f.pos for f in Feed.objects.filter(doc_id=str(case.id))}
    with journal.unit():
        journal.record(
            "file.completed", actor=ani.ref, subject=("file", sha(1)), data={"sha256": sha(1)}
        )
    journal.drain()
    after = {f.space: f.pos for f in Feed.objects.filter(doc_id=str(case.id))}
    assert set(before) == {f"mine:{ani.person_id}", "63.71.03"}
    assert all(after[space] > before[space] for space in before)


def test_a_file_of_a_report_without_case_tells_too(ani) -> None:
    report_id, _ = send(
        ani, "report.submit", a_report(kind="isu", subject=None, files=[file_ref(7)])
    )
    journal.drain()
    before = Feed.objects.get(kind="report", doc_id=str(report_id)).pos
    with journal.unit():
        journal.record(
            "file.completed", actor=ani.ref, subject=("file", sha(7)), data={"sha256": sha(7)}
        )
    journal.drain()
    assert Feed.objects.get(kind="report", doc_id=str(report_id)).pos > before
