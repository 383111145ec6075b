"""Where the table is: title rows, one or two header rows, group rows, data, totals, footnotes. Pure.

What lies above a header is a title, whose "KECAMATAN ..." counts as a hint; a row with nothing but
such a name gives its area to the rows below it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bubuhan.imports.sheet_fields import SKIPPED
from bubuhan.imports.sheet_map import Column, field_of, guess, parent_of, plain
from bubuhan.imports.sheet_read import Merge, Sheet, is_blank

SEARCH_ROWS = 60
_SUB_WORDS = frozenset(
    {"tahun", "nomor", "tanggal", "l", "p", "lk", "pr", "laki laki", "perempuan"}
)
_LEVELS = {
    "kabupaten": "kab", "kab": "kab", "kota": "kab", "kecamatan": "kec", "kec": "kec", "kelurahan": "desa",
    "kel": "desa", "desa": "desa", "ds": "desa",
}  # fmt: skip
_DEPTHS = {"kab": 0, "duty_kab": 0, "kec": 1, "duty_kec": 1, "desa": 2, "duty_desa": 2, "area": 3}
_AREA_FIELDS = frozenset(_DEPTHS)
_DITTO = frozenset(
    [
        '"',
        "''",
        "“",
        "”",
        "〃",
        '-"-',
        '"-"',
        '- " -',
        "sda",
        "s.d.a",
        "s.d.a.",
        "idem",
        "idm",
        "ditto",
    ]
)
_GROUP = re.compile(
    r"^(?:[ivxlc\d]{1,4}[.)]\s*|[a-z][.)]\s*)?(kabupaten|kab|kota|kecamatan|kec|kelurahan|kel|desa|ds)\b[.:\s]*(.{2,60})$",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"\b(kabupaten|kab|kota|kecamatan|kec|kelurahan|kel|desa)\b[.:\s]+"
    r"(.+?)(?=\s*(?:,|\(|-\s|\bprov|\btahun\b|\bkabupaten\b|\bkab\b|\bkota\b|\bkecamatan\b|\bkec\b|\bkelurahan\b|\bdesa\b|\d{4}|$))",
    re.IGNORECASE,
)
_SUSPECT = re.compile(
    r"(?:nama|jumlah|total|jml|sub|grand|rekap|kab|kota|kec|kel|desa|ds\b|catatan|ket|sumber|nip|an\b|a\.n)",
    re.IGNORECASE,
)
_AND = re.compile(r"\b(?:dan|serta)\b|&", re.IGNORECASE)
_TOTAL = re.compile(r"^(?:sub ?)?(?:grand ?)?(?:jumlah|total|jml|rekapitulasi)\b", re.IGNORECASE)
_FOOT = re.compile(
    r"^(?:\*|catatan\b|keterangan\s*:|ket\s*[.:]|sumber\b|nb\b|mengetahui|menyetujui|kepala dinas|kepala bidang|lurah\b|camat\b|"
    r"nip\b|hal(?:aman)?\b[ .:]*(?:\d|$)|tembusan\b|ketua ipsm|an\.? ?kepala|a\.n\.|dibuat oleh|disusun oleh|demikian)",
    re.IGNORECASE,
)
_PLACE_DATE = re.compile(
    r"^[a-z .]+,\s*(?:\.{2,}|\d{0,2}\s*[a-z]*\.?\s*\d{4}|tanggal)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Line:
    """One data row: its index from 0, its cells, and the areas its group rows and titles name."""

    row: int
    cells: list[Any]
    context: dict[str, str]


@dataclass(slots=True)
class Table:
    """A table found in a sheet; `header_rows` are indexes from 0, `titles` what stood above."""

    header_rows: list[int]
    columns: list[Column]
    titles: list[str] = field(default_factory=list)
    hints: dict[str, str] = field(default_factory=dict)


def find(sheet: Sheet) -> Table | None:
    """Find the header of a sheet, or None when nothing in it looks like a list of people.

    The first `SEARCH_ROWS` rows and a few more are enough.
    """
    best, best_score = -1, 0.0
    for row in range(min(len(sheet.rows), SEARCH_ROWS)):
        score = _header_score(sheet.rows[row])
        if score > best_score:
            best, best_score = row, score
    if best < 0:
        return None
    top, bottom = _extent(sheet, best)
    rows = list(range(top, bottom + 1))
    columns = guess(_headings(sheet, rows))
    titles = [
        t for r in sheet.rows[:top] for v in r if isinstance(v, str) and (t := " ".join(v.split()))
    ]
    return Table(rows, columns, titles[:12], _hints(titles, sheet.name))


def lines(rows: Iterable[list[Any]], table: Table, merges: Iterable[Merge] = ()) -> Iterator[Line]:
    """The data rows below the header, in order; everything else is passed over. `rows[0]` is row 1."""
    context = dict(table.hints)
    data = {c.index for c in table.columns if c.field and c.field not in SKIPPED}
    named = {c.index for c in table.columns if c.field in {"name", "name_nik"}}
    own = {c.index: {plain(h) for h in c.heading} for c in table.columns}
    name = min(named, default=-1)
    merges = list(merges)
    wide = _wide_merges(merges)
    first = table.header_rows[-1] + 1
    spans = _area_spans(merges, table.columns, first)
    above = _Above(table.columns)
    running: dict[int, tuple[Any, int]] = {}  # column -> what its merged cell says, last row of it
    foot = False
    for row, cells in enumerate(rows):
        if row < first:
            continue
        for column, last in spans.get(row, ()):
            if column < len(cells) and not is_blank(cells[column]):
                running[column] = cells[column], last
        if _is_plainly_data(cells, name):
            foot = False
            yield above.line(row, _spread(cells, running, row), context)
            continue
        filled = [i for i, v in enumerate(cells) if not is_blank(v)]
        if not filled:
            continue
        if _is_header_again(cells, own, named):
            foot = False
            continue
        if group := _group(cells, filled, row in wide):
            context = dict(context)
            _enter(context, *group)
            above.said.clear()
            continue
        if _is_numbering(cells, filled) or _is_total(cells, filled, named):
            continue
        if foot or _is_foot(cells, filled):
            foot = foot or len(filled) <= 2
            if len(filled) <= 2:
                continue
            foot = False
        if any(i in data for i in filled):
            yield above.line(row, _spread(cells, running, row), context)


class _Above:
    """What the rows above said of their area: taken for a ditto mark, offered where nothing is written."""

    def __init__(self, columns: Iterable[Column]) -> None:
        found = [(_DEPTHS[c.field], c.index) for c in columns if c.field in _AREA_FIELDS]
        self.columns = [index for _, index in sorted(found)]
        self.said: dict[int, Any] = {}

    def line(self, row: int, cells: list[Any], context: dict[str, str]) -> Line:
        """The row; its context has `above` when it names no area itself."""
        told = False
        for place, column in enumerate(self.columns):
            value = cells[column] if column < len(cells) else None
            if value is None or value == "":
                continue
            if type(value) is str and len(value) < 8:
                if value.strip().lower() in _DITTO:
                    cells, told = list(cells), True
                    cells[column] = self.said.get(column)
                    continue
                if is_blank(value):
                    continue
            told = True
            if self.said.get(column) != value:
                self.said[column] = value
                for deeper in self.columns[place + 1 :]:
                    self.said.pop(deeper, None)
        if self.said and not told:
            names = [str(self.said[c]) for c in reversed(self.columns) if c in self.said]
            context = {**context, "above": ", ".join(names)}
        return Line(row, cells, context)


def _is_plainly_data(cells: list[Any], name: int) -> bool:
    """The common case, told at a glance: a name, and a long number, a date or a year's worth of digits."""
    if not 0 <= name < len(cells):
        return False
    who = cells[name]
    if type(who) is not str or len(who) < 3 or not who[0].isalpha() or _SUSPECT.match(who):
        return False
    full = 0
    sure = False
    for value in cells:
        if value is None or value == "":
            continue
        full += 1
        if sure:
            continue
        kind = type(value)
        if kind is str:
            sure = len(value) >= 8 and value[-4:].isdigit() and value[:1].isdigit()
        else:
            sure = kind is date or (kind in (float, int) and value >= 1_000_000)
    return sure and full >= 4


