"""Writes of this room: answers, grades, occupations; and what follows when something changed."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import IntegrityError, connection
from psycopg.types.json import Jsonb

from bubuhan import journal
from bubuhan.accounts.models import User
from bubuhan.accounts.policy import Actor, require
from bubuhan.journal.models import Event
from bubuhan.kernel import clock
from bubuhan.kernel.problems import Problem
from bubuhan.lists import queries as lists
from bubuhan.people.models import Origin, Person
from bubuhan.standing import facts, grading, raising, rules
from bubuhan.standing.groups import heads_of
from bubuhan.standing.models import AnswerWord, CriterionAnswer, Occupation
from bubuhan.volunteers.models import Membership, Status

CHUNK = 2000
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class AnswerValues:
    """What somebody answers about one criterion."""

    criterion: str
    answer: str
    note: str = ""
    sha256: str = ""
    expires_on: date | None = None
    membership_id: UUID | None = None


def answer(
    *,
    actor: Actor,
    person: Person,
    values: AnswerValues,
    origin: str = Origin.OFFICE,
    at: datetime | None = None,
) -> CriterionAnswer:
    """Append an answer; the grade follows at once.

    Evidence is for an officer to confirm: others state (`forbidden`). Raises `criterion_unknown`,
    `field_invalid`, `evidence_missing` (neither a file nor a note says what the evidence is).
    """
    own = origin == Origin.PHONE and actor.person_id is not None
    if not own:
        require(actor, "criterion.answer", _scope(actor, person))
    _check_answer(actor, values)
    with journal.unit():
        row = CriterionAnswer.objects.create(
            person=person,
            membership_id=values.membership_id,
            criterion=values.criterion,
            answer=values.answer,
            note=" ".join(values.note.split())[:500],
            sha256=values.sha256,
            expires_on=values.expires_on,
            origin=origin,
            by=actor.name,
            by_id=actor.ref.id,
            at=at or clock.now(),
        )
        journal.record(
            "criterion.answered",
            actor=actor.ref,
            subject=("person", person.id),
            area=person.area_code,
            data={
                "criterion": row.criterion,
                "answer": row.answer,
                "membership": str(row.membership_id or ""),
                "file": bool(row.sha256),
            },
        )
        ids = active_ids(heads_of([person.id]))
        regrade(ids)
        touch_phones(ids)
    return row


def _check_answer(actor: Actor, values: AnswerValues) -> None:
    known = {rule.code for one in rules.book().sets.values() for rule in one.rules}
    if values.criterion not in known:
        raise Problem("criterion_unknown", "criterion", value=values.criterion)
    if values.answer not in AnswerWord.values:
        raise Problem("field_invalid", "answer", name="jawaban", why="pilih salah satu")
    if values.answer == AnswerWord.EVIDENCE:
        require(actor, "criterion.verify")
        if not values.sha256 and not values.note.strip():
            raise Problem("evidence_missing", "file")
    if values.expires_on and values.expires_on < facts.today():
        raise Problem("field_invalid", "expires_on", name="berlaku sampai", why="tanggal itu sudah lewat")  # fmt: skip


def _scope(actor: Actor, person: Person) -> str:
    """The area by which the actor may act on this person: his home, or where he serves."""
    served = Membership.objects.filter(person__in=heads_of([person.id])).values_list(
        "area_code", flat=True
    )
    inside = (code for code in (person.area_code, *served) if code and actor.covers(code))
    return next(inside, person.area_code or "-")


def add_occupation(
    *, actor: Actor, person: Person, code: str, detail: str, source: str, started_on: date | None
) -> Occupation:
    """Note work outside the pillars. Raises `forbidden`, `field_invalid`, `field_missing` (source)."""
    require(actor, "criterion.answer", _scope(actor, person))
    if code not in lists.codes("occupation"):
        raise Problem("field_invalid", "code", name="pekerjaan", why="pilih dari daftar")
    if not source.strip():
        raise Problem("field_missing", "source", name="sumber")
    if started_on and started_on > facts.today():
        raise Problem("date_ahead", "started_on", value=f"{started_on:%d-%m-%Y}")
    try:
        with journal.unit():
            row = Occupation.objects.create(
                person=person, code=code, detail=detail.strip()[:160], source=source.strip()[:200],
                started_on=started_on, by=actor.name, at=clock.now(),
            )  # fmt: skip
            journal.record(
                "occupation.added",
                actor=actor.ref,
                subject=("person", person.id),
                area=person.area_code,
                data={"occupation": code},
            )
            refresh([person.id])
    except IntegrityError as error:
        raise Problem("occupation_known", "code") from error
    return row


def end_occupation(*, actor: Actor, occupation_id: UUID) -> Occupation:
    """The person no longer does this work. Raises `not_found`, `forbidden`."""
    with journal.unit():
        row = (
            Occupation.objects.select_for_update(of=("self",))
            .select_related("person")
            .filter(id=occupation_id, ended_on=None)
            .first()
        )
        if row is None:
            raise Problem("not_found")
        require(actor, "criterion.answer", _scope(actor, row.person))
        row.ended_on, row.ended_by = facts.today(), actor.name
        row.save(update_fields=["ended_on", "ended_by"])
        journal.record(
            "occupation.ended",
            actor=actor.ref,
            subject=("person", row.person_id),
            area=row.person.area_code,
            data={"occupation": row.code},
        )
        refresh([row.person_id])
    return row


# -- grades ---------------------------------------------------------------------------------------


def regrade(membership_ids: Iterable[UUID]) -> int:
    """Grade memberships anew, in chunks of few queries; returns how many changed.

    Only active ones have a grade. Rows whose grade and reasons stay the same are not written, so
    `graded_at` says since when it is so. Phones of those who changed are told.
    """
    changed = 0
    book = rules.book()
    for chunk in chunks(membership_ids, CHUNK):
        with journal.unit():
            members = list(Membership.objects.filter(id__in=chunk).select_related("person"))
            different = _write(_graded(members, book))
            changed += len(different)
            touch_phones(different)
    return changed


def _graded(members: Sequence[Membership], book: rules.Book) -> list[tuple[UUID, str, list[Any]]]:
    active = [m for m in members if m.status == Status.ACTIVE]
    rows: list[tuple[UUID, str, list[Any]]] = [
        (m.id, "", []) for m in members if m.status != Status.ACTIVE
    ]
    for one in facts.load(active, book):
        found = grading.grade(one.grade)
        rows.append((one.member.id, found.level, [r.as_dict() for r in found.reasons]))
    return rows


def _write(rows: Sequence[tuple[UUID, str, list[Any]]]) -> list[UUID]:
    """One UPDATE; the ids of those that were different."""
    if not rows:
        return []
    ids, levels, reasons = zip(*rows, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, [clock.now(), list(ids), list(levels), [Jsonb(r) for r in reasons]])
        return [row[0] for row in cursor.fetchall()]


_WRITE = """
UPDATE volunteers_membership m SET grade = v.grade, grade_reasons = v.reasons, graded_at = %s
FROM unnest(%s::uuid[], %s::text[], %s::jsonb[]) AS v(id, grade, reasons)
WHERE m.id = v.id AND (m.grade, m.grade_reasons) IS DISTINCT FROM (v.grade, v.reasons)
RETURNING m.id
"""


def active_ids(person_ids: Collection[UUID]) -> list[UUID]:
    """Active memberships of these rows of persons."""
    found = Membership.objects.filter(person_id__in=person_ids, status=Status.ACTIVE)
    return list(found.values_list("id", flat=True))


def refresh(person_ids: Collection[UUID]) -> int:
    """Look again at double roles and grades of persons and of their groups; returns grades changed."""
    heads = heads_of(person_ids)
    with journal.unit():
        raising.look(heads)
        ids = Membership.objects.filter(person_id__in=heads).values_list("id", flat=True)
        return regrade(list(ids))


def touch_phones(membership_ids: Collection[UUID]) -> None:
    """Tell the phones of those who have an account that their standing changed."""
    pairs = Membership.objects.filter(id__in=membership_ids).values_list("id", "person_id")
    found = dict(pairs)
    owners = set(
        User.objects.filter(person_id__in=set(found.values())).values_list("person_id", flat=True)
    )
    journal.touch(
        *(
            journal.Touch(f"mine:{person}", "standing", str(member))
            for member, person in sorted(found.items())
            if person in owners
        )
    )


# -- what follows (named in site/wiring.py) -------------------------------------------------------


def look_again(event: Event) -> None:
    """Reaction: the persons that an event speaks of may stand differently now."""
    refresh(named_in(event))


def phone_enrolled(event: Event) -> None:
    """Reaction on `device.enrolled`: its owner's standing waits for the first pull."""
    person = _uuid(event.data.get("person"))
    if person:
        touch_phones(active_ids([person]))


