"""What may this actor see of this case? One rule for queue, detail, documents, files and search.

full     everything                       who works on it, took it, broke its glass (three hours, to read its
                                          own pages only), or (not sensitive) reported it or has it in the
                                          area of his office
summary  name, desa, need, band, state    volunteers of the same kecamatan; from elsewhere, who sent
                                          a report that joined it
masked   initials and kecamatan, no need  a sensitive case, for everybody who is not assigned
none     nothing
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db.models import Value

from bubuhan.accounts.policy import Actor, Role
from bubuhan.cases.models import (
    MOST_BEYOND,
    OFFICE_ROLES,
    Assignment,
    BrokenGlass,
    Case,
    CaseHandler,
    CaseReport,
    State,
)
from bubuhan.geo.codes import kecamatan_of
from bubuhan.kernel import clock

Level = Literal["full", "summary", "masked", "none"]
PROTECTED = "Kasus dilindungi"


def access(actor: Actor, case: Case) -> Level:
    """The level of one case on its own pages (four small queries at most).

    Here alone a broken glass counts: no list, figure or file of many cases shows what it opened,
    and nothing is written through it.
    """
    handled = handled_ids(actor, [case.id]) | opened(actor, case)
    return levels(actor, [case], handled=handled)[case.id]


def levels(
    actor: Actor,
    cases: Sequence[Case],
    *,
    handled: Collection[UUID] | None = None,
    held: Collection[UUID] | None = None,
) -> dict[UUID, Level]:
    """The level of many cases at once, in at most three queries.

    A caller that already knows which cases the actor took (`handled`) or works on (`held`) says so.
    """
    if actor.role == Role.PENGELOLA:
        return {case.id: "none" for case in cases}
    outside = [case.id for case in cases if not in_office(actor, case)]
    unclear = outside + [case.id for case in cases if case.sensitive and in_office(actor, case)]
    if handled is None:
        handled = handled_ids(actor, unclear)
    if held is None:
        held = _held(actor, unclear)
    reported = _reported(actor, outside)  # adds nothing to what an office sees in its own area
    return {
        case.id: _level(actor, case, case.id in held, case.id in handled, reported.get(case.id))
        for case in cases
    }


def in_office(actor: Actor, case: Case) -> bool:
    """An office role with the case's area in scope."""
    return actor.role in OFFICE_ROLES and actor.covers(case.area_code)


def _level(actor: Actor, case: Case, held: bool, handled: bool, reported: bool | None) -> Level:
    """`reported`: None not at all, True his report opened it, False his report joined it.

    A name and a desa are all a report needs to join a case, so from afar that opens nothing.
    """
    if handled:
        return "full"
    finished = case.state in (State.CLOSED, State.REJECTED)
    if held and not (case.sensitive and finished):
        return "full"
    office, neighbour = in_office(actor, case), _neighbour(actor, case)
    told = reported or (reported is False and neighbour)
    if not case.sensitive and (told or office):
        return "full"
    if office or (held and case.sensitive) or neighbour or reported is not None:
        return "masked" if case.sensitive else "summary"
    return "none"


def _neighbour(actor: Actor, case: Case) -> bool:
    """A volunteer or desa-level coordinator of the same kecamatan."""
    own = kecamatan_of(actor.area)
    return bool(own) and own == kecamatan_of(case.area_code)


@dataclass(frozen=True, slots=True)
class Reach:
    """Cases of an officer by name: `own` he took; `beyond` are those (or given to him) that his area does not bring."""

    own: frozenset[UUID]
    beyond: frozenset[UUID]


def reach(actor: Actor) -> Reach:
    """Both in one query, for a page that asks more than one thing."""
    columns = ("case_id", "case__area_code", "case__sensitive")
    handled = CaseHandler.objects.filter(user_id=actor.user_id, released_at=None)
    rows = handled.annotate(took=Value(True)).values_list(*columns, "took")
    if actor.person_id is not None:
        tasks = Assignment.objects.filter(person_id=actor.person_id, state__in=Assignment.HOLDING)
        rows = rows.union(tasks.annotate(took=Value(False)).values_list(*columns, "took"))
    found = list(rows)
    desa = len(actor.area) > 8  # its lists show no sensitive case
    beyond = [
        key for key, area, sensitive, _ in found if not actor.covers(area) or (desa and sensitive)
    ]
    own = frozenset(key for key, *_, took in found if took)
    return Reach(own, frozenset(beyond[:MOST_BEYOND]))


def handled_ids(actor: Actor, ids: Sequence[UUID] | None = None) -> set[UUID]:
    """Cases this officer took responsibility for: all, or among `ids`."""
    rows = CaseHandler.objects.filter(user_id=actor.user_id, released_at=None)
    if ids is not None:
        if not ids:
            return set()
        rows = rows.filter(case_id__in=ids)
    return set(rows.values_list("case_id", flat=True))


def opened(actor: Actor, case: Case) -> set[UUID]:
    """The case itself when this officer broke its glass and reads; a copy on a phone would outlive the hours."""
    if not case.sensitive or actor.writing or actor.device_id is not None:
        return set()
    mine = BrokenGlass.objects.filter(case=case, user_id=actor.user_id, until__gt=clock.now())
    return {case.id} if mine.exists() else set()


def open_glass(actor: Actor, case: Case, now: datetime) -> datetime | None:
    """Until when this actor reads the case only because he broke its glass; None otherwise."""
    took = CaseHandler.objects.filter(case=case, user_id=actor.user_id, released_at=None)
    mine = BrokenGlass.objects.filter(case=case, user_id=actor.user_id, until__gt=now)
    return None if took.exists() else mine.values_list("until", flat=True).first()


def _held(actor: Actor, ids: Sequence[UUID]) -> set[UUID]:
    if actor.person_id is None or not ids:
        return set()
    rows = Assignment.objects.filter(
        case_id__in=ids, person_id=actor.person_id, state__in=Assignment.HOLDING
    )
    return set(rows.values_list("case_id", flat=True))


def _reported(actor: Actor, ids: Sequence[UUID]) -> dict[UUID, bool]:
    """Cases he reported, and whether it was his report that opened them."""
    if actor.person_id is None or not ids:
        return {}
    rows = CaseReport.objects.filter(case_id__in=ids, reporter_id=actor.person_id)
    found: dict[UUID, bool] = {}
    for case_id, joined in rows.values_list("case_id", "joined"):
        found[case_id] = found.get(case_id, False) or not joined
    return found


def initials(name: str) -> str:
    """`Siti Aminah` -> `S. A.`; nothing known stays nothing."""
    return " ".join(f"{word[0].upper()}." for word in name.split() if word)


def shown_name(case: Case, level: Level) -> str:
    """The subject as this level may read it; an unknown one is said to be unknown."""
    if not case.subject_name:
        return "Belum diketahui"
    return case.subject_name if level in ("full", "summary") else initials(case.subject_name)


def shown_area(case: Case, level: Level) -> str:
    """The area code this level may know: nothing below kecamatan when masked."""
    if level in ("full", "summary"):
        return case.area_code
    return kecamatan_of(case.area_code) or case.area_code
