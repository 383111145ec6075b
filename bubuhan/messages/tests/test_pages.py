"""The office's pages of this room, as a browser meets them."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bubuhan.cases.tests.doors import send
from bubuhan.kernel import clock
from bubuhan.kernel.ids import uuid7
from bubuhan.kernel.problems import Problem
from bubuhan.messages.models import ChannelSetting, ContactMark, Message, Preference, Template
from bubuhan.messages.people import key_of
from bubuhan.messages.tests.conftest import sms_config
from bubuhan.messages.tests.peers import Gateway

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    """The page's words."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def a_message(**changes) -> Message:
    values = {
        "at": clock.now(),
        "recipient": f"person:{uuid7()}",
        "name": "Hamdan Yusri",
        "area_code": "63.71.03",
        "kind": "tawaran_tugas",
        "topic": "tugas",
        "title": "Ada tawaran tugas baru",
        "text": "Ada tawaran tugas.",
        "state": "sent",
        "channel": "sms",
    }
    return Message.objects.create(**{**values, **changes})


# -- the desk ---------------------------------------------------------------------------------------


def test_what_did_not_arrive_stands_first_with_the_gateways_answer(client_of) -> None:
    a_message(name="Rusdi Hamid")
    failed = a_message(state="failed", channel="", at=clock.now() - timedelta(days=2))
    failed.attempts.create(
        channel="sms", at=clock.now(), ok=False, fault="again", answer="503 sibuk"
    )
    words = text_of(client_of("budi").get("/pesan/"))
    assert words.index("Hamdan Yusri") < words.index("Rusdi Hamid")
    assert "SMS: 503 sibuk" in words
    assert "1 Tidak sampai, 7 hari" in words


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?status=gagal", ["Rusdi Hamid"]),
        ("?status=terkirim", ["Hamdan Yusri"]),
        ("?saluran=sms", ["Hamdan Yusri"]),
        ("?jenis=eskalasi", ["Rusdi Hamid"]),
        ("?q=rusdi", ["Rusdi Hamid"]),
        ("?status=rahasia&saluran=x&jenis=y&hal=abc&orang=z%00", ["Hamdan Yusri", "Rusdi Hamid"]),
    ],
)
def test_the_filters_stand_in_the_address(client_of, query, shown) -> None:
    a_message()
    a_message(name="Rusdi Hamid", state="no_channel", channel="", kind="eskalasi", topic="kasus")
    words = text_of(client_of("budi").get(f"/pesan/{query}"))
    for name in ("Hamdan Yusri", "Rusdi Hamid"):
        assert (name in words) == (name in shown)


def test_a_hundred_messages_cost_as_many_queries_as_one(client_of) -> None:
    client = client_of("budi")
    a_message(state="failed")
    client.get("/pesan/")

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get("/pesan/").status_code == 200
        return len(seen)

    one = queries()
    for n in range(60):
        a_message(name=f"Anggota {n}", state="failed" if n % 2 else "sent")
    assert queries() <= one


def test_one_message_shows_every_try_and_can_be_tried_again(client_of) -> None:
    failed = a_message(state="no_channel", channel="")
    client = client_of("budi")
    assert "Belum pernah dicoba" in text_of(client.get(f"/pesan/{failed.id}/"))
    response = client.post(f"/pesan/{failed.id}/ulang/")
    assert response.status_code == 409
    assert "Belum ada saluran" in response.content.decode()
    assert client_of("citra").post(f"/pesan/{failed.id}/ulang/").status_code == 404
    assert client_of("dewi").get("/pesan/").status_code == 403


def test_a_dead_number_is_listed_and_freed(client_of) -> None:
    message = a_message()
    mark = ContactMark.objects.create(
        recipient=message.recipient,
        channel="sms",
        address_hash=b"x" * 32,
        shown="0899-••••-0001",
        answer="tidak terdaftar",
        at=clock.now(),
    )
    client = client_of("budi")
    assert "1 nomor atau alamat tidak aktif" in text_of(client.get("/pesan/"))
    assert client_of("citra").post(f"/pesan/nomor/{mark.pk}/pulihkan/").status_code == 404
    assert client.post(f"/pesan/nomor/{mark.pk}/pulihkan/").status_code == 302
    assert not ContactMark.objects.exists()


