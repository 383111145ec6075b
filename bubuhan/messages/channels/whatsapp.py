"""WhatsApp in the form of the Cloud API: `POST {base}/{version}/{phone_id}/messages`, template messages.

One approved template with one parameter, our text; business-initiated messages may be nothing else.
Shape of request and error codes: developers.facebook.com/docs/whatsapp/cloud-api (messages, error
codes), as of 2025; other gateways that speak this form work too.
"""

import json
import re

from bubuhan.messages.channels import wire
from bubuhan.messages.channels.base import ANSWER_MOST, Note, Outcome, Setup, by_status
from bubuhan.messages.kinds import Fault

USUAL = {
    "base": "https://graph.facebook.com",
    "version": "v23.0",
    "template": "bubuhan_kabar",
    "language": "id",
}
# 131026 undeliverable, 131030 not among the allowed, 1006/1013 no such account
_NO_SUCH_NUMBER = {131026, 131030, 1006, 1013}
_BUSY = {4, 80007, 130429, 131048, 131056}
_ID = re.compile(r"[A-Za-z0-9._-]{1,40}")


def send(setup: Setup, address: str, note: Note) -> Outcome:
    """Send the template with our text to a number in international form."""
    config = {**USUAL, **{k: v for k, v in setup.config.items() if v}}
    phone_id, version = str(config.get("phone_id", "")), str(config["version"])
    if not _ID.fullmatch(phone_id) or not _ID.fullmatch(version):
        return Outcome(False, Fault.REFUSED, "ID nomor WhatsApp belum diisi dengan benar.")
    words = " ".join(f"{note.title}. {note.text}".split())  # a parameter holds no line breaks
    body = {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": address.lstrip("+"),
        "type": "template",
        "template": {
            "name": config["template"],
            "language": {"code": config["language"]},
            "components": [
                {"type": "body", "parameters": [{"type": "text", "text": words[:1000]}]}
            ],
        },
    }
    url = f"{str(config['base']).rstrip('/')}/{version}/{phone_id}/messages"
    headers = {"Authorization": f"Bearer {setup.secret}", "Content-Type": "application/json"}
    try:
        got = wire.request("POST", url, headers=headers, body=json.dumps(body).encode())
    except wire.Unreachable as error:
        return wire.failed(error)
    return _read(got)


def _read(got: wire.Answer) -> Outcome:
    """The gateway's own error code says more than the status."""
    try:
        said = json.loads(got.text)
    except ValueError:
        said = {}
    error = said.get("error") if isinstance(said, dict) else None
    if not isinstance(error, dict):
        return by_status(got.status, got.text, got.took_ms, got.retry_after)
    code = error.get("code")
    answer = f"{got.status} {code} {error.get('message', '')}".strip()[:ANSWER_MOST]
    if code in _NO_SUCH_NUMBER:
        return Outcome(False, Fault.ADDRESS, answer, got.took_ms)
    if code in _BUSY or got.status == 429:
        return Outcome(False, Fault.BUSY, answer, got.took_ms, got.retry_after)
    fault = Fault.AGAIN if got.status >= 500 else Fault.REFUSED
    return Outcome(False, fault, answer, got.took_ms)
