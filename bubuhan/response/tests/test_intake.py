""" "Catat laporan": what somebody tells the duty desk becomes the same report a phone would send."""

import pytest

from bubuhan import journal
from bubuhan.cases.models import Case, CaseReport
from bubuhan.cases.tests.doors import PELAMBUAN, open_case
from bubuhan.journal.models import Event
from bubuhan.kernel.ids import uuid7
from bubuhan.reports.models import Report

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def a_call(**changes: str) -> dict[str, str]:
    return {
        "id": str(uuid7()),
        "story": "Kakek jatuh di kamar mandi, tetangga tidak punya kendaraan.",
        "need": "lansia_terlantar",
        "subject_name": "Kai Darma",
        "subject_sex": "L",
        "subject_age": "81",
        "area_code": PELAMBUAN,
        "place_note": "gang kedua",
        "sign_medical": "ya",
        "sign_alone": "tahu",
        "channel": "telepon",
        "caller_name": "Ibu Rahmi",
        "caller_phone": "0899 0000 0123",
        "consent": "tidak",
        "consent_reason": "darurat",
        **changes,
    }


def test_a_call_becomes_a_case_with_a_number(client_of) -> None:
    budi, call = client_of("budi"), a_call()
    assert "Catat laporan" in budi.get("/laporan/baru/").content.decode()
    answer = budi.post("/laporan/baru/", call)
    assert answer["Location"] == f"/laporan/{call['id']}/tercatat/"
    waiting = budi.get(answer["Location"]).content.decode()
    assert "sedang dibuat" in waiting
    journal.drain()
    shown = budi.get(answer["Location"], headers=HTMX).content.decode()
    case = Case.objects.get()
    assert case.number in shown
    assert "Yang disarankan" in shown or "Buka kasus" in shown
    report = Report.objects.get()
    assert report.device_id is None
    assert report.body["signs"] == {"medical": True, "alone": None}
    assert report.body["intake"]["caller_name"] == "Ibu Rahmi"
    assert case.respond_by is not None


def test_the_same_form_twice_is_one_report(client_of) -> None:
    budi, call = client_of("budi"), a_call()
    for _ in range(2):
        assert budi.post("/laporan/baru/", call).status_code == 302
    journal.drain()
    assert (Report.objects.count(), Case.objects.count()) == (1, 1)


def test_another_s_form_cannot_be_taken_over(client_of) -> None:
    call = a_call()
    client_of("budi").post("/laporan/baru/", call)
    assert client_of("dewi").get(f"/laporan/{call['id']}/tercatat/").status_code == 404


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"story": " "}, "apa yang terjadi"),
        ({"need": ""}, "kebutuhan"),
        ({"area_code": ""}, "wilayah"),
        ({"subject_age": "abc"}, "umur"),
        ({"consent": ""}, "persetujuan"),
        ({"consent_reason": ""}, "alasan tanpa persetujuan"),
        ({"channel": "merpati"}, "cara"),
        ({"id": "x"}, "formulir"),
        ({"person_id": "x"}, "formulir"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(client_of, changes, words) -> None:
    call = a_call(**changes)
    answer = client_of("budi").post("/laporan/baru/", call)
    seen = answer.content.decode()
    assert answer.status_code == 422
    assert words in seen.lower()
    assert "Ibu Rahmi" in seen  # what was typed is still there
    assert Report.objects.count() == 0
    part = client_of("budi").post("/laporan/baru/", call, headers=HTMX)
    assert (part.status_code, words in part.content.decode().lower()) == (422, True)


def test_htmx_is_sent_on(client_of) -> None:
    call = a_call()
    answer = client_of("dewi").post("/laporan/baru/", call, headers=HTMX)
    assert (answer.status_code, answer["HX-Redirect"]) == (204, f"/laporan/{call['id']}/tercatat/")


@pytest.mark.parametrize("who", ["farida", "gazali"])
def test_who_may_not(client_of, who) -> None:
    assert client_of(who).get("/laporan/baru/").status_code == 403


def test_the_caller_stays_with_the_office(client_of, ani) -> None:
    """Not in the timeline, not in an event, not on a phone."""
    client_of("budi").post("/laporan/baru/", a_call())
    journal.drain()
    link = CaseReport.objects.select_related("case").get()
    entry = link.case.entries.get(kind="report")
    assert entry.data["channel"] == "telepon"
    assert "Rahmi" not in str(entry.data)
    assert "Rahmi" not in str(list(Event.objects.values_list("data", flat=True)))
    from bubuhan.cases.documents import case_documents

    docs = case_documents(ani, [str(link.case_id)])
    assert "Rahmi" not in str(docs)
    shown = client_of("budi").get(f"/kasus/{link.case_id}/").content.decode()
    assert "Diterima kantor lewat" in shown


def test_a_protected_report_shows_no_more_than_it_may(client_of) -> None:
    budi, call = client_of("budi"), a_call(need="kekerasan")
    budi.post("/laporan/baru/", call)
    journal.drain()
    shown = budi.get(f"/laporan/{call['id']}/tercatat/").content.decode()
    assert Case.objects.get().number in shown
    assert "Yang disarankan" not in shown


def test_known_names_are_shown_as_far_as_one_may_see(client_of, ani, make_member) -> None:
    mine = open_case(ani, subject={"name": "Siti Aminah", "sex": "P"})
    make_member("Hamdan Yusri", "63.05.01.1001", "PSM")
    budi = client_of("budi")
    seen = budi.get("/laporan/dikenal/?subject_name=siti aminah").content.decode()
    assert mine.number in seen
    far = budi.get("/laporan/dikenal/?subject_name=Hamdan Yusri").content.decode()
    assert "Hamdan Yusri" not in far
    assert budi.get("/laporan/dikenal/?subject_name=si").content.decode().strip() == ""
    secret = open_case(ani, need="kekerasan", subject={"name": "Rahasiawati Contoh"})
    hidden = budi.get("/laporan/dikenal/?subject_name=Rahasiawati Contoh").content.decode()
    assert secret.number not in hidden
