"""A phone to test with, and a command type of the tests' own."""

import json
from collections.abc import Callable, Iterator
from typing import Any, Literal
from uuid import UUID

import pytest
from django.test import Client
from pydantic import BaseModel, ConfigDict, Field

from bubuhan import journal
from bubuhan.accounts.actions import spaces_of
from bubuhan.accounts.models import Device, User
from bubuhan.journal import Touch
from bubuhan.journal.models import Event
from bubuhan.kernel import clock, commands, crypto, documents
from bubuhan.kernel.commands import CommandContext, CommandType
from bubuhan.kernel.documents import Doc
from bubuhan.kernel.ids import uuid7
from bubuhan.kernel.problems import Problem


class Jot(BaseModel):
    """A note; `fail` makes its handler fail in the named way after it has written."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(title="catatan", min_length=1, max_length=5000)
    fail: Literal["", "problem", "bug"] = ""


def jot(context: CommandContext, body: Jot) -> dict[str, Any]:
    """Writes an event whose primary key is the command's, and touches a document of Ani's area."""
    Event.objects.create(
        id=context.command_id,
        at=context.received_at,
        name="test.jot",
        actor_kind=context.ref.kind,
        actor_id=context.ref.id,
        actor_name=context.ref.name,
        subject_kind="jot",
        subject_id=str(context.command_id),
        data={"text": body.text, "offset": context.clock_offset_ms},
    )
    touched = [Touch("63.71.03", "jot", str(context.command_id))]
    journal.record(
        "test.jotted", actor=context.ref, subject=("jot", context.command_id), touched=touched
    )
    if body.fail == "problem":
        raise Problem("conflict", "text")
    if body.fail == "bug":
        raise ZeroDivisionError("a bug in a handler")
    return {"length": len(body.text)}


def jot_many(pairs: Any) -> None:
    for context, body in pairs:
        jot(context, body)


def jot_documents(actor: Any, ids: Any) -> dict[str, Doc]:
    rows = Event.objects.filter(name="test.jot", subject_id__in=ids)
    return {row.subject_id: Doc(row.subject_id, 1, {"text": row.data["text"]}) for row in rows}


@pytest.fixture(autouse=True)
def _test_types() -> Iterator[None]:
    commands.register(
        CommandType("test.jot", Jot, jot), CommandType("test.jot.bulk", Jot, jot, bulk=jot_many)
    )
    documents.registry["jot"] = jot_documents
    yield
    del commands.registry["test.jot"], commands.registry["test.jot.bulk"], documents.registry["jot"]


class Phone:
    """An enrolled phone that numbers its commands and remembers nothing else."""

    def __init__(self, user: User) -> None:
        self.token = f"token-{uuid7().hex}"
        self.device = Device.objects.create(
            user=user,
            name="HP uji",
            token_hash=crypto.token_hash(self.token),
            spaces=spaces_of(user.area_code, user.person_id),
            enrolled_at=clock.now(),
        )
        self.seq = 0
        self.http = Client(raise_request_exception=False)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def command(self, text: str = "halo", **change: Any) -> dict[str, Any]:
        """The next command; `change` replaces parts of its envelope."""
        self.seq += 1
        return {
            "id": str(uuid7()),
            "seq": self.seq,
            "type": "test.jot",
            "made_at": clock.now().isoformat(),
            "body": {"text": text},
        } | change

    def push(self, *commands: dict[str, Any], **more: Any) -> Any:
        return self.push_raw(
            json.dumps({"device": str(self.device.id), "commands": commands} | more)
        )

    def push_raw(self, raw: str | bytes) -> Any:
        return self.http.post("/sync/v1/push", raw, "application/json", headers=self.headers)

    def pull(self, space: str, after: int = 0, **more: Any) -> Any:
        query: dict[str, Any] = {"space": space, "after": after} | more
        return self.http.get("/sync/v1/pull", query, headers=self.headers)

    def put(self, name: str, data: bytes, span: str = "", mime: str = "image/jpeg") -> Any:
        headers = self.headers | ({"Content-Range": span} if span else {})
        return self.http.put(f"/files/{name}", data, mime, headers=headers)


@pytest.fixture
def make_phone(make_user) -> Callable[..., Phone]:
    return lambda key="ani": Phone(make_user(key))


@pytest.fixture
def phone(make_phone) -> Phone:
    made: Phone = make_phone()
    return made


def jots() -> dict[UUID, str]:
    """What the test commands have written."""
    return {e.id: e.data["text"] for e in Event.objects.filter(name="test.jot")}


def outcomes(response: Any) -> list[str]:
    assert response.status_code == 200, response.content
    return [r["outcome"] for r in response.json()["receipts"]]
