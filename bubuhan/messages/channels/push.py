"""Web push: RFC 8030 (delivery), RFC 8291 (aes128gcm), RFC 8292 (VAPID).

The address is `{"endpoint", "p256dh", "auth"}`. The payload says little: a title, a line, where to
open; the service worker shows it also on a locked phone.
"""

import json
from collections.abc import Mapping
from urllib.parse import urlsplit

from django.conf import settings

from bubuhan.messages import vapid
from bubuhan.messages.channels import wire
from bubuhan.messages.channels.base import Note, Outcome, Setup, by_status
from bubuhan.messages.kinds import Fault

_TTL, _TTL_URGENT = 24 * 3600, 2 * 3600


def send(setup: Setup, address: Mapping[str, str], note: Note) -> Outcome:
    """Encrypt for this browser and hand it to its push service; 404 and 410 end the subscription."""
    from py_vapid import VapidException
    from pywebpush import WebPushException  # 15 MB, and only the worker pushes

    payload = {"judul": note.title, "isi": note.text, "buka": note.path, "tanda": note.tag}
    try:
        body = encrypted(address, json.dumps(payload, ensure_ascii=False).encode())
    except (WebPushException, ValueError, IndexError):
        return Outcome(False, Fault.GONE, "Kunci langganan tidak sah.")
    parts = urlsplit(address["endpoint"])
    try:
        signed = vapid.headers(f"{parts.scheme}://{parts.netloc}", setup.sender)
    except VapidException:
        return Outcome(False, Fault.REFUSED, "Alamat langganan tidak wajar.")
    headers = {
        **signed,
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(_TTL_URGENT if note.urgent else _TTL),
        "Urgency": "high" if note.urgent else "normal",
    }
    if note.tag:
        headers["Topic"] = note.tag[:32]
    try:
        got = wire.request(
            "POST", address["endpoint"], headers=headers, body=body, own=settings.BUBUHAN_PUSH_PEERS
        )
    except wire.Unreachable as error:
        return wire.failed(error)
    if got.status in (404, 410):
        return Outcome(False, Fault.GONE, f"{got.status} langganan berakhir", got.took_ms)
    return by_status(got.status, got.text, got.took_ms, got.retry_after)


def encrypted(address: Mapping[str, str], payload: bytes) -> bytes:
    """The payload as only this browser can read it. Raises on keys that are none."""
    keys = {"p256dh": address["p256dh"], "auth": address["auth"]}
    from pywebpush import WebPusher

    pusher = WebPusher({"endpoint": address["endpoint"], "keys": keys})
    body: bytes = pusher.encode(payload, "aes128gcm")["body"]
    return body
