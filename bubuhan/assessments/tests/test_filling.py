"""Instruments filled on the phone and at the desk; results over time; what the phone holds."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bubuhan.assessments import actions, queries
from bubuhan.assessments.documents import family_parts, instrument_documents
from bubuhan.assessments.load import load_instruments
from bubuhan.assessments.models import Assessment
from bubuhan.assessments.tests.doors import cause, full_answers, member, post, refused, send
from bubuhan.cases import actions as cases
from bubuhan.cases.documents import case_documents
from bubuhan.cases.models import Case, CaseEntry
from bubuhan.cases.tests.doors import open_case
from bubuhan.journal.models import Event, Feed

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(ani) -> Case:
    return open_case(ani)


@pytest.fixture
def office(client_of):
    return client_of("budi")


def fill(actor, case: Case, score: int, moment: str = "awal"):
    return actions.fill(
        actor=actor, case_id=case.id, instrument="hasil_singkat", version=1,
        answers=full_answers(score), moment=moment,
    )  # fmt: skip


def test_filled_on_the_phone_with_its_score(case, ani) -> None:
    _, told = send(
        ani,
        "assessment.fill",
        {
            "case_id": str(case.id),
            "instrument": "hasil_singkat",
            "version": 1,
            "answers": full_answers(6),
        },
    )
    assert told == {"score": 6, "band": "berat"}
    row = Assessment.objects.get()
    assert (row.score, row.most, row.moment) == (6, 20, "awal")
    assert "makan" in queries.answers_of(row)
    event = Event.objects.get(name="assessment.filled")
    assert event.data["score"] == 6
    entry = CaseEntry.objects.get(case=case, kind="assess")
    assert entry.text == "Ukuran hasil singkat (awal): 6 dari 20, masih berat."


def test_answers_are_ciphertext_in_the_database(case, budi) -> None:
    row = fill(budi, case, 6)
    with connection.cursor() as cursor:
        cursor.execute("SELECT answers FROM assessments_assessment WHERE id = %s", [row.id])
        assert b"makan" not in bytes(cursor.fetchone()[0])


def test_results_over_time_say_what_changed(case, office, budi) -> None:
    fill(budi, case, 6)
    last = fill(budi, case, 14, "penutupan")
    page = office.get(f"/kasus/{case.id}/keluarga/").content.decode()
    assert "naik 8, membaik" in page
    assert "Kekuatan:" in page
    result = office.get(f"/kasus/{case.id}/keluarga/hasil/{last.id}/").content.decode()
    assert "+8, membaik" in result
    assert "Cukup kokoh" in result
    assert "Cukup setiap hari" in result


def test_a_falling_score_is_better_where_low_is_good(case, office, budi) -> None:
    who = member(budi, case, name="Nini", age_years=80)
    base = {"makan": "sendiri", "mandi": "sendiri", "ke_kamar_kecil": "sendiri", "berjalan": "sendiri",
            "masak": "penuh", "tinggal": "keluarga", "ingat": "tidak", "obat": "teratur", "uang": ["anak"]}  # fmt: skip
    for answers in (base | {"tinggal": "sendiri", "dijenguk": "jarang"}, base):
        actions.fill(actor=budi, case_id=case.id, instrument="lansia", version=1, answers=answers,
                     moment="awal", member_id=who.id)  # fmt: skip
    page = office.get(f"/kasus/{case.id}/keluarga/").content.decode()
    assert "turun 6, membaik" in page
    assert "Keluarga jauh atau putus hubungan" not in page, "only the newest answers propose causes"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"answers": {"makan": "1"}}, "answers_wrong"),
        ({"answers": full_answers(3) | {"asing": "x"}}, "answers_wrong"),
        ({"instrument": "tidak_ada"}, "instrument_unknown"),
        ({"version": 99}, "instrument_unknown"),
        ({"moment": "kapan"}, "field_invalid"),
    ],
)
def test_bad_input(case, budi, change, code) -> None:
    good = {
        "instrument": "hasil_singkat",
        "version": 1,
        "answers": full_answers(3),
        "moment": "awal",
    }
    assert refused(lambda: actions.fill(actor=budi, case_id=case.id, **(good | change))) == code


def test_at_the_desk_questions_appear_with_the_answers(case, office) -> None:
    where = "asesmen/keluarga_awal/"
    assert (
        "Siapa yang merawatnya?"
        not in office.get(f"/kasus/{case.id}/keluarga/{where}").content.decode()
    )
    shown = post(office, case, f"{where}lihat/", htmx=True, **{"j-sakit": "ya", "j-rumah": "rusak"})
    assert "Siapa yang merawatnya?" in shown.content.decode()
    assert "Apa yang rusak?" in shown.content.decode()
    answer = post(office, case, "asesmen/hasil_singkat/kirim/", htmx=True, moment="awal",
                  **{f"j-{k}": v for k, v in full_answers(9).items()})  # fmt: skip
    assert answer["HX-Redirect"].startswith(f"/kasus/{case.id}/keluarga/hasil/")
    wrong = post(office, case, "asesmen/hasil_singkat/kirim/", htmx=True, moment="awal")
    assert wrong.status_code == 422
    assert "Seminggu terakhir" in wrong.content.decode()


def test_the_outcome_is_measured_after_closing_too(case, ani, budi) -> None:
    Case.objects.filter(id=case.id).update(
        state="closed", outcome="terpenuhi", resolved_at=case.opened_at, closed_at=case.opened_at
    )
    assert fill(ani, case, 15, "tiga_bulan").score == 15
    assert fill(budi, case, 15, "tiga_bulan").score == 15


def test_strangers_may_not(case, citra, farida, gazali) -> None:
    assert refused(lambda: fill(citra, case, 3)) == "not_found"
    assert refused(lambda: fill(gazali, case, 3)) == "not_found"
    Case.objects.filter(id=case.id).update(sensitive=True)
    assert refused(lambda: fill(farida, case, 3)) == "case_protected"


def test_the_phone_holds_instruments_and_the_family_part(case, ani, budi) -> None:
    load_instruments()
    assert Feed.objects.filter(space="national", kind="instrument").count() == 4
    docs = instrument_documents(ani, ["hasil_singkat", "tidak_ada"])
    assert list(docs) == ["hasil_singkat"]
    assert docs["hasil_singkat"].body["max"] == 20
    assert case_documents(ani, [str(case.id)])[str(case.id)].body["family"] is None
    member(budi, case, "wali", name="Udin", suspected=True, guardian=True, nik="6371031708650000")
    fill(budi, case, 6)
    own = case_documents(ani, [str(case.id)])[str(case.id)].body
    assert own["view"] == "full"
    assert own["family"] is None  # he only reported it: whom the office suspects is not for him
    assert "assess" not in {entry["kind"] for entry in own["entries"]}
    cases.dispatch(actor=budi, case_id=case.id, person_id=ani.person_id)
    body = case_documents(ani, [str(case.id)])[str(case.id)].body["family"]
    assert [m["relation"] for m in body["members"]] == ["subjek", "wali"]
    assert body["members"][1]["suspected"]
    assert "nik" not in str(body)
    assert body["assessments"][0]["score"] == 6
    assert "answers" not in body["assessments"][0]


def test_a_masked_case_carries_no_family(case, budi, dewi) -> None:
    member(budi, case, name="Rahmat")
    Case.objects.filter(id=case.id).update(sensitive=True)
    doc = case_documents(dewi, [str(case.id)])[str(case.id)]
    assert doc.body["view"] == "masked"
    assert "family" not in doc.body
    assert "Rahmat" not in str(doc.body)


def test_many_cases_take_as_many_queries_as_one(ani, budi) -> None:
    cases = [open_case(ani, subject={"name": f"Warga {n}", "sex": "P"}) for n in range(4)]
    for one in cases:
        face = cause(budi, one, "utang")
        cause(budi, one, "bencana", face)
        member(budi, one, name="Rahmat")
        fill(budi, one, 7)

    def count(ids) -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            family_parts(ani, ids)
        return len(found)

    count([cases[0].id])  # what a process remembers is looked up once
    few, many = count([cases[0].id]), count([c.id for c in cases])
    assert few == many
    assert many <= 12


def test_the_tab_does_not_ask_more_for_a_larger_family(case, office, budi) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as found:
            assert office.get(f"/kasus/{case.id}/keluarga/").status_code == 200
        return len(found)

    def grow() -> None:
        member(budi, case, name="Rahmat")
        cause(budi, case, "lainnya", cause(budi, case, "lainnya"))
        fill(budi, case, 5)

    grow()
    count()  # what a process remembers is looked up once
    before = count()
    for _ in range(3):
        grow()
    assert count() == before