# -- settings ---------------------------------------------------------------------------------------


def channel_form(address: str, /, **changes: str) -> dict[str, str]:
    return {
        "channel": "sms",
        "active": "1",
        "sender": "DINSOS",
        "url": address,
        "method": "POST",
        "format": "form",
        "number": "62",
        "fields": "to = {nomor}\nmessage = {pesan}\nkey = {kunci}",
        "secret": "k3y-rahasia",
        **changes,
    }


def test_an_office_sets_a_gateway_and_tries_it_and_the_key_is_never_shown(
    client_of, gateway: Gateway
) -> None:
    client = client_of("gazali")
    assert "Belum ada gerbang yang diatur" in text_of(client.get("/pengaturan/pesan/"))
    assert (
        client.post("/pengaturan/pesan/saluran/", channel_form(f"{gateway.url}/kirim")).status_code
        == 302
    )
    row = ChannelSetting.objects.get()
    assert (row.area_code, row.secret) == ("63", "k3y-rahasia")
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM bubuhan_messages_channelsetting")
        assert b"rahasia" not in bytes(cursor.fetchone()[0])
    page = client.get("/pengaturan/pesan/").content.decode()
    assert "{{" not in page
    assert "k3y-rahasia" not in page
    assert "tersimpan, terenkripsi" in page
    gateway.says(200, "ID 77 diterima")
    answer = text_of(
        client.post(f"/pengaturan/pesan/saluran/{row.id}/uji/", {"to": "0899-0000-0001"})
    )
    assert "Diterima gerbang" in answer
    assert "200 ID 77 diterima" in answer
    gateway.says(402, "saldo habis")
    answer = text_of(
        client.post(f"/pengaturan/pesan/saluran/{row.id}/uji/", {"to": "0899-0000-0001"})
    )
    assert "Tidak terkirim" in answer
    assert "402 saldo habis" in answer


def test_a_change_keeps_the_key_and_the_history(client_of, gateway: Gateway) -> None:
    client = client_of("gazali")
    client.post("/pengaturan/pesan/saluran/", channel_form(gateway.url))
    client.post(
        "/pengaturan/pesan/saluran/",
        channel_form(gateway.url, secret="", sender="SOSIAL", reason="Nama baru"),
    )
    now = ChannelSetting.objects.get(valid_to=None)
    assert (now.sender, now.secret) == ("SOSIAL", "k3y-rahasia")
    assert "DINSOS" in text_of(client.get("/pengaturan/pesan/?riwayat=1"))


def test_the_key_goes_to_no_other_address(client_of, gateway: Gateway) -> None:
    client = client_of("gazali")
    client.post("/pengaturan/pesan/saluran/", channel_form(gateway.url))
    elsewhere = channel_form("https://lain.contoh.id/", secret="")
    answer = client.post("/pengaturan/pesan/saluran/", elsewhere)
    assert answer.status_code == 422
    assert "isi kuncinya sekali lagi" in answer.content.decode()
    assert ChannelSetting.objects.get().config["url"] == gateway.url
    elsewhere["secret"] = "kunci-lain"
    assert client.post("/pengaturan/pesan/saluran/", elsewhere).status_code == 302


@pytest.mark.parametrize(
    "changes",
    [
        {"url": "ftp://x"},
        {"url": "https://user:pass@x/"},
        {"fields": "to = {nomor}"},
        {"fields": "bukan pasangan"},
        {"method": "DELETE"},
        {"channel": "merpati"},
        {"channel": "email", "sender": "bukan surel", "host": "x"},
        {"channel": "email", "sender": "a@contoh.id", "host": "x y"},
        {
            "channel": "email",
            "sender": "a@contoh.id",
            "host": "mail.contoh.id",
            "security": "tls",
            "port": "99999",
        },
        {"channel": "whatsapp", "phone_id": "../1"},
        {"channel": "whatsapp", "phone_id": "1", "base": "gopher://x"},
    ],
)
def test_settings_that_cannot_work_are_refused_with_what_to_do(client_of, changes) -> None:
    response = client_of("gazali").post(
        "/pengaturan/pesan/saluran/", channel_form("https://gerbang.contoh.id/", **changes)
    )
    assert response.status_code == 422
    assert not ChannelSetting.objects.exists()


