"""Repair of held rows: the form of one row, and suggestions for many at once. One call per page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.conf import settings

from bubuhan.accounts.policy import Actor, require
from bubuhan.geo.check import current
from bubuhan.imports import batching, staging
from bubuhan.imports.copying import columns_of
from bubuhan.imports.models import ImportBatch, ImportRow
from bubuhan.imports.sheet_fields import FIELDS
from bubuhan.imports.sheet_read import cell_name
from bubuhan.imports.sheet_rows import FORMULA, as_text
from bubuhan.imports.staging import cells_of
from bubuhan.imports.suggesting import Suggestion, shown, suggest
from bubuhan.kernel import clock
from bubuhan.kernel.problems import Problem
from bubuhan.lists.queries import item
from bubuhan.people import scope

SCANNED = 20_000  # rows looked at for suggestions
EXAMPLES = 5
MOST_GROUPS = 30  # shown at a time; applying some makes room for the next


@dataclass(slots=True)
class Group:
    """Rows that one click repairs alike; `examples` are (row, name, before, after)."""

    kind: str
    key: str
    words: str
    rows: list[int] = field(default_factory=list)
    examples: list[tuple[ImportRow, str, str]] = field(default_factory=list)

    @property
    def first(self) -> int:
        return self.rows[0]


def suggestions_for(row: ImportRow) -> list[Suggestion]:
    """What one row probably meant."""
    return suggest(
        cells_of(row),
        row.problems,
        today=clock.today(),
        allow_example=settings.BUBUHAN_DEMO,
    )


def groups(batch: ImportBatch) -> list[Group]:
    """Suggestions for all rows that wait, alike ones together, the largest group first."""
    found: dict[str, Group] = {}
    for row in _waiting(batch):
        for one in suggestions_for(row):
            group = found.setdefault(one.key, Group(one.kind, one.key, one.words))
            group.rows.append(row.id)
            if len(group.examples) < EXAMPLES:
                before, after = one.before, one.after
                if one.field == "nik" or one.kind == "swap":
                    before, after = shown(before, one.after), shown(after, one.before)
                group.examples.append((row, before, after))
    order = sorted(found.values(), key=lambda g: (g.kind == "nik_drop", -len(g.rows), g.key))
    return order[:MOST_GROUPS]


def apply_suggestion(actor: Actor, batch: ImportBatch, key: str, row_id: str = "") -> int:
    """Apply one kind of suggestion to one row or to all alike; returns how many rows were repaired."""
    repairs = []
    for row in _waiting(batch):
        if row_id and str(row.id) != row_id:
            continue
        match = next((s for s in suggestions_for(row) if s.key == key), None)
        if match is None:
            continue
        if area := match.changes.get("_area"):
            require(actor, "import.run", str(area))
        repairs.append((row, match.changes))
    if not repairs:
        raise Problem("not_found")
    batching.recheck_many(batch, repairs, actor=actor.ref)
    return len(repairs)


def _waiting(batch: ImportBatch) -> Iterable[ImportRow]:
    rows = batch.rows.filter(done=False).exclude(problems=[]).order_by("sheet", "row")
    return rows.defer("applied", "changes")[:SCANNED]


def row_of(batch: ImportBatch, row_id: int) -> ImportRow:
    """One row of a batch; raises `not_found`."""
    row = batch.rows.filter(id=row_id).first()
    if row is None:
        raise Problem("not_found")
    return row


def repair_fields(batch: ImportBatch, row: ImportRow) -> list[dict[str, Any]]:
    """The cells of one row as a form: name, label, value, the cell's address, its problems."""
    table = next(t for t in staging.tables_of(batch) if t.sheet == row.sheet)
    values = cells_of(row)
    mapped = [
        c.field
        for c in table.columns
        if c.field in FIELDS and not c.field.startswith("skip") and c.field != "no"
    ]
    fields = []
    for code in dict.fromkeys([*mapped, *(k for k in values if k in FIELDS)]):
        column = table.column_of(code)
        faults = [
            p["message"]
            for p in row.problems
            if column is not None and column in columns_of(table, p.get("field"))[:1]
        ]
        if code == "nik" and not faults:
            continue  # a sound NIK is nobody's business here
        value = as_text(values.get(code))
        fields.append(
            {
                "code": code,
                "label": FIELDS[code].label,
                "value": "" if value == FORMULA else value,
                "cell": cell_name(row.row - 1, column) if column is not None else "",
                "faults": faults,
            }
        )
    return fields


def opposing(batch: ImportBatch, row: ImportRow) -> list[dict[str, Any]]:
    """This row and those that contradict it, side by side: `[{"row", "values": [(label, text, differs)]}]`."""
    places = [p for problem in row.problems for p in problem.get("rows", ())]
    if not places:
        return []
    others = [
        r
        for r in batch.rows.filter(nik_blind=row.nik_blind).order_by("sheet", "row")[:10]
        if [r.sheet, r.row] in places
    ]
    rows = [row, *others]
    cells = [cells_of(r) for r in rows]
    codes = [c for c in FIELDS if any(c in v for v in cells) and c != "no"]
    out = []
    for one, values in zip(rows, cells, strict=True):
        texts = []
        for code in codes:
            text = as_text(values.get(code))
            differs = len({as_text(v.get(code)).casefold() for v in cells}) > 1
            label = FIELDS[code].label
            texts.append((label, shown(text, text) if code == "nik" else text, differs))
        out.append({"row": one, "values": texts})
    return out


def repair(
    actor: Actor, batch: ImportBatch, row: ImportRow, posted: Mapping[str, str]
) -> ImportRow:
    """Take the repair form: changed cells, a chosen area or pillar, a decision about a person; check again.

    In a committed batch a repaired row is stored at once.
    """
    now = cells_of(row)
    changes: dict[str, Any] = {
        code: value
        for code, value in posted.items()
        if code in FIELDS and value.strip() != as_text(now.get(code)).replace(FORMULA, "")
    }
    if area := posted.get("pilih_wilayah") or posted.get("area_code"):
        current(area, "area_code")
        require(actor, "import.run", area)
        changes["_area"] = area
    elif {"duty_desa", "duty_kec", "desa", "kec", "kab", "area"} & changes.keys():
        changes["_area"] = ""
    if decision := posted.get("pilih_orang"):
        offered = {c[0] for p in row.problems for c in p.get("candidates", ())}
        if decision not in {*offered, "new"}:
            raise Problem("not_found")
        if decision != "new" and not scope.visible_ids(actor, {UUID(decision)}):
            raise Problem("forbidden")  # of another office: the desk of duplicates asks it first
        changes["_person"] = decision
    if (pillar := posted.get("pilih_pilar")) and item("pillar", pillar):
        changes["_pillar"] = pillar
    if posted.get("pilih_psm") == "sosial":
        changes["_psm"] = "sosial"
    return batching.recheck(batch, row, changes, actor=actor.ref)
