"""Writes of tracks: a number is noted, its state moves, a person settles what does not match."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings

from bubuhan import journal
from bubuhan.accounts.policy import Actor, require
from bubuhan.cases import access, entries, guards
from bubuhan.cases.models import Case, EntryKind
from bubuhan.kernel import clock
from bubuhan.kernel.nik import parse_nik
from bubuhan.kernel.problems import Problem
from bubuhan.people.models import Person
from bubuhan.tracks import columns, queries
from bubuhan.tracks.models import ExternalSystem, Mismatch, Track, TrackStep

_DETAILS = ("tempat_lahir", "tanggal_lahir", "kelamin", "alamat", "rt", "rw", "ibu_kandung", "pekerjaan", "hubungan", "telepon")  # fmt: skip


@dataclass(frozen=True, slots=True)
class TrackValues:
    """What an office writes of one number or proposal."""

    system: str
    number: str = ""
    name: str = ""
    nik: str = ""
    kk: str = ""
    note: str = ""
    state: str = ""
    on: date | None = None
    details: tuple[tuple[str, str], ...] = ()


def add(*, actor: Actor, case_id: UUID, values: TrackValues, rev: int | None = None) -> Track:
    """Note that a case is in another system. Raises what `guards.for_office` does, and
    `track_system_unknown`, `track_state`, `track_known`, `date_ahead`, and the NIK's own problems.
    """
    with journal.unit():
        case = guards.for_office(actor, "track.edit", case_id, rev)
        known = queries.system(case.area_code, values.system)
        state = values.state or str(known.states[0]["code"])
        on = _day(values.on)
        number = " ".join(values.number.split())[:60]
        if number and Track.objects.filter(case=case, system=known.code, number=number).exists():
            raise Problem("track_known", "number")
        made = Track(
            case=case, system=known.code, number=number, name=" ".join(values.name.split())[:120],
            note=values.note.strip()[:500], state=state, since=on, final=_final(known, state),
            made_at=clock.now(), made_by=actor.name,
        )  # fmt: skip
        _identify(made, values)
        made.save()
        _step(made, actor.name, on, values.note)
        _tell(actor, case, made, known, "track.added")
    return made


def move(*, actor: Actor, track_id: UUID, state: str, on: date | None, note: str, rev: int, number: str = "") -> Track:  # fmt: skip
    """Its state there changed. Raises `not_found`, `forbidden`, `conflict`, `track_state`, `date_ahead`."""
    with journal.unit():
        one = _locked(track_id)
        case = guards.for_office(actor, "track.edit", one.case_id)
        if one.rev != rev:
            raise Problem("conflict")
        known = queries.system(case.area_code, one.system)
        if number.strip() and number.strip() != one.number:
            one.number = " ".join(number.split())[:60]
            if (
                Track.objects.filter(case=case, system=one.system, number=one.number)
                .exclude(id=one.id)
                .exists()
            ):
                raise Problem("track_known", "number")
        take_state(one, known, state, on=_day(on), note=note, by=actor.name)
        _tell(actor, case, one, known, "track.moved")
    return one


def settle(*, actor: Actor, mismatch_id: int, choice: str, note: str = "") -> Mismatch:
    """A person decides what a row of an answer means. Raises `not_found`, `forbidden`,
    `track_settled`, `field_invalid`.
    """
    require(actor, "track.import")
    with journal.unit():
        row = Mismatch.objects.select_for_update(of=("self",)).select_related("sheet", "track__case").filter(id=mismatch_id).first()  # fmt: skip
        if row is None or not actor.covers(row.sheet.area_code):
            raise Problem("not_found")
        if row.track and access.access(actor, row.track.case) != "full":
            raise Problem("not_found")
        if row.settled_at:
            raise Problem("track_settled")
        if choice not in Mismatch.Choice.values or (choice != "abaikan" and row.track is None):
            raise Problem("field_invalid", "choice", name="keputusan", why="pilih dari daftar")
        if choice != Mismatch.Choice.IGNORE and row.track:
            _take_theirs(actor, row, row.track, fix=choice == Mismatch.Choice.FIX)
        row.choice, row.note = choice, note.strip()[:300]
        row.settled_at, row.settled_by = clock.now(), actor.name
        row.save()
        data = {"sheet": str(row.sheet_id), "choice": choice, "kind": row.kind}
        journal.record(
            "track.settled", actor=actor.ref, subject=("mismatch", str(row.pk)), area=row.sheet.area_code, data=data
        )  # fmt: skip
    return row


def take_state(one: Track, known: ExternalSystem, state: str, *, on: date, note: str, by: str, way: str = "petugas") -> None:  # fmt: skip
    """Set a state on a locked track and keep the step. Raises `track_state`."""
    one.final = _final(known, state)
    one.state, one.since, one.rev = state, on, one.rev + 1
    if note.strip():
        one.note = note.strip()[:500]
    one.save()
    _step(one, by, on, note, way)


def note_moved(actor: Actor, tracks: Iterable[tuple[Track, ExternalSystem]]) -> None:
    """Timeline and events of states that an answer sheet changed (inside the import's unit)."""
    for one, known in tracks:
        _tell(actor, guards.locked(one.case_id), one, known, "track.moved")


def prefill(case: Case) -> dict[str, str]:
    """What the form of a new proposal begins with: what the case and the registry know."""
    found = {"name": case.subject_name, "alamat": case.place_note, "kelamin": case.subject_sex, "telepon": case.subject_phone}  # fmt: skip
    person = Person.objects.filter(id=case.person_id).first() if case.person_id else None
    if person is not None:
        found |= {"name": person.name, "nik": person.nik or "", "tempat_lahir": person.birth_place}
        found["tanggal_lahir"] = f"{person.birth_date:%d-%m-%Y}" if person.birth_date else ""
    return {key: value or "" for key, value in found.items()}


def set_system(*, actor: Actor, code: str, values: dict[str, Any], columns_text: str, reason: str) -> ExternalSystem:  # fmt: skip
    """How one's own office works with a system from now on: columns, states, windows, usual days.

    The row it had (or the one from above) stays as history. Raises `forbidden`,
    `track_system_unknown`, `track_columns`.
    """
    require(actor, "letter.edit", actor.area)
    area = actor.area[:5]
    now_row = queries.system(area, code)
    layout, why = columns.read(columns_text)
    if why:
        raise Problem("track_columns", "columns", why=why)
    now = clock.now()
    keep = ("code", "name", "owner", "number_word", "person", "days", "states", "windows", "answers", "note", "source")  # fmt: skip
    made = {**{key: getattr(now_row, key) for key in keep}, **values}
    _check_states(made["states"])
    with journal.unit():
        ExternalSystem.objects.filter(code=code, area_code=area, replaced_at=None).update(
            replaced_at=now
        )
        row = ExternalSystem.objects.create(
            **made, columns=layout, area_code=area, at=now, by=actor.name, reason=reason.strip()[:300]
        )  # fmt: skip
        journal.record(
            "track.system_set", actor=actor.ref, subject=("external_system", code), area=area, data={"code": code}
        )  # fmt: skip
    return row


def _check_states(states: list[dict[str, Any]]) -> None:
    codes = [s["code"] for s in states]
    if not codes or len(set(codes)) != len(codes):
        raise Problem("track_columns", "states", why="tiap keadaan perlu kode yang berbeda")
    if all(s["final"] for s in states):
        raise Problem("track_columns", "states", why="harus ada keadaan yang belum selesai")


def _take_theirs(actor: Actor, row: Mismatch, one: Track, *, fix: bool) -> None:
    """Their state (and with `fix` their NIK and name) goes into our track."""
    locked = _locked(one.id)
    theirs = json.loads(row.theirs or "{}")
    case = guards.for_office(actor, "track.edit", locked.case_id)
    known = queries.system(case.area_code, locked.system)
    if fix:
        if theirs.get("nik"):
            locked.set_nik(_nik(theirs["nik"]))
        locked.name = theirs.get("name") or locked.name
    if row.state:
        note, day = theirs.get("note", ""), clock.today()
        take_state(locked, known, row.state, on=day, note=note, by=actor.name, way="lembar")
        _tell(actor, case, locked, known, "track.moved")
    else:
        locked.rev += 1
        locked.save()


def _identify(one: Track, values: TrackValues) -> None:
    one.set_nik(_nik(values.nik))
    kk = _nik_like(values.kk)
    one.kk = kk or None
    details = {k: " ".join(v.split())[:200] for k, v in values.details if k in _DETAILS and v.strip()}  # fmt: skip
    one.details = json.dumps(details, ensure_ascii=False) if details else None


def _nik(raw: str) -> str:
    read = parse_nik(raw, allow_example=settings.BUBUHAN_DEMO)
    if isinstance(read, Problem):
        raise read
    return read


def _nik_like(raw: str) -> str:
    digits = "".join(c for c in raw if c.isdigit())
    if raw.strip() and len(digits) != 16:
        raise Problem("field_invalid", "kk", name="nomor KK", why="nomor KK 16 angka")
    return digits


def _locked(track_id: UUID) -> Track:
    found = Track.objects.select_for_update(of=("self",)).filter(id=track_id).first()
    if found is None:
        raise Problem("not_found")
    return found


def _final(known: ExternalSystem, state: str) -> bool:
    for one in known.states:
        if one["code"] == state:
            return bool(one.get("final"))
    raise Problem("track_state", "state")


def _day(value: date | None) -> date:
    today = clock.today()
    if value is not None and value > today:
        raise Problem("date_ahead", "on", value=f"{value:%d-%m-%Y}")
    return value or today


def _step(one: Track, by: str, on: date, note: str, way: str = "petugas") -> None:
    TrackStep.objects.create(
        track=one, state=one.state, on=on, note=note.strip()[:500], way=way, at=clock.now(), by=by
    )


def _tell(actor: Actor, case: Case, one: Track, known: ExternalSystem, event: str) -> None:
    """A line on the case's timeline, a new revision, and the event."""
    text = f"{known.name}: {queries.state_name(known, one.state)}"
    if one.number:
        text += f" ({known.number_word.lower()} {one.number})"
    entries.append(case, EntryKind.TRACK, stamp=entries.Stamp.fresh(), **entries.who(actor), text=text)  # fmt: skip
    entries.save(case)
    data = {"case": str(case.id), "system": one.system, "state": one.state}
    journal.record(
        event, actor=actor.ref, subject=("track", one.id), area=entries.told_area(case), data=data,
        touched=entries.touches(case),
    )  # fmt: skip
