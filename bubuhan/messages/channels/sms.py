"""SMS through any HTTP gateway, described by data instead of code.

`{"url", "method": "GET|POST", "format": "form|json", "fields": {name: text}, "headers": {name: text},
"number": "+62|62|0", "success": text, "bad_number": text}`. Texts may hold `{nomor}`, `{pesan}`,
`{pengirim}`, `{kunci}`. `success`: what a good answer contains (empty: any 2xx); `bad_number`: what
the answer contains when the number does not exist.
"""

import json
import re
from typing import Any
from urllib.parse import urlencode

from bubuhan.messages.channels import wire
from bubuhan.messages.channels.base import ANSWER_MOST, Note, Outcome, Setup, by_status
from bubuhan.messages.kinds import Fault

_MARK = re.compile(r"\{(nomor|pesan|pengirim|kunci)\}")
SMS_MOST = 306  # two parts


def send(setup: Setup, address: str, note: Note) -> Outcome:
    """Call the gateway for one number."""
    config = setup.config
    words = " ".join(f"{note.title}. {note.text}".split())
    values = {
        "nomor": as_number(address, str(config.get("number", "+62"))),
        "pesan": words if len(words) <= SMS_MOST else words[: SMS_MOST - 1] + "…",
        "pengirim": setup.sender,
        "kunci": setup.secret,
    }
    fields = _filled(config.get("fields", {}), values)
    headers = _filled(config.get("headers", {}), values)
    url, body = str(config.get("url", "")), None
    if str(config.get("method", "POST")).upper() == "GET":
        method = "GET"
        url += ("&" if "?" in url else "?") + urlencode(fields)
    else:
        method = "POST"
        as_json = config.get("format") == "json"
        body = (json.dumps(fields) if as_json else urlencode(fields)).encode()
        headers["Content-Type"] = (
            "application/json" if as_json else "application/x-www-form-urlencoded"
        )
    try:
        got = wire.request(method, url, headers=headers, body=body)
    except wire.Unreachable as error:
        return wire.failed(error)
    return _read(config, got, setup.secret)


def _read(config: dict[str, Any], got: wire.Answer, secret: str) -> Outcome:
    text = got.text.replace(secret, "•••") if len(secret) > 3 else got.text
    bad, good = str(config.get("bad_number", "")), str(config.get("success", ""))
    if bad and bad in text:
        return Outcome(False, Fault.ADDRESS, f"{got.status} {text}"[:ANSWER_MOST], got.took_ms)
    if 200 <= got.status < 300 and good and good not in text:
        return Outcome(False, Fault.REFUSED, f"{got.status} {text}"[:ANSWER_MOST], got.took_ms)
    return by_status(got.status, text, got.took_ms, got.retry_after)


def _filled(shape: Any, values: dict[str, str]) -> dict[str, str]:
    if not isinstance(shape, dict):
        return {}
    return {
        str(name): _MARK.sub(lambda m: values[m.group(1)], str(text))
        for name, text in shape.items()
    }


def as_number(address: str, form: str) -> str:
    """`+62899…` in the form a gateway wants: `+62`, `62` or `0`."""
    bare = address.removeprefix("+62")
    return {"62": "62" + bare, "0": "0" + bare}.get(form, "+62" + bare)
