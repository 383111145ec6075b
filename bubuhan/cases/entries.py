"""Helpers of every write in this room: the time stamp, the timeline, the triage, the touched documents."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bubuhan.accounts.policy import Actor
from bubuhan.cases import triage
from bubuhan.cases.models import Assignment, Case, CaseEntry, CaseFile, CaseReport, State
from bubuhan.cases.rules import times_for
from bubuhan.geo.codes import kecamatan_of
from bubuhan.journal import Touch
from bubuhan.kernel import clock
from bubuhan.kernel.actors import ActorRef
from bubuhan.kernel.commands import CommandContext
from bubuhan.kernel.ids import uuid7
from bubuhan.lists import queries as lists
from bubuhan.reports.commands import FileRef


@dataclass(frozen=True, slots=True)
class Stamp:
    """Id and times of one write. From a phone: its command's; otherwise fresh."""

    id: UUID
    made_at: datetime
    at: datetime
    offset_ms: int = 0

    @classmethod
    def of(cls, context: CommandContext) -> "Stamp":
        return cls(
            context.command_id, context.made_at, context.received_at, context.clock_offset_ms
        )

    @classmethod
    def fresh(cls) -> "Stamp":
        now = clock.now()
        return cls(uuid7(), now, now)


def append(
    case: Case,
    kind: str,
    *,
    by: ActorRef,
    stamp: Stamp,
    person_id: UUID | None = None,
    text: str = "",
    data: dict[str, Any] | None = None,
    files: Sequence[FileRef] = (),
    own_id: bool = True,
) -> CaseEntry:
    """Add one line to the timeline. `own_id=False` when the stamp's id belongs to another row."""
    entry = CaseEntry.objects.create(
        id=stamp.id if own_id else uuid7(),
        case=case,
        kind=kind,
        at=stamp.at,
        made_at=stamp.made_at,
        by_kind=by.kind,
        by_id=by.id,
        by_name=by.name,
        person_id=person_id,
        text=text,
        data=data or {},
    )
    if files:
        keep_files(entry, files)
    return entry


def keep_files(entry: CaseEntry, files: Iterable[FileRef]) -> None:
    """Note which files belong to an entry (each once)."""
    distinct = {ref.sha256: ref for ref in files}
    CaseFile.objects.bulk_create(
        CaseFile(
            case_id=entry.case_id,
            entry=entry,
            sha256=r.sha256,
            kind=r.kind,
            mime=r.mime,
            position=n,
        )
        for n, r in enumerate(distinct.values(), start=1)
    )


def touches(case: Case, *, also: Iterable[UUID] = (), was_area: str = "") -> list[Touch]:
    """Every document that a change of this case changes.

    The case in its kecamatan and with those who work on it or reported it, and their reports' state
    lines; `also` are persons who just lost it; `was_area` is where the case was before it moved.
    """
    doc = str(case.id)
    links = list(CaseReport.objects.filter(case=case).values_list("reporter_id", "report_id"))
    holders = Assignment.objects.filter(case=case, state__in=Assignment.HOLDING)
    persons = {
        p
        for p in (*holders.values_list("person_id", flat=True), *also, *(r for r, _ in links))
        if p
    }
    found = [Touch(f"mine:{person}", "case", doc) for person in sorted(persons)]
    found += [Touch(f"mine:{person}", "report", str(report)) for person, report in links if person]
    here, there = kecamatan_of(case.area_code), kecamatan_of(was_area)
    if there and there != here:
        found.append(Touch(there, "case", doc, gone=True))
    if here:  # what is finished leaves the neighbours' phones; those who worked on it keep it
        found.append(Touch(here, "case", doc, gone=case.state in (State.CLOSED, State.REJECTED)))
    return found


def shared_touches(cases: Sequence[Case]) -> list[Touch]:
    """The documents of many cases that got a line and nothing else: two queries for all of them."""
    ids = [case.id for case in cases]
    links = CaseReport.objects.filter(case_id__in=ids, reporter_id__isnull=False)
    holders = Assignment.objects.filter(case_id__in=ids, state__in=Assignment.HOLDING)
    persons = {
        *links.values_list("case_id", "reporter_id"),
        *holders.values_list("case_id", "person_id"),
    }
    found = [Touch(f"mine:{person}", "case", str(case)) for case, person in sorted(persons)]
    for case in cases:
        here = kecamatan_of(case.area_code)
        if here:
            gone = case.state in (State.CLOSED, State.REJECTED)
            found.append(Touch(here, "case", str(case.id), gone=gone))
    return found


def facts_of(case: Case, *, reports: int, now: datetime) -> triage.Facts:
    """What triage needs, from the case and the lists (a sign that left the list still counts)."""
    need = lists.item("need", case.need)
    signs = tuple(
        triage.Sign(
            code, str(row.data.get("reason", row.name)), int(row.data.get("weight", 0)), answer
        )
        for code, answer in case.signs.items()
        if (row := lists.item("urgency_sign", code)) is not None
    )
    waiting = case.state == State.WAITING and case.first_response_at is None
    return triage.Facts(
        need_name=need.name if need else case.need,
        need_weight=int(need.data.get("weight", 0)) if need else 0,
        signs=signs,
        age=case.subject_age,
        waited=now - case.opened_at if waiting else now - now,
        reports=reports,
    )


def apply_triage(case: Case, facts: triage.Facts, now: datetime) -> triage.Verdict:
    """Set score, reasons, band, deadlines and the next review on the unsaved case.

    After the opening the band only ever rises: what was urgent once does not become less so by rule.
    Where an officer set it (`banding`), only what is graver than what the rule saw then overrides him.
    """
    verdict = triage.triage(facts)
    spoken = [r for r in case.reasons if "score" in r]
    known = triage.band_of(spoken[0]["score"]) if spoken else verdict.band
    times = times_for(case.area_code, case.need, verdict.band)
    case.score = verdict.score
    case.reasons = [*spoken, *({"text": r.text, "points": r.points} for r in verdict.reasons)]
    if not case.band:
        case.band = verdict.band
        case.respond_by = case.deadline_at = times.respond_by(case.opened_at)
    elif triage.more_urgent(verdict.band, case.band) and (
        not spoken or triage.more_urgent(verdict.band, known)
    ):
        case.band = verdict.band
        if case.first_response_at is None:
            case.deadline_at = triage.sooner(case.deadline_at, now, times)
    after = triage.rises_after(facts)
    case.review_at = case.opened_at + after if after else None
    return verdict


def responded(case: Case, now: datetime) -> None:
    """The first answer starts the second clock: completion."""
    if case.first_response_at is None:
        case.first_response_at = max(now, case.opened_at)
    times = times_for(case.area_code, case.need, case.band)
    case.deadline_at = times.resolve_by(max(now, case.opened_at))
    case.review_at = None


def save(case: Case) -> None:
    """Every change of a case is a new revision."""
    case.rev += 1
    case.save()


def told_area(case: Case) -> str:
    """The area an event may name: of a sensitive case nothing below kecamatan."""
    return (kecamatan_of(case.area_code) or case.area_code) if case.sensitive else case.area_code


def who(actor: Actor) -> dict[str, Any]:
    """The author columns of an entry."""
    return {"by": actor.ref, "person_id": actor.person_id}
