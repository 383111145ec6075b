"""Each channel against a real peer: what arrives, and how every kind of answer reads."""

import socket
import time
from urllib.parse import parse_qs, urlsplit

import pytest

from bubuhan.messages import vapid
from bubuhan.messages.channels import Note, Setup, mail, push, sms, whatsapp, wire
from bubuhan.messages.kinds import Fault
from bubuhan.messages.tests.conftest import sms_config
from bubuhan.messages.tests.peers import Browser, claims

NOTE = Note(
    "Ada tawaran tugas baru",
    "Ada tawaran tugas di Kec. Banjarmasin Barat.",
    "/app/#/kasus/1",
    "abc",
    True,
)
NUMBER = "+6289900000001"


# -- web push ---------------------------------------------------------------------------------------


def test_a_push_is_signed_by_us_and_only_its_browser_can_read_it(push_service) -> None:
    browser = Browser(f"{push_service.url}/langganan/1")
    outcome = push.send(Setup(), browser.subscription, NOTE)
    assert outcome.ok, outcome
    got = push_service.got[0]
    said = claims(got, vapid.public_key(), push_service.url)
    assert said["sub"].startswith("mailto:")
    assert browser.read(got) == {
        "judul": NOTE.title,
        "isi": NOTE.text,
        "buka": "/app/#/kasus/1",
        "tanda": "abc",
    }
    assert got.headers["Urgency"] == "high"
    assert int(got.headers["Ttl"] if "Ttl" in got.headers else got.headers["TTL"]) > 0
    assert NOTE.text.encode() not in got.body
    with pytest.raises(Exception):  # noqa: B017  (whatever the library says: it is not readable)
        Browser("x").read(got)


@pytest.mark.parametrize(
    ("status", "fault"),
    [
        (404, Fault.GONE),
        (410, Fault.GONE),
        (413, Fault.REFUSED),
        (429, Fault.BUSY),
        (503, Fault.AGAIN),
    ],
)
def test_answers_of_a_push_service(push_service, status, fault) -> None:
    push_service.says(status, "x", Retry_After="120")
    outcome = push.send(Setup(), Browser(push_service.url).subscription, NOTE)
    assert (outcome.ok, outcome.fault) == (False, fault)
    if status == 429:
        assert outcome.retry_after == 120


def test_keys_that_are_none_end_the_subscription(push_service) -> None:
    broken = {"endpoint": push_service.url, "p256dh": "AAAA", "auth": "AAAA"}
    assert push.send(Setup(), broken, NOTE).fault == Fault.GONE
    assert push_service.got == []


def test_a_push_endpoint_may_never_lead_into_our_own_network(settings, push_service) -> None:
    settings.BUBUHAN_PUSH_PEERS = frozenset()
    for endpoint in (
        push_service.url,
        "https://127.0.0.1/x",
        "https://169.254.169.254/x",
        "https://[::1]/x",
        "https://10.0.0.8/x",
    ):
        outcome = push.send(Setup(), Browser(endpoint).subscription, NOTE)
        assert (outcome.ok, outcome.fault) == (False, Fault.REFUSED)
    assert push_service.got == []


# -- WhatsApp ---------------------------------------------------------------------------------------


def _cloud(gateway, **changes) -> Setup:
    config = {
        "base": gateway.url,
        "version": "v23.0",
        "phone_id": "1090",
        "template": "kabar",
        **changes,
    }
    return Setup(config=config, secret="token-rahasia")


def test_whatsapp_sends_a_template_message_in_the_cloud_api_form(gateway) -> None:
    gateway.says(200, '{"messages":[{"id":"wamid.1"}]}')
    assert whatsapp.send(_cloud(gateway), NUMBER, NOTE).ok
    got = gateway.got[0]
    assert (got.method, got.path) == ("POST", "/v23.0/1090/messages")
    assert got.headers["Authorization"] == "Bearer token-rahasia"
    body = got.json
    assert (body["messaging_product"], body["to"], body["type"]) == (
        "whatsapp",
        "6289900000001",
        "template",
    )
    assert body["template"]["language"] == {"code": "id"}
    parameter = body["template"]["components"][0]["parameters"][0]
    assert parameter["type"] == "text"
    assert NOTE.text in parameter["text"]


