"""Columns of other systems' sheets, pure: whose order, which of our fields, and reading theirs.

A layout is written as lines `Judul kolom = isian`; a column without a field stays empty for whoever
fills the sheet on. Nothing here claims to be their official form: every layout is an office's row.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

FIELDS: dict[str, str] = {
    "urut": "Nomor urut",
    "nik": "NIK",
    "kk": "Nomor KK",
    "nama": "Nama",
    "tempat_lahir": "Tempat lahir",
    "tanggal_lahir": "Tanggal lahir",
    "kelamin": "Jenis kelamin",
    "alamat": "Alamat",
    "rt": "RT",
    "rw": "RW",
    "desa": "Desa/kelurahan",
    "kecamatan": "Kecamatan",
    "kabkota": "Kabupaten/kota",
    "provinsi": "Provinsi",
    "kode_desa": "Kode wilayah desa",
    "ibu_kandung": "Nama ibu kandung",
    "pekerjaan": "Pekerjaan",
    "hubungan": "Hubungan dengan kepala keluarga",
    "telepon": "Nomor HP",
    "nomor": "Nomor di sistem itu",
    "nomor_kasus": "Nomor kasus",
    "catatan": "Catatan",
}
ANSWERS = ("nik", "name", "number", "state", "note")
_SPACE = re.compile(r"[\s.:_/-]+")
MOST = 60


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One line of an answer sheet, as text; `line` is the row as the office counts it."""

    line: int
    nik: str
    name: str
    number: str
    state: str
    note: str


def written(columns: Sequence[Mapping[str, str]]) -> str:
    """A layout as lines for a text area."""
    return "\n".join(f"{c['title']} = {c['field']}" if c.get("field") else c["title"] for c in columns)  # fmt: skip


def read(text: str) -> tuple[list[dict[str, str]], str]:
    """The layout of such lines, and what is wrong with them in words ("" when nothing is)."""
    found: list[dict[str, str]] = []
    for line in text.splitlines():
        if not line.strip():
            continue
        title, _, field = (part.strip() for part in line.rpartition("=")) if "=" in line else (line.strip(), "", "")  # fmt: skip
        if not title:
            return [], f"baris “{line.strip()[:40]}” tidak punya judul kolom"
        if field and field not in FIELDS:
            return [], f"isian “{field[:30]}” tidak dikenal; yang ada: {', '.join(FIELDS)}"
        found.append({"title": title[:80], "field": field})
    if not found:
        return [], "belum ada kolom"
    if len(found) > MOST:
        return [], f"paling banyak {MOST} kolom"
    titles = [squeezed(c["title"]) for c in found]
    twice = next((t for t in titles if titles.count(t) > 1), "")
    return ([], f"judul “{twice}” ada dua kali") if twice else (found, "")


def squeezed(title: object) -> str:
    """A heading as it is compared: `No. KK ` is `no kk`."""
    return _SPACE.sub(" ", str(title or "")).strip().casefold()


def find_answer(rows: Sequence[Sequence[Any]], titles: Mapping[str, Sequence[str]]) -> tuple[int, dict[str, int]]:  # fmt: skip
    """The heading row and where each part of an answer stands; (-1, {}) when there is none.

    A heading needs the state and at least one of NIK, number and name.
    """
    wanted = {key: {squeezed(t) for t in names} for key, names in titles.items()}
    for number, row in enumerate(rows[:40]):
        cells = [squeezed(value) for value in row]
        places = {
            key: next(i for i, cell in enumerate(cells) if cell in names)
            for key, names in wanted.items()
            if any(cell in names for cell in cells)
        }
        if "state" in places and len(places.keys() & {"nik", "number", "name"}) > 0:
            return number, places
    return -1, {}


def answer_rows(rows: Sequence[Sequence[Any]], head: int, places: Mapping[str, int]) -> list[AnswerRow]:  # fmt: skip
    """The lines under the heading that say something."""
    found = []
    for number, row in enumerate(rows[head + 1 :], start=head + 2):
        cell = {key: _text(row[at]) if at < len(row) else "" for key, at in places.items()}
        if not any(cell.get(key) for key in ("nik", "name", "number")):
            continue
        found.append(AnswerRow(number, *(cell.get(key, "") for key in ANSWERS)))
    return found


def state_of(said: str, states: Sequence[Mapping[str, Any]]) -> str:
    """Our code for their word: by code, name, or one of the words a row lists; "" when unknown."""
    word = squeezed(said)
    for state in states:
        words = {squeezed(state["code"]), squeezed(state["name"]), *map(squeezed, state.get("words", ()))}  # fmt: skip
        if word and word in words:
            return str(state["code"])
    return ""


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(str(value if value is not None else "").split())[:300]
