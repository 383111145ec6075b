"""An event with what it is about, each thing read at most once: what `audience` and `actions` work with."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar
from uuid import UUID

from bubuhan.accounts.models import Device
from bubuhan.cases.models import Case
from bubuhan.duty.models import Shift, Swap
from bubuhan.journal.models import Event
from bubuhan.reports.models import Report

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Ids:
    """Persons and accounts."""

    persons: frozenset[UUID] = frozenset()
    users: frozenset[UUID] = frozenset()


@dataclass
class About:
    """An event with what it is about, each read at most once."""

    event: Event
    data: dict[str, Any] = field(init=False)
    _read: dict[tuple[Any, ...], Any] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.data = self.event.data if isinstance(self.event.data, dict) else {}

    @cached_property
    def case(self) -> Case | None:
        """The case the event is about, if any; a report's is the case it opened or joined."""
        raw = self.event.subject_id if self.event.subject_kind == "case" else self.data.get("case")
        found = ids([raw])
        return Case.objects.filter(id__in=found).first() if found else None

    @cached_property
    def report(self) -> Report | None:
        if self.event.subject_kind != "report":
            return None
        return Report.objects.filter(id=self.event.subject_id).first()

    @cached_property
    def swap(self) -> Swap | None:
        found = ids([self.data.get("swap"), self.event.subject_id])
        return Swap.objects.select_related("shift").filter(id__in=found).first()

    @cached_property
    def shift(self) -> Shift | None:
        found = ids([self.data.get("shift"), self.event.subject_id])
        return Shift.objects.filter(id__in=found).first()

    @cached_property
    def doer(self) -> UUID | None:
        """The account that did it, directly or through its phone."""
        found = ids([self.event.actor_id])
        if not found:
            return None
        if self.event.actor_kind == "device":
            return Device.objects.filter(id=found[0]).values_list("user_id", flat=True).first()
        return found[0] if self.event.actor_kind == "user" else None

    @property
    def protected(self) -> bool:
        """Sensitive now, or reported as sensitive."""
        if self.case is not None:
            return self.case.sensitive
        return bool(self.report and self.report.sensitive)

    def once(self, read: Callable[..., Found], *asked: str) -> Found:
        """The same answer for all recipients of this event, read once."""
        key = (read, *asked)
        if key not in self._read:
            self._read[key] = read(*asked)
        found: Found = self._read[key]
        return found

    @property
    def moment(self) -> datetime | None:
        """The time a message may name: when the shift begins, or until when something is due."""
        if self.event.name.endswith(".due_soon"):
            return datetime.fromisoformat(str(self.data["due_at"]))
        if not self.event.name.startswith("duty."):
            return None
        shift = self.swap.shift if self.swap else self.shift
        return shift.starts_at if shift else None


def ids(raw: Iterable[Any]) -> list[UUID]:
    """What can be read as an id."""
    found = []
    for one in raw:
        try:
            found.append(UUID(str(one)))
        except ValueError:
            continue
    return found


# Told to another office than the case's: its hours, its gateways, and no number of a case.
ELSEWHERE = frozenset({"rujukan_masuk", "kepulangan_masuk"})


def office_of(about: About, kind: str = "") -> str:
    """The area whose gateways, words and quiet hours count."""
    if kind in ELSEWHERE:
        return str(about.data.get("to_area", ""))[:13]
    return about.case.area_code if about.case else about.event.area_code