@pytest.mark.parametrize(
    ("status", "text", "fault"),
    [
        (400, '{"error":{"code":131026,"message":"Message undeliverable"}}', Fault.ADDRESS),
        (400, '{"error":{"code":131056,"message":"pair rate limit"}}', Fault.BUSY),
        (401, '{"error":{"code":190,"message":"token expired"}}', Fault.REFUSED),
        (500, '{"error":{"code":131000,"message":"Something went wrong"}}', Fault.AGAIN),
        (429, "too many", Fault.BUSY),
        (502, "<html>", Fault.AGAIN),
    ],
)
def test_answers_of_whatsapp(gateway, status, text, fault) -> None:
    gateway.says(status, text)
    outcome = whatsapp.send(_cloud(gateway), NUMBER, NOTE)
    assert (outcome.ok, outcome.fault) == (False, fault)
    assert str(status) in outcome.answer


# -- SMS --------------------------------------------------------------------------------------------


def test_an_sms_gateway_is_called_as_its_office_described_it(gateway) -> None:
    assert sms.send(Setup("DINSOS", sms_config(gateway.url), "k3y"), NUMBER, NOTE).ok
    fields = parse_qs(gateway.got[0].body.decode())
    assert fields["to"] == ["6289900000001"]
    assert fields["key"] == ["k3y"]
    assert NOTE.text in fields["message"][0]


def test_an_sms_gateway_may_want_get_or_json(gateway) -> None:
    asked = sms_config(
        gateway.url,
        method="GET",
        number="0",
        fields={"n": "{nomor}", "t": "{pesan}", "s": "{pengirim}"},
    )
    assert sms.send(Setup("DINSOS", asked), NUMBER, NOTE).ok
    query = parse_qs(urlsplit(gateway.got[0].path).query)
    assert (query["n"], query["s"]) == (["089900000001"], ["DINSOS"])
    said = sms_config(gateway.url, format="json", headers={"X-Key": "{kunci}"})
    assert sms.send(Setup("", said, "k3y"), NUMBER, NOTE).ok
    assert gateway.got[1].json["to"] == "6289900000001"
    assert gateway.got[1].headers["X-Key"] == "k3y"


@pytest.mark.parametrize(
    ("status", "text", "fault"),
    [
        (200, "ERR saldo habis", Fault.REFUSED),
        (200, "ERR nomor tidak terdaftar", Fault.ADDRESS),
        (403, "kunci salah", Fault.REFUSED),
        (429, "pelan", Fault.BUSY),
        (500, "rusak", Fault.AGAIN),
    ],
)
def test_answers_of_an_sms_gateway(gateway, status, text, fault) -> None:
    gateway.says(status, text)
    config = sms_config(gateway.url, success="OK", bad_number="tidak terdaftar")
    outcome = sms.send(Setup("", config), NUMBER, NOTE)
    assert (outcome.ok, outcome.fault) == (False, fault)
    assert text in outcome.answer


def test_a_secret_that_comes_back_in_an_answer_is_not_kept(gateway) -> None:
    gateway.says(400, "bad key s3cr3t-key")
    outcome = sms.send(Setup("", sms_config(gateway.url), "s3cr3t-key"), NUMBER, NOTE)
    assert "s3cr3t" not in outcome.answer


def test_a_gateway_that_never_answers_does_not_hold_us(gateway) -> None:
    def slow(_):
        time.sleep(1.2)  # longer than our patience in tests
        return 200, "OK", {}

    gateway.answer = slow
    outcome = sms.send(Setup("", sms_config(gateway.url)), NUMBER, NOTE)
    assert (outcome.ok, outcome.fault) == (False, Fault.AGAIN)
    assert "batas waktu" in outcome.answer


def test_a_gateway_that_is_not_there(gateway) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    outcome = sms.send(Setup("", sms_config(f"http://127.0.0.1:{port}")), NUMBER, NOTE)
    assert (outcome.ok, outcome.fault) == (False, Fault.AGAIN)


