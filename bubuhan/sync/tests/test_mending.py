"""One field of a refused command is mended in the office, and the rest stays as the sender wrote it."""

from datetime import timedelta

import pytest

from bubuhan.journal.models import Event
from bubuhan.kernel import clock
from bubuhan.reports.models import Report
from bubuhan.sync.models import Receipt
from bubuhan.sync.tests.conftest import Phone

pytestmark = pytest.mark.django_db
BODY = {
    "kind": "kasus",
    "story": "Kai Darma demam dua hari.",
    "need": "lansia_terlantar",
    "place": {"area_code": "63.71.03.1003"},
    "subject": {"name": "Darma", "nik": ""},
    "consent": {"given": True},
}


@pytest.fixture
def phone(users) -> Phone:
    return Phone(users["ani"])


def refuse(phone, **changes) -> Receipt:
    phone.push(phone.command(type="report.submit", body={**BODY, **changes}))
    return Receipt.objects.get(outcome="refused")


def post(client, receipt, value):
    return client.post(f"/operator/ditolak/{receipt.pk}/coba/", {f"isi-{receipt.pk}": value})


@pytest.mark.parametrize(
    ("changes", "label", "value"),
    [
        ({"place": {"area_code": "63.02.06.1002"}}, "Wilayah", "63.71.03.1003"),
        ({"subject": {"name": "Darma", "nik": "637103170870012"}}, "NIK", "6371031708700012"),
        ({"happened_on": "2199-01-01"}, "Tanggal", None),
    ],
)
def test_the_office_mends_the_field_the_refusal_speaks_of(client_of, phone, changes, label, value):
    refused = refuse(phone, **changes)
    budi = client_of("budi")
    page = budi.get("/operator/ditolak/").content.decode()
    assert "yang benar" in page
    assert label.lower() in page.lower()
    post(budi, refused, value or (clock.now() - timedelta(days=2)).date().isoformat())
    refused.refresh_from_db()
    assert (refused.outcome, refused.settled_how) == ("accepted", "retried")
    assert "diperbaiki di kantor" in refused.settled_why
    assert Report.objects.get().story == BODY["story"]
    assert Event.objects.get(name="refusal.settled").data["why"] == refused.settled_why


def test_still_wrong_stays_refused_and_whole(client_of, phone):
    refused = refuse(phone, place={"area_code": "63.02.06.1002"})
    post(client_of("budi"), refused, "63.71.03.9999")
    assert Receipt.objects.get(pk=refused.pk).body == refused.body
    assert not Report.objects.exists()


def test_what_is_hidden_or_of_another_office_is_not_mended(client_of, phone):
    refused = refuse(phone, place={"area_code": "63.02.06.1002"}, signs={"violence": True})
    assert "yang benar" not in client_of("budi").get("/operator/ditolak/").content.decode()
    assert post(client_of("budi"), refused, "63.71.03.1003").status_code == 404
    assert post(client_of("citra"), refused, "63.71.03.1003").status_code == 404
