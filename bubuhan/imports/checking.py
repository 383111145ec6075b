"""From a file to planned rows: layout, reading, areas, matching. Reads the registry, writes nothing."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.conf import settings

from bubuhan.geo.resolver import resolve
from bubuhan.imports import sheet_table
from bubuhan.imports.planning import (
    MemberState,
    PersonState,
    Plan,
    Registry,
    hold_conflicts,
    match_input,
    plan,
)
from bubuhan.imports.sheet_areas import Areas
from bubuhan.imports.sheet_map import Column, signature
from bubuhan.imports.sheet_read import Book
from bubuhan.imports.sheet_rows import Draft, Raw, Rules, check, gather
from bubuhan.kernel import clock
from bubuhan.kernel.problems import Problem
from bubuhan.lists.queries import item, items
from bubuhan.people.matching import find_known
from bubuhan.people.models import Person
from bubuhan.volunteers.models import Membership
from bubuhan.volunteers.queries import areas_of

MEMBER_FIELDS = ("position", "organisation", "decree_no", "decree_issuer", "decree_date", "details")
PERSON_FIELDS = (
    "name",
    "sex",
    "birth_date",
    "birth_precision",
    "birth_place",
    "phone",
    "phone_other",
    "address",
    "area_code",
)
_AREA_FIELDS = {"area", "kab", "kec", "desa", "duty_kab", "duty_kec", "duty_desa"}
# signature -> {column index as text: field}, or None: what an office chose last time.
Remembered = Callable[[str], dict[str, str] | None]


@dataclass(slots=True)
class Layout:
    """How one sheet is read; kept with the batch as JSON."""

    sheet: int
    name: str | None
    header_rows: list[int]
    columns: list[Column]
    hints: dict[str, str]
    titles: list[str]
    remembered: bool = False
    used: bool = True

    @property
    def signature(self) -> str:
        return signature(self.columns)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Layout":
        columns = [
            Column(c["index"], tuple(c["heading"]), c["field"], c["score"]) for c in data["columns"]
        ]
        return cls(**{**data, "columns": columns})

    def column_of(self, field: str) -> int | None:
        return next((c.index for c in self.columns if c.field == field), None)


def require_pillar(code: str) -> str:
    """The pillar's code in capitals; raises `pillar_unknown`."""
    code = code.strip().upper().replace(" ", "_").replace("-", "_")
    if item("pillar", code) is None:
        options = ", ".join(i.code for i in items("pillar"))
        raise Problem("pillar_unknown", "pillar", value=code, options=options)
    return code


def layouts(book: Book, remembered: Remembered = lambda _: None, scope: str = "") -> list[Layout]:
    """The tables of a file. Raises `sheet_no_header` when no sheet has one.

    Where a table has no area at all, its sheet's name counts when it is exactly an area in `scope`.
    """
    found = []
    for number, sheet in enumerate(book.sheets):
        table = sheet_table.find(sheet)
        if table is None:
            continue
        layout = Layout(
            number, sheet.name, table.header_rows, table.columns, table.hints, table.titles
        )
        if chosen := remembered(layout.signature):
            layout.columns = [
                Column(c.index, c.heading, chosen.get(str(c.index), ""), 1.0)
                for c in layout.columns
            ]
            layout.remembered = True
        if (
            scope
            and sheet.name
            and _no_area(layout)
            and resolve(sheet.name, within=scope).status == "exact"
        ):
            layout.hints["any"] = sheet.name
        found.append(layout)
    if not found:
        raise Problem("sheet_no_header", "file")
    return found


def _no_area(layout: Layout) -> bool:
    return not layout.hints and not _AREA_FIELDS & {c.field for c in layout.columns}


def raws(book: Book, tables: Sequence[Layout]) -> Iterator[Raw]:
    """Every data row of the sheets in use. Raises `sheet_no_name` when a table has no name column."""
    for layout in tables:
        if not layout.used:
            continue
        if layout.column_of("name") is None and layout.column_of("name_nik") is None:
            raise Problem("sheet_no_name", "file")
        table = sheet_table.Table(layout.header_rows, layout.columns, layout.titles, layout.hints)
        for line in sheet_table.lines(book.sheets[layout.sheet], table):
            yield gather(layout.sheet, line, layout.columns)


def rules_for(pillar: str, scope: str) -> Rules:
    """What a check needs, with a fresh memory of area answers."""
    found = item("pillar", pillar)
    areas = Areas(scope, str(found.data.get("unit", "desa")) if found else "desa")
    return Rules(pillar, clock.now().date(), settings.BUBUHAN_DEMO, areas.find)


def check_all(rows: Sequence[Raw], rules: Rules) -> list[Draft]:
    """Drafts of all rows of a file, with the conflicts between them."""
    drafts = [check(raw, rules) for raw in rows]
    hold_conflicts(drafts)
    return drafts


def plan_all(drafts: Sequence[Draft], pillar: str) -> list[Plan]:
    """Plan against the registry as it is now."""
    return plan(drafts, snapshot(drafts, pillar), pillar=pillar)


def snapshot(drafts: Sequence[Draft], pillar: str) -> Registry:
    """The part of the registry these rows can touch: three queries for any number of rows."""
    asked = [match_input(d) for d in drafts if not d.rejected]
    known = find_known(asked, areas_of)
    ids = {k.id for k in known}
    ids |= {UUID(d.decision) for d in drafts if d.decision not in {"", "new"}}
    persons = {
        row["id"]: PersonState(
            row["id"],
            {f: row[f] if row[f] is not None else "" for f in PERSON_FIELDS},
            row["nik_blind"] is not None,
            rev=row["rev"],
        )
        for row in Person.objects.filter(id__in=ids).values(
            "id", "nik_blind", "rev", *PERSON_FIELDS
        )
    }
    members = [
        MemberState(
            m.id, m.person_id, m.pillar, m.area_code, m.status, m.started_on, m.started_precision, m.ended_on,
            {f: getattr(m, f) for f in MEMBER_FIELDS}, rev=m.rev,
        )
        for m in Membership.objects.filter(person_id__in=ids, pillar=pillar).order_by("id")
    ]  # fmt: skip
    return Registry(known, persons, members)


def counts(outcomes: Sequence[str]) -> dict[str, int]:
    """`{"rows", "created", "updated", "unchanged", "held", "rejected"}`; they add up."""
    found = dict.fromkeys(("created", "updated", "unchanged", "held", "rejected"), 0)
    for outcome in outcomes:
        found[outcome] += 1
    return {"rows": len(outcomes), **found}