def named_in(event: Event) -> list[UUID]:
    """Persons of an event: its subject and whoever its data names."""
    given: list[Any] = [event.subject_id] if event.subject_kind == "person" else []
    given += [event.data.get(key) for key in ("person", "other", "a", "b", "head", "successor")]
    for key in ("persons", "candidates", "group", "members"):
        given += event.data.get(key) or []
    return list(dict.fromkeys(one for one in map(_uuid, given) if one))


def _uuid(raw: Any) -> UUID | None:
    try:
        return UUID(str(raw)) if raw else None
    except ValueError:
        return None


# -- what time changes ----------------------------------------------------------------------------


def nightly(now: datetime) -> dict[str, int]:
    """Letters that ran out, double roles of everybody with several hats, every grade."""
    with journal.unit():
        expired = raising.expire(clock.day(now))
    for chunk in chunks(raising.many_hats(), CHUNK):
        with journal.unit():
            raising.look(heads_of(chunk))
    ids = (
        Membership.objects.filter(status=Status.ACTIVE).order_by("id").values_list("id", flat=True)
    )
    changed = regrade(ids.iterator(chunk_size=CHUNK))
    return {"expired": expired, "changed": changed}


def chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of at most `size`."""
    block: list[T] = []
    for item in items:
        block.append(item)
        if len(block) == size:
            yield block
            block = []
    if block:
        yield block