def _header_score(cells: list[Any]) -> float:
    """How many different known headings stand in a row; 0 without one for a name."""
    found: dict[str, float] = {}
    texts = 0
    for value in cells:
        if not isinstance(value, str) or is_blank(value) or len(value) > 200:
            continue
        texts += 1
        code, score = field_of(value)
        if code and score > found.get(code, 0.0):
            found[code] = score
    if not ({"name", "name_nik"} & found.keys()) or (len(found) < 2 and texts > 1):
        return 0.0
    return sum(found.values())


def _extent(sheet: Sheet, row: int) -> tuple[int, int]:
    """First and last header row around the best one: parents above, sub-headings below."""
    top = bottom = row
    while bottom + 1 < len(sheet.rows) and bottom - row < 2 and _is_sub(sheet, row, bottom + 1):
        bottom += 1
    if row > 0 and _is_parent(sheet.rows[row - 1], sheet.rows[row]):
        top = row - 1
    return top, bottom


def _is_sub(sheet: Sheet, head: int, row: int) -> bool:
    """Sub-headings: short texts only, none under the name, known words under an empty or merged place."""
    cells, above = sheet.rows[row], sheet.rows[head]
    texts = {i: v for i, v in enumerate(cells) if not is_blank(v)}
    if len(texts) < 2 or not all(isinstance(v, str) and len(v) < 120 for v in texts.values()):
        return False
    name = next(
        (
            i
            for i, v in enumerate(above)
            if isinstance(v, str) and field_of(v)[0] in {"name", "name_nik"}
        ),
        -1,
    )
    if name in texts:
        return False
    known = sum(1 for v in texts.values() if field_of(v)[0] or plain(v) in _SUB_WORDS)
    return known * 2 >= len(texts) or known >= 3


