"""Office browsers: a small worker, on and off, and an address that the browser changed by itself."""

import base64
import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client

from bubuhan.messages import vapid
from bubuhan.messages.models import PushSubscription

pytestmark = pytest.mark.django_db
OLD, NEW = "https://push.contoh.id/satu", "https://push.contoh.id/dua"


def keys() -> dict[str, str]:
    raw = (
        ec.generate_private_key(ec.SECP256R1())
        .public_key()
        .public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    )
    return {
        "p256dh": base64.urlsafe_b64encode(raw).decode().rstrip("="),
        "auth": base64.urlsafe_b64encode(b"0" * 16).decode().rstrip("="),
    }


def renewed(before: str, endpoint: str = NEW) -> int:
    body = {"before": before, "subscription": {"endpoint": endpoint, "keys": keys()}}
    stranger = Client(enforce_csrf_checks=True)
    answer = stranger.post(
        "/pemberitahuan/ganti/", json.dumps(body), content_type="application/json"
    )
    return answer.status_code


def test_the_worker_stays_out_of_the_pages_way(client_of) -> None:
    answer = client_of("budi").get("/pemberitahuan/pekerja.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert "Service-Worker-Allowed" not in answer  # its scope is /pemberitahuan/ and no more
    assert 'addEventListener("fetch"' not in answer.content.decode()
    assert client_of("budi").get("/pemberitahuan/kunci/").content.decode() == vapid.public_key()
    assert "data-push=" in client_of("budi").get("/pemberitahuan/").content.decode()


def test_on_changed_and_off(client_of) -> None:
    budi = client_of("budi")
    given = {"endpoint": OLD, "label": "Firefox di komputer", **keys()}
    assert budi.post("/pemberitahuan/nyalakan/", given).status_code == 204
    assert renewed("https://push.contoh.id/entah") == 204  # looks like any other
    assert PushSubscription.objects.get().endpoint == OLD
    assert renewed(OLD) == 204
    one = PushSubscription.objects.get()
    assert (one.endpoint, one.label) == (NEW, "Firefox di komputer")
    assert one.endpoint_hash[:16] in budi.get("/pemberitahuan/").content.decode()
    assert budi.post("/pemberitahuan/matikan/", {"endpoint": NEW}).status_code == 204
    assert not PushSubscription.objects.exists()


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{}", b"[" * 4000, b'{"before":1,"subscription":{"keys":{}}}'],
)
def test_what_is_no_subscription_is_refused(client, body) -> None:
    answer = client.post("/pemberitahuan/ganti/", body, content_type="application/json")
    assert answer.status_code == 422
    assert renewed(OLD, "http://169.254.169.254/x") == 422
    assert renewed(OLD, "https://[") == 422
    assert renewed("\ud800") == 422


def test_guessing_addresses_is_slowed(client) -> None:
    assert [renewed(f"https://push.contoh.id/{n}") for n in range(31)][-1] == 429
