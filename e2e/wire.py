"""A phone without a screen: enrols, sends and fetches over plain HTTP, as many of them as a story needs."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime
from random import choice
from typing import Any
from uuid import UUID

from bubuhan.kernel.ids import uuid7

PATIENCE_SECONDS = 90.0


class WirePhone:
    """One enrolled device. Commands are numbered as a phone numbers them."""

    def __init__(self, url: str, code: str) -> None:
        self.url, self.seq = url, 0
        told = self._ask("POST", "/sync/v1/enrol", {"code": code, "device_name": "HP kawat"})
        self.device, self.token, self.spaces = told["device"], told["token"], told["spaces"]
        self.person = told["person"]
        self.docs: dict[tuple[str, str], dict[str, Any]] = {}
        self.positions = dict.fromkeys(self.spaces, 0)

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        head = {"Content-Type": "application/json"}
        if getattr(self, "token", ""):
            head["Authorization"] = f"Bearer {self.token}"
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.url + path, data, head, method=method)  # noqa: S310
        for wait in (0.2, 0.5, 1.0, 2.0, 4.0, 0.0):
            try:
                with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
                    return json.loads(answer.read())
            except urllib.error.HTTPError as error:  # "try again", as a phone does
                if error.code != 503 or not wait:
                    raise AssertionError(f"{path}: {error.code} {error.read()!r}") from None
                time.sleep(wait)
        raise AssertionError("unreachable")

    def push(self, *commands: tuple[str, dict[str, Any]]) -> list[dict[str, Any]]:
        """Send commands in order; returns the receipts."""
        now, sent = datetime.now(UTC).isoformat(), []
        for kind, body in commands:
            self.seq += 1
            sent.append(
                {"id": str(uuid7()), "seq": self.seq, "type": kind, "made_at": now, "body": body}
            )
        batch = {"device": self.device, "sent_at": now, "commands": sent}
        receipts: list[dict[str, Any]] = self._ask("POST", "/sync/v1/push", batch)["receipts"]
        return receipts

    def report(self, name: str, story: str, **more: Any) -> UUID:
        """Send one report from where its holder serves; returns its id. Fails unless accepted."""
        body = {
            "kind": "kasus",
            "story": story,
            "need": "lansia_terlantar",
            "place": {"area_code": self.person["area_code"]},
            "subject": {"name": name},
            "signs": {},
            "consent": {"given": True},
            "files": [],
        } | more
        receipt = self.push(("report.submit", body))[0]
        assert receipt["outcome"] == "accepted", receipt
        return UUID(receipt["id"])

    def pull(self) -> None:
        """Fetch what changed in all its spaces."""
        for space in self.spaces:
            while True:
                answer = self._ask(
                    "GET", f"/sync/v1/pull?space={space}&after={self.positions[space]}"
                )
                for doc in answer["docs"]:
                    key = (doc["kind"], doc["id"])
                    if doc.get("gone"):
                        self.docs.pop(key, None)
                    else:
                        self.docs[key] = doc["body"]
                self.positions[space] = answer["next"]
                if not answer["more"]:
                    break

    def until(self, found: Callable[["WirePhone"], Any]) -> Any:
        """Pull until `found` says yes; the worker behind the server needs its moment."""
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            self.pull()
            if result := found(self):
                return result
            time.sleep(0.3)
        raise AssertionError("what was waited for did not come")

    def case_of(self, report: UUID) -> str:
        """The id of the case that a report opened or joined."""
        found: str = self.until(lambda p: p.docs.get(("report", str(report)), {}).get("case_id"))
        return found


def flood_story() -> str:
    """What is reported on a flood evening, never twice the same words."""
    water = choice(
        ("setinggi lutut", "setinggi pinggang", "sudah masuk kamar", "deras dari sungai")
    )
    who = choice(("dua anak kecil", "nenek yang sakit", "bayi", "lima orang di loteng"))
    return f"Air {water}, di dalam ada {who}, belum ada yang menjemput."