def _is_parent(above: list[Any], head: list[Any]) -> bool:
    words = [v for v in above if isinstance(v, str) and not is_blank(v)]
    if not 1 <= len(words) < len([v for v in head if not is_blank(v)]):
        return False
    known = [v for v in words if parent_of(v) or field_of(v)[1] >= 0.97]
    return len(known) * 2 >= len(words) and (len(words) > 1 or bool(parent_of(words[0])))


def _headings(sheet: Sheet, rows: list[int]) -> dict[int, tuple[str, ...]]:
    width = max(len(sheet.rows[r]) for r in rows)
    merged = {
        (r, c): (t, le)
        for t, le, b, ri in sheet.merges
        for r in range(t, min(b, t + 8) + 1)
        for c in range(le, min(ri, le + 150) + 1)
    }
    out: dict[int, tuple[str, ...]] = {}
    for column in range(width):
        words: list[str] = []
        for place, row in enumerate(rows):
            text = _text(sheet, *merged.get((row, column), (row, column)))
            if not text and place < len(rows) - 1:
                text = _carried(sheet, row, column, rows[place + 1], merged)
            if text and (not words or words[-1] != text):
                words.append(text)
        if words:
            out[column] = tuple(words)
    return out


def _carried(
    sheet: Sheet, row: int, column: int, below: int, merged: dict[tuple[int, int], tuple[int, int]]
) -> str:
    """The parent to the left, for files that lost their merges (csv, ods)."""
    if (row, column) in merged or not _text(sheet, below, column):
        return ""
    for left in range(column - 1, -1, -1):
        if text := _text(sheet, row, left):
            return text if _text(sheet, below, left) and (row, left) not in merged else ""
    return ""


def _text(sheet: Sheet, row: int, column: int) -> str:
    cells = sheet.rows[row]
    value = cells[column] if column < len(cells) else None
    return " ".join(value.split()) if isinstance(value, str) else ""


def _hints(titles: list[str], sheet_name: str | None) -> dict[str, str]:
    found: dict[str, str] = {}
    for title in [*titles, sheet_name or ""]:
        parts = _TITLE.findall(title)
        if any(_AND.search(text) for _, text in parts):
            continue  # "Kota A dan Kab. B": a row may lie in either
        for level, text in parts:
            found.setdefault(
                _LEVELS[level.lower()],
                f"{level} {text.strip(' :.-')}" if level.lower() == "kota" else text.strip(" :.-"),
            )
    return found


