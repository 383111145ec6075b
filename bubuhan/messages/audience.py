"""Who an event is about: one small function per word of `telling.WHO`. Ids only; nothing is told here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar
from uuid import UUID

from bubuhan.accounts.models import Device, User
from bubuhan.accounts.policy import Role
from bubuhan.cases.models import Assignment, Case, CaseHandler, CaseReport
from bubuhan.duty.models import Shift, Swap
from bubuhan.duty.queries import above, on_duty
from bubuhan.journal.models import Event
from bubuhan.kernel import clock
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
        """The time a message may name: when the shift begins."""
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


def _offered(about: About) -> Ids:
    return Ids(frozenset(ids([about.data.get("person") or about.data.get("person_id")])))


def _lost(about: About) -> Ids:
    """Whose open tasks ended in the very moment of the event."""
    if about.case is None:
        return Ids()
    gone = Assignment.objects.filter(
        case=about.case, state=Assignment.State.WITHDRAWN, ended_at=about.event.at
    )
    return Ids(frozenset(gone.values_list("person_id", flat=True)))


def _responders(about: About) -> Ids:
    if about.case is None:
        return Ids()
    holds = Assignment.objects.filter(case=about.case, state=Assignment.State.ACCEPTED)
    return Ids(frozenset(holds.values_list("person_id", flat=True)))


def _desk(about: About) -> Ids:
    """Who is on duty for the place; of a protected case only who has taken it, or who dispatched."""
    case = about.case
    if case is None:
        return Ids()
    if not case.sensitive:
        crew = on_duty(case.area_code, clock.now())
        if crew:
            return Ids(frozenset(one.person_id for one in crew))
    taken = CaseHandler.objects.filter(case=case, released_at=None)
    handlers = frozenset(taken.values_list("user_id", flat=True))
    if handlers:
        return Ids(users=handlers)
    sent = Event.objects.filter(
        subject_kind="case", subject_id=str(case.id), name="case.dispatched", actor_kind="user"
    )
    last = sent.order_by("-id").values_list("actor_id", flat=True).first()
    return Ids(users=frozenset(ids([last])))


def _named(about: About) -> Ids:
    data = about.data
    persons = [*data.get("persons", ()), data.get("person_id"), data.get("person")]
    return Ids(frozenset(ids(persons)), frozenset(ids(data.get("users", ()))))


def _heads(about: About) -> Ids:
    place = about.case.area_code if about.case else about.event.area_code
    heads = User.objects.filter(
        role=Role.PIMPINAN, is_active=True, area_code__in=[c for c in above(place) if c]
    )
    return Ids(users=frozenset(heads.values_list("id", flat=True)))


def _swap_asked(about: About) -> Ids:
    colleague = about.swap.colleague_id if about.swap else None
    return Ids(frozenset([colleague])) if colleague else Ids()


def _swap_asker(about: About) -> Ids:
    return Ids(frozenset([about.swap.asker_id])) if about.swap else Ids()


def _shift_holder(about: About) -> Ids:
    return Ids(frozenset([about.shift.person_id])) if about.shift else _offered(about)


def _referrers(about: About) -> Ids:
    """Who works on the case, who took it, and who sent the referral."""
    case = about.case
    if case is None:
        return Ids()
    taken = CaseHandler.objects.filter(case=case, released_at=None)
    users = {*taken.values_list("user_id", flat=True), *ids([about.data.get("sent_by")])}
    if not users:
        sent = Event.objects.filter(
            subject_kind="referral", subject_id=about.event.subject_id, name="referral.sent"
        )
        users = set(ids(sent.filter(actor_kind="user").values_list("actor_id", flat=True)))
    return Ids(_responders(about).persons, frozenset(users))


def _reporter(about: About) -> Ids:
    report = about.report
    if report is None:
        return Ids()
    if report.reporter_id:
        return Ids(frozenset([report.reporter_id]))
    return Ids(users=frozenset([report.user_id]))


def _reporters(about: About) -> Ids:
    if about.case is None:
        return Ids()
    links = CaseReport.objects.filter(case=about.case).exclude(reporter_id=None)
    return Ids(frozenset(p for p in links.values_list("reporter_id", flat=True) if p))


AUDIENCES: dict[str, Callable[[About], Ids]] = {
    "offered": _offered,
    "lost": _lost,
    "responders": _responders,
    "desk": _desk,
    "named": _named,
    "heads": _heads,
    "swap_asked": _swap_asked,
    "swap_asker": _swap_asker,
    "shift_holder": _shift_holder,
    "referrers": _referrers,
    "reporter": _reporter,
    "reporters": _reporters,
}


def office_of(about: About) -> str:
    """The area whose gateways, words and quiet hours count."""
    return about.case.area_code if about.case else about.event.area_code
