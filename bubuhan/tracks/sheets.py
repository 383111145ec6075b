"""Proposal sheets out in their column order, answer sheets in with what does not match listed.

An answer is read whole before anything is written, in one unit of work: a bad file changes nothing.
"""

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from bubuhan import journal
from bubuhan.accounts.policy import Actor, require
from bubuhan.geo import names
from bubuhan.imports.sheet_read import Sheet
from bubuhan.imports.sheet_stream import Session
from bubuhan.kernel import clock
from bubuhan.kernel.nik import LENGTH, mask_nik
from bubuhan.kernel.problems import Problem
from bubuhan.kernel.text import name_key
from bubuhan.tracks import actions, columns, queries
from bubuhan.tracks.columns import AnswerRow
from bubuhan.tracks.models import (
    AnswerSheet,
    ExternalSystem,
    Mismatch,
    MismatchKind,
    ProposalSheet,
    Track,
    nik_index,
)

MOST_ROWS = 20_000
MOST_PICKED = 2_000
MAX_BYTES = 8 * 1024 * 1024


def prepare(*, actor: Actor, system: str, track_ids: Sequence[UUID]) -> ProposalSheet:
    """Put chosen open tracks on one sheet. Those the actor does not read in full are not found.

    Raises `forbidden`, `not_found`, `track_system_unknown`, `field_invalid`.
    """
    require(actor, "track.import")
    known = queries.system(actor.area, system)
    rows = list(Track.objects.readable_by(actor).filter(id__in=track_ids[:MOST_PICKED], system=system))  # fmt: skip
    if not rows:
        raise Problem("field_invalid", "id", name="usulan", why="pilih sedikitnya satu")
    with journal.unit():
        made = ProposalSheet.objects.create(
            system=known.code, area_code=actor.area, columns=known.columns, at=clock.now(), by=actor.name
        )  # fmt: skip
        made.tracks.add(*rows)
        journal.record(
            "proposal.exported", actor=actor.ref, subject=("proposal", made.id), area=actor.area,
            data={"system": known.code, "rows": len(rows)},
        )  # fmt: skip
    return made


def mark_sent(*, actor: Actor, proposal_id: UUID, state: str, on: date | None = None) -> int:
    """Somebody put the sheet into the other system: its tracks move to a state. Returns how many."""
    require(actor, "track.import")
    one = queries.sheet(actor, proposal_id)
    known = queries.system(actor.area, one.system)
    day = on or clock.today()
    if day > clock.today():
        raise Problem("date_ahead", "on", value=f"{day:%d-%m-%Y}")
    with journal.unit():
        rows = Track.objects.readable_by(actor).filter(sheets=one, final=False)
        ids = list(rows.order_by("case_id").values_list("id", flat=True))
        moved = []
        for track in Track.objects.select_for_update(of=("self",)).filter(id__in=ids).order_by("id"):  # fmt: skip
            actions.take_state(track, known, state, on=day, note="", by=actor.name)
            moved.append((track, known))
        actions.note_moved(actor, moved)
        one.sent_on = day
        one.save(update_fields=["sent_on"])
    return len(moved)


def workbook(actor: Actor, one: ProposalSheet) -> bytes:
    """The sheet as XLSX: their headings in their order, every cell text (a NIK stays whole)."""
    import xlsxwriter  # 14 MB in every web process, for a page that is opened now and then

    rows = [r.track for r in queries.sheet_rows(actor, one)]
    out = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, {**options, "in_memory": True}) as book:
        bold = book.add_format({"bold": True, "num_format": "@"})
        text = book.add_format({"num_format": "@"})
        page = book.add_worksheet("Usulan")
        page.set_column(0, len(one.columns), 20, text)
        for at, column in enumerate(one.columns):
            page.write_string(0, at, column["title"], bold)
        for number, track in enumerate(rows, start=1):
            values = cells(track, number)
            for at, column in enumerate(one.columns):
                page.write_string(number, at, values.get(column["field"], ""), text)
    return out.getvalue()


def cells(one: Track, number: int) -> dict[str, str]:
    """Every field of `columns.FIELDS` that is known of a track."""
    code = one.case.area_code
    place = {
        "desa": names.name(code) if len(code) == 13 else "",
        "kecamatan": names.name(code[:8]) if len(code) >= 8 else "",
        "kabkota": names.titled(code[:5]) if len(code) >= 5 else "",
        "provinsi": names.name(code[:2]),
        "kode_desa": code if len(code) == 13 else "",
    }
    details = json.loads(one.details) if one.details else {}
    own = {"urut": str(number), "nik": one.nik or "", "kk": one.kk or "", "nama": one.name, "nomor": one.number, "nomor_kasus": one.case.number, "catatan": one.note}  # fmt: skip
    return {**place, **details, **own}


@dataclass(slots=True)
class _Found:
    """What came of an answer's rows."""

    moves: list[tuple[Track, str, AnswerRow]] = field(default_factory=list)
    same: int = 0
    wrong: list[Mismatch] = field(default_factory=list)
    met: set[UUID] = field(default_factory=set)


