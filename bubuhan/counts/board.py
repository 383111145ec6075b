"""The page of counts: pillars and areas below, each with what others said and the gap."""

from dataclasses import dataclass
from typing import Any

from django.db import connection

from bubuhan.accounts.policy import Actor
from bubuhan.counts import controls, coverage, reading, tallying
from bubuhan.counts.controls import Beside
from bubuhan.counts.tallying import BELOW, GRADES, Tally
from bubuhan.geo import names
from bubuhan.geo import queries as geo
from bubuhan.kernel.paging import Page
from bubuhan.lists.queries import codes, item, items

PAGE_SIZE = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table of counts."""

    code: str
    name: str
    tally: Tally
    beside: Beside
    gap: int | None
    empty: coverage.Covered | None = None

    @property
    def absent_but_counted(self) -> bool:
        """Somebody vouched that there is none, and yet there are."""
        return self.beside.absence is not None and self.tally.total > 0


@dataclass(frozen=True, slots=True)
class Board:
    """What the page of counts shows."""

    area: str
    label: str
    pillar: str
    pillar_name: str
    pillars: list[Line]
    unknown: list[Line]
    chosen: Line
    below: list[Line]
    above: list[tuple[str, str]]


def board(actor: Actor, area: str, pillar: str) -> Board:
    """Live counts of an area (eight queries, whatever its size)."""
    here = reading.scope(actor, area)
    chosen = pillar if pillar in codes("pillar") else "PSM"
    width = BELOW[len(here)]
    own = {t.pillar: t for t in tallying.live(here, len(here))}
    parts = {t.code: t for t in tallying.live(here, width) if t.pillar == chosen}
    below = geo.children(here) if len(here) < 13 else []
    said = controls.beside([here, *(a.code for a in below)])
    empty = {c.code: c for c in coverage.groups(chosen, here, width)}
    lines = [
        _line(row.code, str(row.data.get("short") or row.name), own, said, here)
        for row in items("pillar")
    ]
    rows = [
        Line(
            a.code,
            names.titled(a.code) if len(a.code) == 5 else a.name,
            parts.get(a.code) or Tally(chosen, a.code),
            said.get((chosen, a.code)) or Beside(),
            (said.get((chosen, a.code)) or Beside()).gap(_total(parts.get(a.code))),
            empty.get(a.code),
        )
        for a in below
    ]
    return Board(
        area=here,
        label=reading.label(here),
        pillar=chosen,
        pillar_name=next(line.name for line in lines if line.code == chosen),
        pillars=[line for line in lines if _known(line, chosen)],
        unknown=[line for line in lines if not _known(line, chosen)],
        chosen=next(line for line in lines if line.code == chosen),
        below=rows,
        above=above(actor, here),
    )


def people(actor: Actor, area: str, pillar: str, grade: str, number: int) -> Page[dict[str, Any]]:
    """The persons behind a live number, by name: one row each, with every hat that made him count."""
    here = reading.scope(actor, area)
    values: dict[str, Any] = {
        "low": here,
        "from": here + "." if here else "",
        "high": here + "/" if here else "~",
        "pillar": pillar,
        "grade": grade,
        "limit": PAGE_SIZE,
        "offset": (number - 1) * PAGE_SIZE,
    }
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE_COUNT, values)
        total = cursor.fetchone()[0]
        cursor.execute(_PEOPLE, values)
        found = cursor.fetchall()
    labels = names.names({code for row in found for code in row[3]})
    rows = [
        {
            "person_id": person,
            "name": name,
            "grade": _GRADE_BY_RANK[rank],
            "where": "; ".join(labels[code] for code in areas),
            "reasons": _reasons(reasons),
        }
        for person, name, rank, areas, reasons in found
    ]
    return Page(rows, number, PAGE_SIZE, total)


def pillar_options() -> list[tuple[str, str]]:
    """Pillars for selects, by their short names."""
    return [(row.code, str(row.data.get("short") or row.name)) for row in items("pillar")]


def grade_word(code: str) -> str:
    """`sah` -> Sah; "" -> Belum dinilai."""
    return GRADES.get(code, code)


def pillar_word(code: str) -> str:
    """`TAGANA` -> Tagana."""
    row = item("pillar", code)
    return str(row.data.get("short") or row.name) if row else code


_GRADE_BY_RANK = list(GRADES)
_HEADS = """
SELECT coalesce(p.same_as_id, p.id) AS head,
       min(CASE m.grade WHEN 'sah' THEN 0 WHEN 'perbaiki' THEN 1 WHEN 'ragu' THEN 2 ELSE 3 END) AS rank,
       array_agg(DISTINCT m.area_code) AS areas,
       jsonb_agg(m.grade_reasons) AS reasons
FROM volunteers_membership m JOIN people_person p ON p.id = m.person_id
WHERE m.status = 'active' AND m.pillar = %(pillar)s
  AND (m.area_code = %(low)s OR m.area_code >= %(from)s AND m.area_code < %(high)s)
GROUP BY 1
"""
_WANTED = """(%(grade)s = 'semua' OR rank = CASE %(grade)s WHEN 'sah' THEN 0 WHEN 'perbaiki' THEN 1
  WHEN 'ragu' THEN 2 ELSE 3 END)"""
_PEOPLE_COUNT = f"SELECT count(*) FROM ({_HEADS}) h WHERE {_WANTED}"  # noqa: S608  (constants)
_PEOPLE = f"""
SELECT h.head, p.name, h.rank, h.areas, h.reasons FROM ({_HEADS}) h
JOIN people_person p ON p.id = h.head WHERE {_WANTED}
ORDER BY p.name, h.head LIMIT %(limit)s OFFSET %(offset)s
"""  # noqa: S608  (constants)


def _line(
    pillar: str,
    name: str,
    own: dict[str, Tally],
    said: dict[controls.Key, Beside],
    area: str,
) -> Line:
    tally = own.get(pillar) or Tally(pillar, area)
    place = said.get((pillar, area)) or Beside()
    return Line(pillar, name, tally, place, place.gap(tally.total))


def _known(line: Line, chosen: str) -> bool:
    """True when there is something to say of a pillar here; else it is "belum didata"."""
    said = line.beside.newest or line.beside.absence
    return bool(line.tally.total or said or line.code == chosen)


def _total(tally: Tally | None) -> int:
    return tally.total if tally else 0


def above(actor: Actor, area: str) -> list[tuple[str, str]]:
    """The way up inside the actor's scope, for the trail above the table."""
    steps = ["", *(area[:n] for n in (2, 5, 8) if len(area) > n)]
    return [
        (s, names.titled(s) if s else "Indonesia") for s in steps if s != area and actor.covers(s)
    ]


def _reasons(grouped: Any) -> list[str]:
    """Texts of the grade reasons of all hats, each once."""
    import json

    lists = json.loads(grouped) if isinstance(grouped, str) else grouped or []
    texts = [str(r.get("text", "")) for one in lists for r in one or [] if isinstance(r, dict)]
    return list(dict.fromkeys(t for t in texts if t))
