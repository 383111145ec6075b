"""A phone as simple as the protocol allows: the other half of the property test.

It keeps a queue, sends from the first unanswered command on, believes only receipts, renumbers when
it is told that a number is taken, and can lose its memory in the three ways phones do.
"""

import copy
import json
from dataclasses import dataclass, field
from typing import Any

from bubuhan.accounts.models import User
from bubuhan.kernel import clock
from bubuhan.kernel.ids import uuid7
from bubuhan.sync.tests.conftest import Phone

BATCH = 4


@dataclass
class Entry:
    """One command in the queue."""

    id: str
    seq: int
    text: str
    outcome: str = ""


@dataclass
class Memory:
    """All that a phone remembers; what a backup of it would hold."""

    queue: list[Entry] = field(default_factory=list)
    next_seq: int = 1
    mirror: dict[str, dict[str, Any]] = field(default_factory=dict)
    after: int = 0


class ModelPhone:
    """Talks to the real server; `told` is every outcome a user of this phone has ever been shown."""

    def __init__(self, user: User, space: str) -> None:
        self.user, self.space = user, space
        self.wire = Phone(user)
        self.memory = Memory()
        self.backup = Memory()
        self.sent: list[str] = []
        self.told: dict[str, str] = {}

    def write(self, text: str) -> None:
        entry = Entry(str(uuid7()), self.memory.next_seq, text)
        self.memory.next_seq += 1
        self.memory.queue.append(entry)

    @property
    def waiting(self) -> list[Entry]:
        return [entry for entry in self.memory.queue if not entry.outcome]

    def push(
        self, *, request_lost: bool = False, answer_lost: bool = False, repeated: bool = False
    ) -> None:
        """One push over a bad line."""
        raw = json.dumps({"device": str(self.wire.device.id), "commands": self._batch()})
        self.sent.append(raw)
        if request_lost:
            return
        answer = self.wire.push_raw(raw)
        if repeated:
            answer = self.wire.push_raw(raw)
        if not answer_lost:
            self._believe(answer.json())

    def late_copy(self, number: int) -> None:
        """A copy of some earlier request reaches the server only now; nobody reads the answer."""
        if self.sent:
            assert self.wire.push_raw(self.sent[number % len(self.sent)]).status_code in {200, 401}

    def pull(self, *, answer_lost: bool = False, limit: int = 3) -> bool:
        """One pull; True when there is more."""
        answer = self.wire.pull(self.space, self.memory.after, limit=limit).json()
        if answer_lost:
            return True
        if answer.get("reset"):
            self.memory.mirror.clear()
        for doc in answer["docs"]:
            if doc.get("gone"):
                self.memory.mirror.pop(doc["id"], None)
            else:
                self.memory.mirror[doc["id"]] = doc["body"]
        self.memory.after = answer["next"]
        more: bool = answer["more"]
        return more

    def save_backup(self) -> None:
        self.backup = copy.deepcopy(self.memory)

    def restore_backup(self) -> None:
        """The maker's cloud puts an old state back, onto the same enrolment."""
        self.memory = copy.deepcopy(self.backup)

    def move_to_a_new_phone(self) -> None:
        """The outbox file is carried to a new phone, which does not know what was answered."""
        self.wire = Phone(self.user)
        queue = [Entry(e.id, n, e.text) for n, e in enumerate(self.memory.queue, start=1)]
        self.memory = Memory(queue, len(queue) + 1)
        self.backup = copy.deepcopy(self.memory)

    def _batch(self) -> list[dict[str, Any]]:
        return [
            {
                "id": entry.id,
                "seq": entry.seq,
                "type": "test.jot.bulk" if entry.seq % 3 else "test.jot",
                "made_at": clock.now().isoformat(),
                "body": {"text": entry.text, "fail": "problem" if "tolak" in entry.text else ""},
            }
            for entry in self.waiting[:BATCH]
        ]

    def _believe(self, answer: dict[str, Any]) -> None:
        by_id = {entry.id: entry for entry in self.memory.queue}
        taken = False
        for receipt in answer["receipts"]:
            entry = by_id.get(receipt["id"])
            if receipt["problem"] and receipt["problem"]["code"] == "seq_conflict":
                taken = True
            elif entry:
                entry.outcome = receipt["outcome"]
                self.told[entry.id] = receipt["outcome"]
        if (
            taken
            or answer["stopped"]
            or (self.waiting and self.waiting[0].seq < answer["next_seq"])
        ):
            self._renumber(answer["next_seq"])

    def _renumber(self, first: int) -> None:
        for seq, entry in enumerate(self.waiting, start=first):
            entry.seq = seq
        self.memory.next_seq = first + len(self.waiting)