def take_answer(*, actor: Actor, system: str, name: str, data: bytes, proposal_id: UUID | None = None) -> AnswerSheet:  # fmt: skip
    """Read an answer sheet: states that match move on, all else is listed for a person to settle.

    With `proposal_id` what is on that sheet and not in the answer is listed too. Raises `forbidden`,
    `not_found`, `track_system_unknown`, `track_sheet` and the sheet problems of `imports`.
    """
    require(actor, "track.import")
    known = queries.system(actor.area, system)
    proposal = queries.sheet(actor, proposal_id) if proposal_id else None
    rows = read_rows(data, known)
    with journal.unit():
        made = AnswerSheet.objects.create(
            system=known.code, area_code=actor.area, proposal=proposal, file_name=name[:120],
            rows=len(rows), at=clock.now(), by=actor.name,
        )  # fmt: skip
        found = _match(actor, known, rows, made)
        if proposal is not None:
            _missing(actor, proposal, found, made)
        day = clock.today()
        for track, state, row in found.moves:
            actions.take_state(
                track, known, state, on=day, note=row.note, by=actor.name, way="lembar"
            )
        actions.note_moved(actor, [(track, known) for track, *_ in found.moves])
        Mismatch.objects.bulk_create(found.wrong)
        made.updated, made.same = len(found.moves), found.same
        made.save(update_fields=["updated", "same"])
        told = {"system": known.code, "rows": len(rows), "updated": made.updated, "mismatches": len(found.wrong)}  # fmt: skip
        journal.record(
            "answer.imported", actor=actor.ref, subject=("answer", made.id), area=actor.area, data=told
        )  # fmt: skip
    return made


def read_rows(data: bytes, known: ExternalSystem) -> list[AnswerRow]:
    """The lines of an answer. Raises `track_sheet` and the sheet problems of `imports`."""
    if len(data) > MAX_BYTES:
        raise Problem("sheet_too_large", "file", limit=MAX_BYTES // 2**20)
    with Session(data) as session:
        if any(sheet.height > MOST_ROWS for sheet in session.heads):
            raise Problem("sheet_too_long", "file", rows=max(s.height for s in session.heads), limit=MOST_ROWS)  # fmt: skip
        book = session.whole()
    for sheet in book.sheets:
        head, places = columns.find_answer(sheet.rows, known.answers)
        if head >= 0:
            return _lines(sheet, head, places)
    wanted = ", ".join(known.answers.get("state", ["STATUS"]))
    raise Problem("track_sheet", "file", why=f"tidak ada baris judul dengan kolom {wanted} dan NIK, nomor, atau nama")  # fmt: skip


def _lines(sheet: Sheet, head: int, places: dict[str, int]) -> list[AnswerRow]:
    rows = columns.answer_rows(sheet.rows, head, places)
    if not rows:
        raise Problem("track_sheet", "file", why="tidak ada baris di bawah judulnya")
    return rows


def _match(actor: Actor, known: ExternalSystem, rows: list[AnswerRow], sheet: AnswerSheet) -> _Found:  # fmt: skip
    """Find each row's track: by NIK, then by number, then by the very same name (alone in the area)."""
    ours = _candidates(actor, known)
    by_nik = {bytes(t.nik_blind): t for t in ours if t.nik_blind}
    by_number = {t.number.casefold(): t for t in ours if t.number}
    by_name: dict[str, list[Track]] = {}
    for one in ours:
        by_name.setdefault(name_key(one.name), []).append(one)
    found = _Found()
    for row in rows:
        nik = "".join(c for c in row.nik if c.isdigit())
        index = nik_index(nik) if len(nik) == LENGTH else None
        track: Track | None = by_nik.get(index) if index else None
        if track is None and row.number:
            track = by_number.get(row.number.casefold())
        if track is None and row.name:
            alone = by_name.get(name_key(row.name), [])
            track = alone[0] if len(alone) == 1 else None
        state = columns.state_of(row.state, known.states)
        kind = _wrong(row, track, nik, state)
        if kind:
            found.wrong.append(_listed(row, track, sheet, kind=kind, state=state, nik=nik))
        elif track is not None:
            _take(track, state, row, found)
        if track is not None:
            found.met.add(track.id)
    return found


def _take(track: Track, state: str, row: AnswerRow, found: _Found) -> None:
    """A row that agrees: it moves its track, unless it says nothing new (or says it twice)."""
    if track.id in found.met or track.state == state:
        found.same += 1
    else:
        found.moves.append((track, state, row))


def _wrong(row: AnswerRow, track: Track | None, nik: str, state: str) -> str:
    """Why a row cannot simply be taken over; "" when it can."""
    if track is None:
        return str(MismatchKind.STRANGER)
    if nik and track.nik and nik != track.nik:
        return str(MismatchKind.NIK)
    if row.name and track.name and not queries.same_name(row.name, track.name):
        return str(MismatchKind.NAME)
    return "" if state else str(MismatchKind.STATE)


def _listed(row: AnswerRow, track: Track | None, sheet: AnswerSheet, *, kind: str, state: str, nik: str) -> Mismatch:  # fmt: skip
    theirs = {"nik": nik or row.nik, "name": row.name, "number": row.number, "state": row.state, "note": row.note}  # fmt: skip
    told = json.dumps(theirs, ensure_ascii=False)
    return Mismatch(sheet=sheet, track=track, row=row.line, kind=kind, state=state, theirs=told)


def _missing(actor: Actor, proposal: ProposalSheet, found: _Found, sheet: AnswerSheet) -> None:
    """What we proposed and they do not mention."""
    waiting = Track.objects.readable_by(actor).filter(sheets=proposal, final=False)
    found.wrong += [
        Mismatch(sheet=sheet, track=track, kind=MismatchKind.MISSING, theirs=json.dumps({}))
        for track in waiting
        if track.id not in found.met
    ]


def _candidates(actor: Actor, known: ExternalSystem) -> list[Track]:
    """Open tracks of this system that the actor reads in full, locked in one order."""
    found = Track.objects.readable_by(actor).filter(system=known.code, final=False)
    ids = list(found.values_list("id", flat=True))
    return list(Track.objects.select_for_update(of=("self",)).filter(id__in=ids).order_by("id"))


def shown(row: Mismatch) -> dict[str, str]:
    """What their sheet says, with the number masked."""
    theirs: dict[str, str] = json.loads(row.theirs or "{}")
    return {**theirs, "nik": mask_nik(theirs.get("nik", ""))}