def _group(cells: list[Any], filled: list[int], wide: bool) -> tuple[str, str] | None:
    """`KECAMATAN BANJARMASIN BARAT` alone in its row (a number before it allowed)."""
    texts = [cells[i] for i in filled if isinstance(cells[i], str)]
    if not texts or len(filled) > 2 or len(filled) - len(texts) > 1:
        return None
    if len(texts) == 2 and not re.fullmatch(
        r"[ivxlcdm]{1,6}|[a-z]|\d{1,3}", texts[0].strip(" .)"), re.IGNORECASE
    ):
        return _split_group(texts)
    text = " ".join(texts[-1].split())
    if found := _GROUP.match(text):
        level, name = found[1].lower(), found[2].strip(" :.")
        return _LEVELS[level], f"Kota {name}" if level == "kota" else name
    if (
        wide
        and not _TOTAL.match(text)
        and not _FOOT.match(text)
        and len(text) < 60
        and len(filled) == 1
    ):
        return "any", text
    return None


def _split_group(texts: list[str]) -> tuple[str, str] | None:
    """`Kecamatan :` in one cell, the name in the next."""
    level = plain(texts[0])
    return (_LEVELS[level], " ".join(texts[1].split()).lstrip(": ")) if level in _LEVELS else None


def _enter(context: dict[str, str], level: str, text: str) -> None:
    below = {"kab": ("kec", "desa", "any"), "kec": ("desa", "any"), "desa": ("any",), "any": ()}[
        level
    ]
    for lower in below:
        context.pop(lower, None)
    context[level] = text


def _wide_merges(merges: Iterable[Merge]) -> set[int]:
    return {t for t, le, b, r in merges if t == b and r - le >= 2}


def _area_spans(
    merges: Iterable[Merge], columns: Iterable[Column], first: int
) -> dict[int, list[tuple[int, int]]]:
    """Row -> (column, last row) of the area cells that are merged downwards from it."""
    areas = {c.index for c in columns if c.field in _AREA_FIELDS}
    found: dict[int, list[tuple[int, int]]] = {}
    for top, left, bottom, right in merges:
        if top >= first and bottom > top:
            spots = [(c, bottom) for c in range(left, min(right, left + 20) + 1) if c in areas]
            found.setdefault(top, []).extend(spots[:1])
    return found


def _spread(cells: list[Any], running: dict[int, tuple[Any, int]], row: int) -> list[Any]:
    """The row with what cells merged over it say in its blank places."""
    if not running:
        return cells
    out = list(cells)
    for column, (value, last) in list(running.items()):
        if row > last:
            del running[column]
            continue
        out += [None] * (column + 1 - len(out))
        if is_blank(out[column]):
            out[column] = value
    return out


def _is_header_again(cells: list[Any], own: dict[int, set[str]], named: set[int]) -> bool:
    """The header repeated on a later page: the name column holds its heading, and others theirs."""
    texts = {i: cells[i] for i in named if i < len(cells)}
    if not any(isinstance(v, str) and plain(v) in own[i] for i, v in texts.items()):
        return False
    words = {i: plain(v) for i, v in enumerate(cells) if isinstance(v, str) and not is_blank(v)}
    equal = sum(1 for i, text in words.items() if text in own.get(i, ()))
    return equal >= 2 and equal * 10 >= len(words) * 6


def _is_numbering(cells: list[Any], filled: list[int]) -> bool:
    """The row `1 2 3 4 ...` (or `(1) (2) ...`, `a b c`) under a header."""
    if len(filled) < 3:
        return False
    numbers = []
    for i in filled:
        text = str(cells[i]).strip(" ().").removesuffix(".0")
        if not text.isdigit() or len(text) > 2:
            return False
        numbers.append(int(text))
    return (
        numbers == sorted(numbers)
        and numbers[-1] - numbers[0] <= len(numbers) + 3
        and len(set(numbers)) == len(numbers)
    )


def _is_total(cells: list[Any], filled: list[int], named: set[int]) -> bool:
    first = next((cells[i] for i in filled if isinstance(cells[i], str)), "")
    if not _TOTAL.match(" ".join(str(first).split())):
        return False
    who = [cells[i] for i in named if i < len(cells)]
    return all(
        is_blank(v) or v == first or not isinstance(v, str) or any(c.isdigit() for c in v)
        for v in who
    )


def _is_foot(cells: list[Any], filled: list[int]) -> bool:
    first = str(cells[filled[0]]).strip()
    return len(filled) <= 2 and bool(_FOOT.match(first) or _PLACE_DATE.match(first))
