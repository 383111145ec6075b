"""From a file to checked and planned rows: layout, rules, matching. Reads the registry, writes nothing."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.conf import settings

from bubuhan.geo.resolver import resolve
from bubuhan.imports import sheet_pillar, sheet_table
from bubuhan.imports.masking import strangers
from bubuhan.imports.pairing import hold_conflicts, match_input
from bubuhan.imports.planning import MemberState, PersonState, Plan, Registry, plan
from bubuhan.imports.sheet_areas import Areas
from bubuhan.imports.sheet_child import Job, SheetJob
from bubuhan.imports.sheet_map import Column, signature
from bubuhan.imports.sheet_read import Sheet
from bubuhan.imports.sheet_rows import Draft, Rules
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
# (pillar, signature) -> {column index as text: field}, or None: what an office chose last time.
Remembered = Callable[[str, str], dict[str, str] | None]


@dataclass(slots=True)
class Layout:
    """How one sheet is read; kept with its file as JSON.

    `sheet` is its number in the batch, `index` in its file. `pillar` with `told` (where from); `asks` is
    the problem every row of the sheet waits with until somebody answers.
    """

    sheet: int
    name: str | None
    header_rows: list[int]
    columns: list[Column]
    hints: dict[str, str]
    titles: list[str]
    remembered: bool = False
    used: bool = True
    index: int = 0
    pillar: str = ""
    told: str = ""
    asks: dict[str, Any] | None = None

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

    @property
    def named(self) -> bool:
        """True when a column holds the name of a person."""
        return self.column_of("name") is not None or self.column_of("name_nik") is not None


def require_pillar(code: str) -> str:
    """The pillar's code in capitals; raises `pillar_unknown`."""
    code = code.strip().upper().replace(" ", "_").replace("-", "_")
    if item("pillar", code) is None:
        options = ", ".join(i.code for i in items("pillar"))
        raise Problem("pillar_unknown", "pillar", value=code, options=options)
    return code


def nothing_remembered(pillar: str, mark: str) -> None:
    """No office, no memory."""


def layouts(
    sheets: Sequence[Sheet],
    remembered: Remembered = nothing_remembered,
    *,
    scope: str = "",
    pillar: str = "",
    file_name: str = "",
    first_sheet: int = 0,
) -> list[Layout]:
    """The tables of a file, from the first rows of its sheets. Raises `sheet_no_header` when there is none.

    Where a table has no area at all, its sheet's name counts when it is exactly an area in `scope`.
    """
    found = []
    for number, sheet in enumerate(sheets):
        table = sheet_table.find(sheet)
        if table is None:
            continue
        layout = Layout(
            first_sheet + number, sheet.name, table.header_rows, table.columns, table.hints, table.titles, index=number,
        )  # fmt: skip
        tell_pillar(layout, pillar, file_name)
        if chosen := remembered(layout.pillar, layout.signature):
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


def tell_pillar(layout: Layout, given: str, file_name: str) -> None:
    """Set the pillar of a sheet: what it tells itself, else what was given; ask when the two disagree."""
    headings = [c.title for c in layout.columns if c.field in {"name", "name_nik"}]
    told = sheet_pillar.tell(layout.titles, layout.name, headings, file_name)
    layout.pillar, layout.told, layout.asks = given or told.pillar, told.source, None
    if given and told.pillar and told.pillar != given:
        names = {i.code: str(i.data.get("short") or i.name) for i in items("pillar")}
        if told.clear:
            layout.asks = _asked(
                Problem("pillar_differs", "pillar", told=names.get(told.pillar, told.pillar), given=names.get(given, given))
            )  # fmt: skip
    elif told.pillar and item("pillar", told.pillar) is None:
        layout.pillar = given
    if layout.pillar == "PSM" and told.swadaya:
        layout.asks = _asked(Problem("psm_swadaya_sheet", "pillar"))


def _asked(problem: Problem) -> dict[str, Any]:
    return {"code": problem.code, "field": problem.field, "values": dict(problem.values)}


def _no_area(layout: Layout) -> bool:
    return not layout.hints and not _AREA_FIELDS & {c.field for c in layout.columns}


def require_pillars(tables: Iterable[Layout]) -> None:
    """Raises `pillar_needed` naming the first used sheet whose pillar nobody knows."""
    for table in tables:
        if table.used and not table.pillar and table.column_of("pillar") is None:
            raise Problem("pillar_needed", "pillar", sheet=table.name or "satu-satunya")


def job(batch: UUID, tables: Iterable[Layout]) -> Job:
    """What the child process is told. Raises `sheet_no_name` when a used table has no name column."""
    sheets = []
    for table in tables:
        if not table.used:
            continue
        if not table.named:
            raise Problem("sheet_no_name", "file")
        asks = table.asks
        sheets.append(
            SheetJob(
                table.index, table.sheet, table.header_rows, table.columns, table.hints, table.pillar,
                (asks["code"], asks["field"], asks["values"]) if asks else None,
            )
        )  # fmt: skip
    return Job(batch, sheets, clock.today(), settings.BUBUHAN_DEMO)


def rules_of(tables: Iterable[Layout], scope: str) -> dict[int, Rules]:
    """What a check needs, by sheet, with one fresh memory of area answers."""
    areas = Areas(scope)
    today = clock.today()
    known: dict[tuple[Any, ...], Any] = {}
    out = {}
    for table in tables:
        asks = table.asks
        problem = Problem(asks["code"], asks["field"], **asks["values"]) if asks else None
        out[table.sheet] = Rules(
            table.pillar, today, settings.BUBUHAN_DEMO, areas.find, problem, known
        )
    return out


def plan_all(drafts: Sequence[Draft], *, office: str, alone: bool = True) -> list[Plan]:
    """Plan against the registry as it is now; `alone`: the drafts know of no others in their batch.

    `office` is the area of the upload: persons beyond it are not named.
    """
    if alone:
        hold_conflicts(drafts)
    return plan(drafts, snapshot(drafts, office))


def snapshot(drafts: Sequence[Draft], office: str = "") -> Registry:
    """The part of the registry these rows can touch: five queries for any number of rows."""
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
    pillars = {d.pillar for d in drafts}
    members = [
        MemberState(
            m.id, m.person_id, m.pillar, m.area_code, m.status, m.started_on, m.started_precision, m.ended_on,
            {f: getattr(m, f) for f in MEMBER_FIELDS}, rev=m.rev,
        )
        for m in Membership.objects.filter(person_id__in=ids, pillar__in=pillars).order_by("id")
    ]  # fmt: skip
    return Registry(known, persons, members, strangers(office, ids))


def counts(outcomes: Iterable[str]) -> dict[str, int]:
    """`{"rows", "created", "updated", "unchanged", "held", "rejected"}`; they add up."""
    found = dict.fromkeys(("created", "updated", "unchanged", "held", "rejected"), 0)
    for outcome in outcomes:
        found[outcome] += 1
    return {"rows": sum(found.values()), **found}
