"""The desk of refused commands: seen by the right office, repaired, tried again, put aside."""

import pytest

from bubuhan.cases.tests.doors import entrust, open_case
from bubuhan.journal.models import Event
from bubuhan.kernel import commands
from bubuhan.kernel.commands import CommandType
from bubuhan.sync.models import Receipt
from bubuhan.sync.tests.conftest import Jot, Phone, jot, jots, outcomes

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone(users) -> Phone:
    return Phone(users["ani"])


@pytest.fixture
def refused(phone) -> Receipt:
    phone.push(phone.command(body={"text": "Kai Darma sakit", "fail": "bug"}))
    return Receipt.objects.get()


def repair_the_bug() -> None:
    def mended(context, body):
        return jot(context, body.model_copy(update={"fail": ""}))

    commands.register(CommandType("test.jot", Jot, mended))


def test_the_words_are_shown_to_the_office_of_the_area_only(client_of, refused):
    page = client_of("budi").get("/operator/ditolak/").content.decode()
    assert "Kai Darma sakit" in page
    assert "petugas teknis sudah diberi tahu" in page
    assert "Kai Darma" in client_of("dewi").get("/operator/ditolak/").content.decode()
    assert "Kai Darma" not in client_of("citra").get("/operator/ditolak/").content.decode()
    assert client_of("ani").get("/operator/ditolak/").status_code == 403
    assert client_of("gazali").get("/operator/ditolak/").status_code == 403
    other = client_of("citra").post(f"/operator/ditolak/{refused.pk}/selesai/", {"why": "x"})
    assert other.status_code == 404


def test_try_again_after_the_bug_was_mended(client_of, refused, phone):
    budi = client_of("budi")
    budi.post(f"/operator/ditolak/{refused.pk}/coba/")
    assert Receipt.objects.get().outcome == "refused"
    repair_the_bug()
    budi.post(f"/operator/ditolak/{refused.pk}/coba/")
    kept = Receipt.objects.get()
    assert (kept.outcome, kept.settled_how, kept.settled_by) == (
        "accepted",
        "retried",
        "Budi Santoso",
    )
    assert list(jots().values()) == ["Kai Darma sakit"]
    assert Event.objects.get(name="test.jotted").actor_id == str(phone.device.id)
    assert "Tidak ada kiriman" in budi.get("/operator/ditolak/").content.decode()
    assert outcomes(phone.push(phone.command(id=str(kept.command_id)))) == ["duplicate"]


def test_putting_aside_wants_a_reason_and_keeps_the_words(client_of, refused):
    budi = client_of("budi")
    assert budi.post(f"/operator/ditolak/{refused.pk}/selesai/", {"why": " "}).status_code == 422
    budi.post(f"/operator/ditolak/{refused.pk}/selesai/", {"why": "Sudah ditulis ulang di kantor"})
    kept = Receipt.objects.get()
    assert kept.settled_why == "Sudah ditulis ulang di kantor"
    assert "Kai Darma" in kept.body
    assert Event.objects.get(name="refusal.settled").data["how"] == "dismissed"
    assert budi.post(f"/operator/ditolak/{refused.pk}/selesai/", {"why": "lagi"}).status_code == 409


def test_what_the_phone_repaired_itself_leaves_the_desk(client_of, phone):
    bad = phone.command("", body={"text": ""})
    phone.push(bad)
    assert "Kiriman dari Ani" in client_of("budi").get("/operator/ditolak/").content.decode()
    phone.push(phone.command("diperbaiki", id=bad["id"]))
    assert "Kiriman dari Ani" not in client_of("budi").get("/operator/ditolak/").content.decode()


def test_a_sensitive_report_is_not_shown_in_words(client_of, phone):
    body = {
        "kind": "kasus",
        "story": "rahasia sekali",
        "need": "kekerasan",
        "place": {"area_code": "99"},
    }
    phone.push(phone.command(type="report.submit", body=body))
    page = client_of("budi").get("/operator/ditolak/").content.decode()
    assert "Laporan dari Ani" in page
    assert "rahasia sekali" not in page
    assert "kasus peka" in page


def test_a_nik_is_masked(client_of, phone):
    body = {"kind": "kasus", "story": "x", "need": "odgj", "place": {"area_code": "99"}}
    phone.push(
        phone.command(type="report.submit", body=body | {"subject": {"nik": "6371012345670000"}})
    )
    page = client_of("budi").get("/operator/ditolak/").content.decode()
    assert "6371 •••• •••• 0000" in page
    assert "6371012345670000" not in page


def test_a_nik_written_elsewhere_is_masked_too(client_of, phone):
    body = {"kind": "kasus", "story": "NIK 6371012345670000", "NIK": "6371012345670000"}
    phone.push(phone.command(type="report.submit", body=body))
    page = client_of("budi").get("/operator/ditolak/").content.decode()
    assert "NIK 6371 •••• •••• 0000" in page
    assert "6371012345670000" not in page


def test_words_about_a_sensitive_case_are_for_who_took_it(client_of, phone, users):
    """Being in the officer's area, where the list shows it masked, is not enough."""
    case = open_case(users["budi"].actor(), need="kekerasan")
    body = {"case_id": str(case.id), "text": "rahasia sekali", "unknown": 1}
    phone.push(phone.command(type="case.note", body=body))
    budi = client_of("budi")
    page = budi.get("/operator/ditolak/").content.decode()
    assert "Catatan kasus dari Ani" in page
    assert "rahasia sekali" not in page
    entrust(case.id, users["budi"].actor())
    assert "rahasia sekali" in budi.get("/operator/ditolak/").content.decode()
    assert "rahasia sekali" not in client_of("dewi").get("/operator/ditolak/").content.decode()


@pytest.mark.parametrize("case_id", ["x", 7, ["a"], {"a": 1}])
def test_a_case_that_cannot_be_told_hides_the_words(client_of, phone, case_id):
    body = {"kind": "kasus", "story": "rahasia sekali", "case_id": case_id}
    phone.push(phone.command(type="report.submit", body=body))
    page = client_of("budi").get("/operator/ditolak/").content.decode()
    assert "Laporan dari Ani" in page
    assert "rahasia sekali" not in page