def test_only_a_pengelola_sets_gateways_and_nobody_tries_anothers(
    client_of, set_channel, gateway
) -> None:
    row = set_channel("sms", sms_config(gateway.url), area="64")
    assert (
        client_of("budi")
        .post("/pengaturan/pesan/saluran/", channel_form("https://x.id/"))
        .status_code
        == 403
    )
    assert (
        client_of("gazali")
        .post(f"/pengaturan/pesan/saluran/{row.id}/uji/", {"to": "08990000001"})
        .status_code
        == 404
    )
    assert gateway.got == []


def test_words_are_edited_with_history_and_taken_back(client_of) -> None:
    client = client_of("budi")
    said = {
        "kind": "tawaran_tugas",
        "title": "Tugas baru",
        "text": "Ada tugas di {kecamatan}.",
        "reason": "Singkat",
    }
    assert client.post("/pengaturan/pesan/kata/", said).status_code == 302
    assert "Ada tugas di" in text_of(client.get("/pengaturan/pesan/"))
    assert client.post("/pengaturan/pesan/kata/", said | {"text": "Halo {nama}"}).status_code == 422
    assert (
        client.post("/pengaturan/pesan/kata/bawaan/", {"kind": "tawaran_tugas"}).status_code == 302
    )
    assert Template.objects.filter(valid_to=None).count() == 0
    assert "Singkat" in text_of(client.get("/pengaturan/pesan/?riwayat=1"))


def test_the_page_says_who_is_told_what(client_of) -> None:
    words = text_of(client_of("budi").get("/pengaturan/pesan/"))
    assert "Tawaran tugas baru" in words
    assert "Yang ditawari atau memegang tugas itu" in words
    assert "Semua pelapor kasus itu" in words


# -- one's own --------------------------------------------------------------------------------------


def test_the_bell_counts_and_the_inbox_is_ones_own(client_of, budi, citra) -> None:
    mine = a_message(recipient=key_of(budi), title="Tugas diterima", path="/antrean/")
    a_message(recipient=key_of(citra), title="Bukan untuk Budi")
    client = client_of("budi")
    assert "1 belum dibaca" in client.get("/pemberitahuan/lonceng/").content.decode()
    words = text_of(client.get("/pemberitahuan/"))
    assert "Tugas diterima" in words
    assert "Bukan untuk Budi" not in words
    response = client.get(f"/pemberitahuan/{mine.id}/")
    assert (response.status_code, response["Location"]) == (302, "/antrean/")
    assert "belum dibaca" not in client.get("/pemberitahuan/lonceng/").content.decode()
    assert client_of("citra").get(f"/pemberitahuan/{mine.id}/").status_code == 404


def test_all_are_read_at_once_and_wishes_are_kept(client_of, budi) -> None:
    for _ in range(3):
        a_message(recipient=key_of(budi))
    client = client_of("budi")
    client.post("/pemberitahuan/dibaca/")
    assert not Message.objects.filter(read_at=None).exists()
    client.post("/pemberitahuan/cara/", {"kasus": "harian", "dari": "22:00", "sampai": "05:30"})
    assert Preference.objects.get().paces == {"kasus": "harian"}
    assert client.post("/pemberitahuan/cara/", {"dari": "22:00"}).status_code == 422


def test_a_test_to_oneself_says_when_there_is_no_channel(client_of, budi) -> None:
    client = client_of("budi")
    client.post("/pemberitahuan/uji/")
    assert Message.objects.get().state == "no_channel"
    assert "Belum ada saluran" in client.get("/pemberitahuan/").content.decode()
    codes = [client.post("/pemberitahuan/uji/").status_code for _ in range(6)]
    assert codes == [302] * 5 + [429]


@pytest.mark.parametrize("paces", [{"gosip": "segera"}, {"tugas": "kapan-kapan"}])
def test_wishes_that_are_not_to_be_had(ani, paces) -> None:
    with pytest.raises(Problem) as problem:
        send(ani, "notify.prefer", {"paces": paces})
    assert problem.value.code == "field_invalid"
