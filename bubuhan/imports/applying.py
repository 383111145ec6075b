"""Planned rows -> registry, in bulk: a fixed number of statements for any number of rows."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from psycopg.types.json import Jsonb

from bubuhan.imports.models import ImportBatch, ImportRow
from bubuhan.imports.planning import Plan
from bubuhan.kernel import clock, crypto
from bubuhan.kernel.actors import ActorRef
from bubuhan.kernel.bulk import copy_in
from bubuhan.kernel.ids import uuid7
from bubuhan.kernel.text import mask_nik
from bubuhan.people import duplicates
from bubuhan.people.models import (
    LinkDecision,
    Origin,
    Person,
    PersonFact,
    SourceRecord,
    nik_index,
)
from bubuhan.volunteers.models import Membership

PERSON_TYPES = {
    "name": "text", "sex": "text", "birth_date": "date", "birth_precision": "text", "birth_place": "text", "phone": "text",
    "phone_other": "text", "address": "text", "area_code": "text",
}  # fmt: skip
MEMBER_TYPES = {
    "area_code": "text", "position": "text", "organisation": "text", "decree_no": "text", "decree_issuer": "text",
    "decree_date": "date", "started_on": "date", "started_precision": "text", "details": "jsonb",
}  # fmt: skip


def apply(
    plans: Sequence[Plan], rows: Sequence[ImportRow], batch: ImportBatch, actor: ActorRef
) -> set[UUID]:
    """Write what was planned; returns the persons whose profile changed."""
    done = [(made, row) for made, row in zip(plans, rows, strict=True)]
    writing = [(made, row) for made, row in done if made.outcome in {"created", "updated"}]
    _add_persons([m for m, _ in writing], batch)
    _change_persons([m for m, _ in writing])
    _add_members([m for m, _ in writing], batch)
    _change_members([m for m, _ in writing])
    _write_facts(writing, batch, actor)
    records = _write_records(writing, batch)
    _write_decisions(writing, records, actor)
    _close_rows(done)
    return {made.person_id for made, _ in writing if made.person_id}


def applied(made: Plan) -> dict[str, Any]:
    """What a row did, as kept for undo. A NIK stands as "" before and masked after."""
    if made.outcome not in {"created", "updated"}:
        return {}
    out: dict[str, Any] = {}
    if made.person_changes:
        after = {k: mask_nik(v) if k == "nik" else v for k, v in made.person_changes.items()}
        out["person"] = {
            "new": made.new_person, "rev": made.person_rev,
            "before": _plain(made.person_before), "after": _plain(after),
        }  # fmt: skip
    if made.member and (made.new_member or made.member_changes):
        out["member"] = {
            "id": str(made.member.id), "new": made.new_member, "rev": made.member_rev,
            "before": _plain(made.member_before), "after": _plain(made.member_changes),
        }  # fmt: skip
    return out


def bulk_set(table: str, types: dict[str, str], rows: dict[UUID, dict[str, Any]]) -> None:
    """Set different columns of many rows in one UPDATE per set of columns; `rev` grows by `_bump`."""
    groups: dict[tuple[str, ...], list[tuple[UUID, dict[str, Any]]]] = {}
    for key, values in rows.items():
        groups.setdefault(tuple(sorted(values)), []).append((key, values))
    with connection.cursor() as cursor:
        for columns, members in groups.items():
            kinds = [types[c] for c in columns]
            arrays = [
                [_db(values[c], kind) for _, values in members]
                for c, kind in zip(columns, kinds, strict=True)
            ]
            sets = ", ".join(f"{c} = v.{c}" for c in columns)
            unnest = ", ".join(["%s::uuid[]", *(f"%s::{kind}[]" for kind in kinds)])
            cursor.execute(
                f"UPDATE {table} t SET {sets}, updated_at = now() "  # noqa: S608  (names from constants above)
                f"FROM unnest({unnest}) AS v(id, {', '.join(columns)}) WHERE t.id = v.id",
                [[key for key, _ in members], *arrays],
            )


def _add_persons(plans: Iterable[Plan], batch: ImportBatch) -> None:
    """New persons with the values of their first row; later rows of theirs come as changes."""
    copy_in(Person, (_person(made) for made in plans if made.new_person))


def _person(made: Plan) -> Person:
    values = {k: v for k, v in made.person_changes.items() if k != "nik" and v != ""}
    person = Person(
        id=made.person_id,
        name_key=made.draft.name_key,
        example=settings.BUBUHAN_DEMO,
        rev=made.person_rev,
        **values,
    )
    person.set_nik(made.person_changes.get("nik", ""))
    return person


def _change_persons(plans: Iterable[Plan]) -> None:
    rows: dict[UUID, dict[str, Any]] = {}
    for made in plans:
        if made.new_person or not made.person_changes or not made.person_id:
            continue
        values = rows.setdefault(made.person_id, {})
        for name, value in made.person_changes.items():
            if name == "nik":
                values["nik"], values["nik_blind"] = crypto.encrypt(value), nik_index(value)
            else:
                values[name] = value
        values["rev"] = made.person_rev
    bulk_set(
        "people_person", {**PERSON_TYPES, "nik": "bytea", "nik_blind": "bytea", "rev": "int"}, rows
    )


def _add_members(plans: Iterable[Plan], batch: ImportBatch) -> None:
    copy_in(Membership, (_member(made, batch) for made in plans if made.new_member))


def _member(made: Plan, batch: ImportBatch) -> Membership:
    d, member = made.draft, made.member
    assert member
    return Membership(
        id=member.id,
        person_id=_who(made),
        pillar=member.pillar,
        area_code=d.area_code,
        started_on=d.started_on,
        started_precision=d.started_precision,
        available="tidak aktif" not in d.details.get("condition", "").casefold(),
        origin=Origin.IMPORT,
        origin_id=str(batch.id),
        rev=made.member_rev,
        position=d.position,
        organisation=d.organisation,
        decree_no=d.decree_no,
        decree_issuer=d.decree_issuer,
        decree_date=d.decree_date,
        details=d.details,
    )


def _change_members(plans: Iterable[Plan]) -> None:
    rows: dict[UUID, dict[str, Any]] = {}
    for made in plans:
        if made.member_changes and made.member and made.member.id:
            rows.setdefault(made.member.id, {}).update(
                {**made.member_changes, "rev": made.member_rev}
            )
    bulk_set("volunteers_membership", {**MEMBER_TYPES, "rev": "int"}, rows)


def _write_facts(
    writing: Sequence[tuple[Plan, ImportRow]], batch: ImportBatch, actor: ActorRef
) -> None:
    at, names = clock.now(), file_names(batch)
    made_facts = (
        PersonFact(
            person_id=_who(made),
            field=name,
            value=(mask_nik(value) if name == "nik" else str(value))[:250],
            origin=Origin.IMPORT,
            origin_id=f"{batch.id}:{row.sheet}:{row.row}",
            note=f"{names[row.sheet][0]}, baris {row.row}"[:200],
            by=actor.name,
            at=at,
        )
        for made, row in writing
        for name, value in made.person_changes.items()
        if name != "birth_precision" and value != ""
    )
    copy_in(PersonFact, made_facts)


def _write_records(
    writing: Sequence[tuple[Plan, ImportRow]], batch: ImportBatch
) -> dict[int, SourceRecord]:
    at, names = clock.now(), file_names(batch)
    found = {row.id: _source(made, row, batch, names[row.sheet], at) for made, row in writing}
    copy_in(SourceRecord, found.values())
    return found


def file_names(batch: ImportBatch) -> dict[int, tuple[str, str | None]]:
    """Sheet number in the batch -> its file and its own name (None for csv)."""
    return {
        f.first_sheet + n: (f.name, name)
        for f in batch.files.all()
        for n, name in enumerate(f.sheets or [None])
    }


def _source(
    made: Plan, row: ImportRow, batch: ImportBatch, place: tuple[str, str | None], at: Any
) -> SourceRecord:
    d = made.draft
    body = {
        "name": d.name, "sex": d.sex, "birth_date": d.birth_date, "birth_place": d.birth_place, "phones": list(d.phones),
        "address": d.address, "home": d.home_code, "file": place[0], "sheet": place[1], "row": row.row,
    }  # fmt: skip
    return SourceRecord(
        id=uuid7(),
        origin=Origin.IMPORT,
        origin_id=f"{batch.id}:{row.sheet}:{row.row}",
        received_at=at,
        body={k: v for k, v in _plain(body).items() if v},
        nik=d.nik or None,
        nik_blind=nik_index(d.nik),
        name_key=d.name_key,
        birth_date=d.birth_date,
        area_code=d.area_code,
        person_id=made.person_id,
    )


def _write_decisions(
    writing: Sequence[tuple[Plan, ImportRow]], records: dict[int, SourceRecord], actor: ActorRef
) -> None:
    """Rows joined to somebody known are decisions; what looks alike and was not joined goes to the desk."""
    at = clock.now()
    joined = [
        (m, records[r.id])
        for m, r in writing
        if m.match and m.match.verdict == "same" and not m.new_person
    ]
    LinkDecision.objects.bulk_create(
        LinkDecision(
            record_id=record.id, person_id=_who(made), verdict="same", decided_by=actor.name,
            decided_by_id=actor.id, reasons=list(made.match.reasons if made.match else ()), at=at,
        )
        for made, record in joined
    )  # fmt: skip
    duplicates.propose_pairs(
        (_who(m), c)
        for m, _ in writing
        if m.match and m.match.verdict == "possible" and m.new_person
        for c in m.match.candidates
    )


def _close_rows(done: Sequence[tuple[Plan, ImportRow]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE imports_importrow r SET outcome = v.outcome, person_id = v.person, problems = v.problems, "
            "applied = v.applied, done = v.done "
            "FROM unnest(%s::bigint[], %s::text[], %s::uuid[], %s::jsonb[], %s::jsonb[], %s::bool[]) "
            "AS v(id, outcome, person, problems, applied, done) WHERE r.id = v.id",
            [
                [r.id for _, r in done],
                [m.outcome for m, _ in done],
                [m.person_id for m, _ in done],
                [Jsonb(m.draft.problems) for m, _ in done],
                [Jsonb(applied(m)) for m, _ in done],
                [m.outcome in {"created", "updated", "unchanged"} for m, _ in done],
            ],
        )


def _who(made: Plan) -> UUID:
    assert made.person_id, "a row that writes has a person"
    return made.person_id


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in values.items()}


def _db(value: Any, kind: str) -> Any:
    if kind == "jsonb":
        return Jsonb(value)
    return None if kind == "date" and not value else value
