"""What a person can do: written down by the office, ended, seen on his page; what a need asks for."""

from datetime import date

import pytest

from bubuhan import journal
from bubuhan.journal.models import Event
from bubuhan.volunteers import competence
from bubuhan.volunteers.competence_models import Competence, CompetenceNeed

pytestmark = pytest.mark.django_db
PELAMBUAN = "63.71.03.1003"


@pytest.fixture
def hamdan(make_member):
    return make_member("Hamdan Yusri", PELAMBUAN, "TAGANA")


def form(**over) -> dict[str, str]:
    return {"code": "evakuasi_air", "evidence": "Sertifikat Basarnas 2025", "since": "2025-03-01",
            "valid_until": "2031-03-01", **over}  # fmt: skip


def test_the_office_writes_it_down_and_ends_it(client_of, hamdan) -> None:
    page, budi = f"/registri/{hamdan.id}/", client_of("budi")
    assert "Belum ada kompetensi" in budi.get(page).content.decode()
    assert budi.post(page + "kompetensi/", form()).status_code == 302
    shown = budi.get(page).content.decode()
    assert "Evakuasi di air" in shown
    assert "Sertifikat Basarnas 2025" in shown
    row = Competence.objects.get()
    assert competence.holders(["evakuasi_air"], date(2026, 1, 1)) == {
        hamdan.id: {"evakuasi_air": True}
    }
    assert competence.holders(["evakuasi_air"], date(2032, 1, 1)) == {
        hamdan.id: {"evakuasi_air": False}
    }
    assert budi.post(f"{page}kompetensi/{row.id}/akhiri/").status_code == 302
    assert competence.holders(["evakuasi_air"], date(2026, 1, 1)) == {}
    assert budi.post(f"{page}kompetensi/{row.id}/akhiri/").status_code == 404
    names = [e.name for e in journal.history("person", str(hamdan.id))]
    assert names == ["competence.ended", "competence.added"]


@pytest.mark.parametrize(
    ("over", "status", "code"),
    [
        ({"code": "terbang"}, 422, "field_invalid"),
        ({"evidence": "  "}, 422, "field_missing"),
        ({"since": "2999-01-01", "valid_until": ""}, 422, "date_ahead"),
        ({"valid_until": "2025-01-01"}, 422, "field_invalid"),
        ({"since": "kapan"}, 422, "field_invalid"),
    ],
)
def test_what_is_refused(client_of, hamdan, over, status, code) -> None:
    answer = client_of("budi").post(f"/registri/{hamdan.id}/kompetensi/", form(**over))
    assert answer.status_code == status, code
    assert not Competence.objects.exists()


def test_twice_and_from_elsewhere(client_of, hamdan) -> None:
    path = f"/registri/{hamdan.id}/kompetensi/"
    client_of("budi").post(path, form())
    assert client_of("budi").post(path, form()).status_code == 409
    assert client_of("citra").post(path, form()).status_code == 404
    assert client_of("farida").post(path, form()).status_code == 403


def test_needs_have_history_and_the_deepest_row_wins(client_of, farida) -> None:
    page = client_of("farida").get("/pengaturan/kompetensi/").content.decode()
    assert "CONTOH" in page
    row = {"need": "bencana", "competence": "evakuasi_air", "reason": "SK Kadinsos"}
    save = "/pengaturan/kompetensi/simpan/"
    assert client_of("budi").post(save, row | {"strength": "perlu"}).status_code == 403
    sent = client_of("farida").post(save, row | {"area_code": "63.71", "strength": "perlu"})
    assert sent.status_code == 302
    assert [
        a.needed for a in competence.asked_for(PELAMBUAN, "bencana") if a.code == "evakuasi_air"
    ] == [True]
    assert [
        a.needed for a in competence.asked_for("63.05", "bencana") if a.code == "evakuasi_air"
    ] == [False]
    client_of("farida").post(save, row | {"area_code": "63.71", "strength": ""})
    assert CompetenceNeed.objects.filter(area_code="63.71").get().valid_to is not None
    said = Event.objects.filter(name="competence_rule.changed").latest("id").data
    assert (said["strength"], said["reason"]) == (
        "",
        "SK Kadinsos",
    )  # an ended row has no successor
    assert competence.load_needs() == 0
