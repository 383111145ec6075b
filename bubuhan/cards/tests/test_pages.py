"""Cards through the door: the desk, the papers, and what a stranger is told."""

import re

import pytest
from django.test import Client

from bubuhan.cards.models import Card, NumberScheme
from bubuhan.volunteers.models import Membership

PELAMBUAN = "63.71.03.1003"


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.fixture
def members(make_member) -> list[Membership]:
    people = [make_member(f"Anggota {n}", PELAMBUAN, "PSM") for n in "ABC"]
    return [Membership.objects.get(person=p) for p in people]


@pytest.mark.django_db
def test_issue_print_and_revoke(client_of, members, django_assert_max_num_queries) -> None:
    client = client_of("budi")
    ids = [str(m.id) for m in members]
    assert "Terbitkan dahulu" in text_of(client.post("/kartu/cetak/", {"id": ids}, follow=True))
    words = text_of(client.post("/kartu/terbit/?pilar=PSM", {"id": ids}, follow=True))
    assert "3 kartu terbit" in words
    again = text_of(client.post("/kartu/terbit/", {"id": ids[:1]}, follow=True))
    assert "sudah punya kartu yang berlaku" in again
    assert client.post("/kartu/cetak/", {"id": ids}).content.startswith(b"%PDF")
    client.get("/kartu/")
    with django_assert_max_num_queries(12):
        assert "Kartu berlaku" in text_of(client.get("/kartu/?status=berlaku"))
    card = Card.objects.earliest("issued_at")
    assert client.get(f"/kartu/{card.id}/kartu.pdf").content.startswith(b"%PDF")
    assert "PSM-6371-0001" in text_of(client.get(f"/kartu/{card.id}/"))
    client.post(f"/kartu/{card.id}/cabut/", {"reason": "hilang"})
    assert client.get(f"/kartu/{card.id}/kartu.pdf").status_code == 409
    assert "Anggota A" in text_of(client.get("/kartu/?status=dicabut"))
    assert client_of("citra").get(f"/kartu/{card.id}/").status_code == 404


@pytest.mark.django_db
def test_the_person_page_shows_his_cards(client_of, members) -> None:
    client = client_of("budi")
    url = f"/registri/{members[0].person_id}/kartu/"
    assert "Belum punya kartu" in text_of(client.get(url))
    client.post("/kartu/terbit/", {"id": [str(members[0].id)]})
    assert "PSM-6371-0001 Berlaku" in text_of(client.get(url))
    assert client_of("citra").get(url).status_code == 404


@pytest.mark.django_db
def test_what_a_stranger_is_told(client_of, members) -> None:
    client_of("budi").post("/kartu/terbit/", {"id": [str(members[0].id)]})
    card = Card.objects.get()
    stranger = Client()
    assert stranger.get(f"/cek/{card.token}/?bentuk=json").json() == {"state": "berlaku"}
    words = text_of(stranger.get(f"/cek/{card.token}/"))
    assert "Kartu ini berlaku" in words
    assert "Anggota A" in words
    unknown = stranger.get("/cek/aaaaaaaaaaaa/?bentuk=json")
    assert (unknown.status_code, unknown.json()) == (404, {"state": "tidak_dikenal"})
    (key,) = stranger.get("/cek/kunci.json").json()["keys"]
    assert key["id"] == card.key_id
    assert "Sidik (SHA-256)" in text_of(stranger.get("/cek/kunci/"))
    assert "verify.js" in stranger.get("/cek/").content.decode()
    worker = stranger.get("/cek/sw.js")
    assert worker["Content-Type"] == "text/javascript"
    assert "/cek/kunci.json" in worker.content.decode()
    for _ in range(70):
        last = stranger.get(f"/cek/{card.token}/")
    assert last.status_code == 429


@pytest.mark.django_db
def test_the_pattern_of_numbers(client_of, members) -> None:
    client = client_of("budi")
    assert client.post("/kartu/pola/", {"pattern": "{nama}", "digits": "4"}).status_code == 422
    client.post("/kartu/pola/", {"pattern": "BJM.{urut}", "digits": "5"})
    assert NumberScheme.objects.get(replaced_at=None).area_code == "63.71"
    client.post("/kartu/terbit/", {"id": [str(members[0].id)]})
    assert Card.objects.get().number == "BJM.00001"


@pytest.mark.django_db
def test_one_card_with_a_term(client_of, members) -> None:
    client = client_of("budi")
    url = f"/kartu/terbit/{members[0].id}/"
    assert "Anggota A" in text_of(client.get(url))
    assert client.post(url, {"valid_until": "2020-01-01"}).status_code == 422
    assert client.post(url, {}).status_code == 302
    assert client.post(url, {}).status_code == 422  # he has one