# -- the guard --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "http://contoh.invalid/x",  # plain http
        "ftp://127.0.0.1/x",
        "https://user:x@127.0.0.1/",
        "https:///tanpa-nama",
        "https://127.0.0.1/x",
        "https://localhost/x",
        "https://169.254.169.254/latest/meta-data",
        "https://10.1.2.3/x",
        "https://[::ffff:127.0.0.1]/x",
        "https://0.0.0.0/x",
        "https://100.64.0.1/x",
    ],
)
def test_only_public_hosts_and_those_the_operator_named(settings, url) -> None:
    settings.BUBUHAN_GATEWAYS = frozenset()
    with pytest.raises(wire.Unreachable) as error:
        wire.request("POST", url, headers={})
    assert error.value.fault == Fault.REFUSED


def test_a_redirect_is_not_followed(gateway) -> None:
    gateway.says(302, "", Location="http://127.0.0.1:1/dalam")
    outcome = sms.send(Setup("", sms_config(gateway.url)), NUMBER, NOTE)
    assert (outcome.ok, outcome.fault) == (False, Fault.REFUSED)
    assert len(gateway.got) == 1


# -- e-mail -----------------------------------------------------------------------------------------


def _post_office(box, **changes) -> Setup:
    config = {"host": "127.0.0.1", "port": box.port, "security": "none", **changes}
    return Setup("dinsos@contoh.invalid", config)


def test_a_letter_arrives_as_plain_text_with_the_link_to_the_page(mailbox, settings) -> None:
    settings.BUBUHAN_ADDRESS = "https://bubuhan.contoh.invalid"
    assert mail.send(_post_office(mailbox), "budi@contoh.invalid", NOTE).ok
    envelope = mailbox.got[0]
    assert envelope.rcpt_tos == ["budi@contoh.invalid"]
    import email
    from email import policy

    letter = email.message_from_bytes(envelope.content, policy=policy.default)
    assert letter["Subject"] == NOTE.title
    assert letter["Auto-Submitted"] == "auto-generated"
    words = letter.get_content()
    assert NOTE.text in words
    assert "https://bubuhan.contoh.invalid/app/#/kasus/1" in words


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        ("550 Mailbox tidak ada", Fault.ADDRESS),
        ("451 Coba lagi nanti", Fault.AGAIN),
    ],
)
def test_answers_of_a_mail_server(mailbox, answer, fault) -> None:
    mailbox.refuse["budi@contoh.invalid"] = answer
    outcome = mail.send(_post_office(mailbox), "budi@contoh.invalid", NOTE)
    assert (outcome.ok, outcome.fault) == (False, fault)
    assert answer in outcome.answer


def test_a_mail_server_without_starttls_gets_no_password(mailbox) -> None:
    outcome = mail.send(
        _post_office(mailbox, security="starttls", user="u"), "b@contoh.invalid", NOTE
    )
    assert (outcome.ok, outcome.fault) == (False, Fault.REFUSED)
    assert mailbox.got == []


def test_an_address_cannot_break_out_of_its_header(mailbox) -> None:
    outcome = mail.send(_post_office(mailbox), "b@contoh.invalid\nBcc: x@contoh.invalid", NOTE)
    assert not outcome.ok
    assert mailbox.got == []


@pytest.mark.parametrize(
    ("address", "inside"),
    [
        ("8.8.8.8", False), ("2606:4700::1111", False), ("64:ff9b::808:808", False),
        ("127.0.0.1", True), ("169.254.169.254", True), ("100.64.0.1", True), ("::1", True),
        ("fd00::1", True), ("::ffff:10.0.0.1", True), ("64:ff9b::a00:1", True),
        ("2002:a00:1::1", True), ("::127.0.0.1", True), ("224.0.0.1", True),
    ],
)  # fmt: skip
def test_addresses_of_the_own_network_are_known_in_every_dress(address, inside) -> None:
    if inside:
        with pytest.raises(wire.Unreachable, match="jaringan dalam"):
            wire.judged(address, 443, own=())
    else:
        assert wire.judged(address, 443, own=()) == address
