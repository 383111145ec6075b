"""A phone of a known person, as the server sees one."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from bubuhan.accounts.actions import spaces_of
from bubuhan.accounts.models import Device, User
from bubuhan.kernel import clock, crypto
from bubuhan.kernel.ids import uuid7


class Phone:
    """Sends one command at a time and reads its owner's own space."""

    def __init__(self, user: User) -> None:
        token = f"token-{uuid7().hex}"
        self.space = f"mine:{user.person_id}"
        self.device = Device.objects.create(
            user=user,
            name="HP uji",
            token_hash=crypto.token_hash(token),
            spaces=spaces_of(user.area_code, user.person_id),
            enrolled_at=clock.now(),
        )
        self.seq, self.http = 0, Client()
        self.headers = {"Authorization": f"Bearer {token}"}

    def send(self, kind: str, body: dict[str, Any]) -> dict[str, Any]:
        """The receipt of one command."""
        self.seq += 1
        command = {
            "id": str(uuid7()),
            "seq": self.seq,
            "type": kind,
            "made_at": clock.now().isoformat(),
            "body": body,
        }
        sent = json.dumps({"device": str(self.device.id), "commands": [command]})
        answer = self.http.post("/sync/v1/push", sent, "application/json", headers=self.headers)
        receipt: dict[str, Any] = answer.json()["receipts"][0]
        return receipt

    def document(self, kind: str, doc_id: str) -> Any:
        """The body of one of its owner's documents; None when it is gone."""
        query: dict[str, Any] = {"space": self.space, "after": 0, "limit": 500}
        docs = self.http.get("/sync/v1/pull", query, headers=self.headers).json()["docs"]
        found = [doc for doc in docs if (doc["kind"], doc["id"]) == (kind, doc_id)]
        assert found, f"no {kind} {doc_id} among {[d['kind'] for d in docs]}"
        return found[0].get("body")


@pytest.fixture
def phone_of(users) -> Callable[[str], Phone]:
    return lambda key: Phone(users[key])
