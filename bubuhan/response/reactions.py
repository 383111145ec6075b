"""What starts and stops clocks. Every reaction looks at what is true now: order and repeats do not matter."""

from datetime import datetime
from uuid import UUID

from bubuhan.cases.models import Case
from bubuhan.journal.models import Event
from bubuhan.kernel import clock as time
from bubuhan.response import clocks
from bubuhan.response.clocks import Wanted
from bubuhan.response.models import Clock, ClockKind
from bubuhan.response.places import Places


def case_changed(event: Event) -> None:
    """Reaction on every event of a case that may move a deadline, a band, an area or an offer."""
    case = _case(event.subject_id if event.subject_kind == "case" else event.data.get("case", ""))
    if case is not None:
        clocks.follow(case, time.now())


def referral_sent(event: Event) -> None:
    """A partner was asked: until when he should answer comes with the event."""
    answer_by = _moment(event.data.get("answer_by"))
    if answer_by is not None:
        _begin(event, ClockKind.REFERRAL, answer_by)


def referral_unanswered(event: Event) -> None:
    """A partner did not answer in time: the ladder begins, whether we knew the day or not."""
    _begin(event, ClockKind.REFERRAL, event.at)


def referral_answered(event: Event) -> None:
    """Accepted, waiting, declined, done or revoked: nothing is waited for."""
    _stop(ClockKind.REFERRAL, event.subject_id)


def visit_due(event: Event) -> None:
    """A visit that was promised is due."""
    _begin(event, ClockKind.VISIT, event.at)


def visited(event: Event) -> None:
    """Somebody was there: the visit that is named is done, or all that were due."""
    due_id = event.data.get("due_id")
    if due_id:
        _stop(ClockKind.VISIT, due_id)
        return
    running = Clock.objects.select_for_update().filter(
        case_id=event.subject_id, kind=ClockKind.VISIT, stopped_at=None
    )
    clocks.stop(list(running.order_by("id")), time.now())


def review_due(event: Event) -> None:
    """A plan should be looked at again."""
    _begin(event, ClockKind.REVIEW, event.at)


def reviewed(event: Event) -> None:
    """A plan was saved or approved anew."""
    _stop_of_case(event, ClockKind.REVIEW)


def follow_up_due(event: Event) -> None:
    """Three months later: the same short measure again."""
    _begin(event, ClockKind.FOLLOW_UP, event.at)


def measured(event: Event) -> None:
    """The outcome was measured."""
    _stop_of_case(event, ClockKind.FOLLOW_UP)


def _case(raw: object) -> Case | None:
    key = _key(raw)
    return Case.objects.filter(id=key).first() if key else None


def _key(raw: object) -> UUID | None:
    try:
        return UUID(str(raw))
    except ValueError:
        return None


def _moment(raw: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(raw))
    except ValueError:
        return None
    return found if found.tzinfo else None


def _begin(event: Event, kind: str, due_at: datetime) -> None:
    """One clock for the event's subject; one that runs already gets the new day."""
    case = _case(event.subject_id if event.subject_kind == "case" else event.data.get("case"))
    subject = _key(event.subject_id)
    if case is None or subject is None:
        return
    places = Places()
    running = Clock.objects.select_for_update().filter(
        kind=kind, subject_id=subject, stopped_at=None
    )
    found = running.first()
    if found is None:
        clocks.begin(_calm(case, kind), [Wanted(kind, subject, due_at)], time.now(), places)
    elif not found.rung and found.due_at != due_at:
        found.due_at = due_at
        found.next_at = clocks.look_at(kind, found.area_code, clocks.running_of(found), places)
        found.save(update_fields=["due_at", "next_at"])


def _calm(case: Case, kind: str) -> Case:
    """A visit, a review or a measure climbs the calm ladder, however urgent the case once was."""
    if kind != ClockKind.REFERRAL:
        case.band = "rendah"  # not saved: only the clock's own band
    return case


def _stop(kind: str, raw: object) -> None:
    subject = _key(raw)
    if subject is None:
        return
    running = Clock.objects.select_for_update().filter(
        kind=kind, subject_id=subject, stopped_at=None
    )
    clocks.stop(list(running), time.now())


def _stop_of_case(event: Event, kind: str) -> None:
    case_id = _key(event.subject_id if event.subject_kind == "case" else event.data.get("case"))
    if case_id is None:
        return
    running = Clock.objects.select_for_update().filter(case_id=case_id, kind=kind, stopped_at=None)
    clocks.stop(list(running.order_by("id")), time.now())
