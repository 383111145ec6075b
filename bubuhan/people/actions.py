"""Writes of this room: what a source said, whom it was matched to, what an officer corrected."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings

from bubuhan import journal
from bubuhan.accounts.policy import Actor, can, require
from bubuhan.geo.codes import kecamatan_of
from bubuhan.journal.models import Event
from bubuhan.kernel import clock
from bubuhan.kernel.actors import SYSTEM, ActorRef
from bubuhan.kernel.problems import Problem
from bubuhan.kernel.text import check_nik, mask_nik, name_key, parse_phone, tidy_name
from bubuhan.linkage.records import Record
from bubuhan.people import decisions, duplicates, hints
from bubuhan.people.matching import ExactMatcher, Matcher, MatchInput, MatchResult, match
from bubuhan.people.models import (
    LinkDecision,
    MatchProposal,
    Origin,
    Person,
    PersonFact,
    SourceRecord,
    Verdict,
    nik_index,
)
from bubuhan.people.scope import areas_of, visible_ids


@dataclass(frozen=True, slots=True)
class SubjectFields:
    """What a source says about a person; everything may be unknown."""

    name: str = ""
    sex: str = ""
    birth_date: date | None = None
    age_years: int | None = None
    nik: str = ""
    phone: str = ""
    note: str = ""
    area_code: str = ""
    person_id: UUID | None = None


def record_source(
    origin: str, origin_id: UUID | str, *, fields: SubjectFields, actor: ActorRef | Actor
) -> SourceRecord:
    """Keep what one source said. Idempotent on (origin, origin_id).

    Raises Problem `nik_length`, `nik_date`, `nik_serial` (field `subject.nik`). Writes no event of
    its own: the fact belongs to the action that received it.
    """
    record = build_source(origin, origin_id, fields=fields, actor=actor)
    found, _ = SourceRecord.objects.get_or_create(
        origin=record.origin,
        origin_id=record.origin_id,
        defaults={
            f: getattr(record, f)
            for f in (
                "id",
                "received_at",
                "body",
                "nik",
                "nik_blind",
                "name_key",
                "birth_date",
                "area_code",
                "person_id",
            )
        },
    )
    return found


def build_source(
    origin: str, origin_id: UUID | str, *, fields: SubjectFields, actor: ActorRef | Actor
) -> SourceRecord:
    """The unsaved row of `record_source`, for callers that insert many at once."""
    nik = check_subject_nik(fields.nik)
    body: dict[str, Any] = {k: v for k, v in asdict(fields).items() if v not in ("", None)}
    body.pop("nik", None)
    body.pop("area_code", None)
    for key in ("birth_date", "person_id"):
        if key in body:
            body[key] = str(body[key])
    body["by"] = (actor.ref if isinstance(actor, Actor) else actor).name
    return SourceRecord(
        origin=origin,
        origin_id=str(origin_id),
        received_at=clock.now(),
        body=body,
        nik=nik or None,
        nik_blind=nik_index(nik),
        name_key=name_key(fields.name),
        birth_date=fields.birth_date,
        area_code=fields.area_code,
    )


def check_subject_nik(nik: str, field: str = "subject.nik") -> str:
    """The cleaned NIK, "" when none was given; raises its Problem."""
    if not nik.strip():
        return ""
    checked = check_nik("".join(nik.split()), field=field, allow_example=settings.BUBUHAN_DEMO)
    if isinstance(checked, Problem):
        raise checked
    return checked


def match_report_subject(event: Event) -> None:
    """Reaction on "report.submitted": find the person the report speaks of.

    A subject nobody knows stays a source record; registry persons are made by people, not reports.
    """
    record = SourceRecord.objects.filter(origin=Origin.REPORT, origin_id=event.subject_id).first()
    if record is None:
        return
    chosen = record.body.get("person_id")
    if chosen and Person.objects.filter(id=chosen).exists():
        result = MatchResult("same", UUID(chosen), (UUID(chosen),), ("chosen_by_reporter",))
    else:
        result = match(match_input(record))
    settle_match(record, result, actor=SYSTEM)


def match_input(record: SourceRecord) -> MatchInput:
    """A source record as the matcher wants it."""
    phones = parse_phone(record.body.get("phone"))
    return MatchInput(
        name_key=record.name_key,
        nik_blind=bytes(record.nik_blind) if record.nik_blind else None,
        birth_date=record.birth_date,
        phone=phones[0] if isinstance(phones, tuple) and phones else "",
        areas=(record.area_code,) if record.area_code else (),
        record=Record(
            id=str(record.id),
            name=str(record.body.get("name", "")),
            sex=str(record.body.get("sex", "")),
            birth_date=record.birth_date,
            birth_precision="day" if record.birth_date else "unknown",
            nik=record.nik or "",
            phones=phones if isinstance(phones, tuple) else (),
            areas=(record.area_code,) if record.area_code else (),
        ),
    )


def settle_match(record: SourceRecord, result: MatchResult, *, actor: ActorRef) -> None:
    """Write down what a match said: a decision and a link, or proposals for the desk."""
    with journal.unit():
        if result.verdict == "same" and result.person_id:
            decide_link(record, result.person_id, Verdict.SAME, reasons=result.reasons, actor=actor)
        elif result.verdict == "possible":
            propose(record, result.candidates, reasons=result.reasons, actor=actor)


def decide_link(
    record: SourceRecord, person_id: UUID, verdict: str, *, reasons: Sequence[str], actor: ActorRef
) -> LinkDecision:
    """Append a decision; "same" also points the record at the person."""
    with journal.unit():
        decision = LinkDecision.objects.create(
            record_id=record.id,
            person_id=person_id,
            verdict=verdict,
            decided_by=actor.name,
            decided_by_id=actor.id,
            reasons=list(reasons),
            at=clock.now(),
        )
        if verdict == Verdict.SAME:
            SourceRecord.objects.filter(id=record.id).update(person_id=person_id)
            record.person_id = person_id
        journal.record(
            "person.matched",
            actor=actor,
            subject=("person", person_id),
            area=_told_area(record),
            data={
                "record": str(record.id),
                "origin": record.origin,
                "origin_id": record.origin_id,
                "verdict": verdict,
                "reasons": list(reasons),
            },
        )
    return decision


def _told_area(record: SourceRecord) -> str:
    """What an event may name: a report may be a sensitive one, then nothing below kecamatan."""
    code = record.area_code
    return (kecamatan_of(code) or code) if record.origin == Origin.REPORT else code


def propose(
    record: SourceRecord, candidates: Sequence[UUID], *, reasons: Sequence[str], actor: ActorRef
) -> None:
    """Put pairs on the duplicate desk (once each)."""
    with journal.unit():
        MatchProposal.objects.bulk_create(
            [
                MatchProposal(
                    record=record,
                    person_id=c,
                    reasons=list(reasons),
                    area_code=record.area_code,
                    at=clock.now(),
                )
                for c in candidates
            ],
            ignore_conflicts=True,
        )
        journal.record(
            "match.proposed",
            actor=actor,
            subject=("record", record.id),
            area=_told_area(record),
            data={
                "origin": record.origin,
                "origin_id": record.origin_id,
                "candidates": [str(c) for c in candidates],
                "reasons": list(reasons),
            },
        )


@dataclass(frozen=True, slots=True)
class PersonValues:
    """The editable facts of a person, already normalised (see `clean_person`)."""

    name: str
    sex: str = ""
    birth_date: date | None = None
    birth_precision: str = "unknown"
    birth_place: str = ""
    nik: str = ""
    phone: str = ""
    phone_other: str = ""
    address: str = ""
    area_code: str = ""


def add_person(
    *,
    actor: Actor,
    values: PersonValues,
    matcher: Matcher | None = None,
    keep: str = "",
    verb: str = "person.edit",
) -> Person:
    """Add one person by hand. `keep`: why he is stored although somebody alike is there.

    `verb` is what the role must be allowed: a koordinator only proposes members.

    Without it raises `person_known` (the exact rules find the same one, or the NIK is taken) or
    `person_similar`. With it, those alike whom the actor sees are decided to be others; an equal
    NIK and people of other offices go to the duplicate desk.
    """
    require(actor, verb, values.area_code)
    why = " ".join(keep.split())[:500]
    with journal.unit():
        alike = _alike(actor, values, matcher, why)
        person = _new_person(values)
        note_facts(person, values, origin=Origin.OFFICE, by=actor.name, note=why[:200])
        duplicates.refresh([person.id])
        for other in alike:
            decisions.record_decision(
                person.id, other.person_id, Verdict.DIFFERENT, actor=actor.ref,
                ground=decisions.Ground(other.weight, "", (), why),
            )  # fmt: skip
        journal.record(
            "person.added",
            actor=actor.ref,
            subject=("person", person.id),
            area=person.area_code,
            data={"kept": why} if why else {},
        )
    return person


def record_from(values: PersonValues) -> Record:
    """Typed values as the engine wants them."""
    return Record(
        id="baru",
        name=values.name,
        sex=values.sex,
        birth_date=values.birth_date,
        birth_precision=values.birth_precision,
        birth_place=values.birth_place,
        nik=values.nik,
        phones=tuple(p for p in (values.phone, values.phone_other) if p),
        areas=(values.area_code,) if values.area_code else (),
        address=values.address,
    )


def _alike(
    actor: Actor, values: PersonValues, matcher: Matcher | None, why: str
) -> list[duplicates.Candidate]:
    """Who must be decided about when this one is stored all the same; raises without a reason."""
    given = MatchInput(
        name_key=name_key(values.name),
        nik_blind=nik_index(values.nik),
        birth_date=values.birth_date if values.birth_precision == "day" else None,
        phone=values.phone,
        areas=(values.area_code,),
    )
    exact = match(given, matcher or ExactMatcher(areas_of))
    found = duplicates.find(record_from(values), limit=5)
    if not why:
        if exact.verdict == "same" or "nik_equal" in exact.reasons:
            raise Problem("person_known", "nik" if values.nik else "name")
        if found:
            names = ", ".join(hints.shown_names(actor, found))
            raise Problem("person_similar", "name", names=names)
    if not can(actor, "duplicate.decide"):
        return []  # who may not decide leaves the pairs to the desk
    seen = visible_ids(actor, {c.person_id for c in found})
    taken = set(exact.candidates) if "nik_equal" in exact.reasons else set()
    return [c for c in found if c.person_id in seen - taken and c.band != "automatic"]


def note_facts(
    person: Person, values: PersonValues, *, origin: str, by: str, note: str = ""
) -> None:
    """Write where each stated value came from."""
    stated = {
        k: v for k, v in asdict(values).items() if v not in ("", None) and k != "birth_precision"
    }
    _facts(person, stated, origin=origin, by=by, note=note)


def _new_person(values: PersonValues) -> Person:
    person = Person(
        name=tidy_name(values.name),
        name_key=name_key(values.name),
        example=settings.BUBUHAN_DEMO,
        **{k: v for k, v in asdict(values).items() if k not in {"name", "nik"}},
    )
    person.set_nik(values.nik)
    person.save(force_insert=True)
    return person


def _facts(person: Person, values: dict[str, Any], *, origin: str, by: str, note: str = "") -> None:
    at = clock.now()
    PersonFact.objects.bulk_create(
        PersonFact(
            person=person,
            field=field,
            value=(mask_nik(value) if field == "nik" else str(value or ""))[:250],
            origin=origin,
            by=by,
            note=note,
            at=at,
        )
        for field, value in values.items()
    )
