"""The people of a household as a reader may see them; the page of one person."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from bubuhan.accounts.policy import Actor, can
from bubuhan.assessments import queries, taxonomy
from bubuhan.assessments.classifying import age_of
from bubuhan.assessments.members import FIELDS
from bubuhan.assessments.models import (
    Classification,
    Household,
    Member,
    MemberEntry,
    Residence,
    Taxonomy,
)
from bubuhan.assessments.panel_head import around
from bubuhan.assessments.sight import readable
from bubuhan.assessments.writing import begun
from bubuhan.cases.models import Case
from bubuhan.kernel import clock
from bubuhan.kernel.problems import Problem
from bubuhan.kernel.text import name_key
from bubuhan.lists import queries as lists
from bubuhan.people.models import Person


@dataclass(frozen=True, slots=True)
class TypeView:
    """One type of a person in words."""

    row: Classification
    name: str
    from_name: str
    sure: str


@dataclass(slots=True)
class MemberView:
    """One person of the household as this reader may see him."""

    row: Member
    age: int | None
    relation: str
    suspected: bool
    ppks: list[TypeView] = field(default_factory=list)
    pas: list[TypeView] = field(default_factory=list)
    past: list[TypeView] = field(default_factory=list)

    @property
    def kinds(self) -> list[tuple[str, list[TypeView]]]:
        """Open types, PPKS first."""
        return [("PPKS", self.ppks), ("PAS", self.pas)]

    @property
    def about(self) -> str:
        """Relation, sex, age in one line."""
        sex = {"L": "laki-laki", "P": "perempuan"}.get(self.row.sex, "")
        age = f"{self.age} tahun" if self.age is not None else "umur belum diketahui"
        return ", ".join(filter(None, [self.relation, sex, age]))


def members_of(actor: Actor, case: Case, house: Household | None) -> list[MemberView]:
    """Everybody in the household now; before anything is written down, the one the case is about."""
    if house is None:
        return [_view(begun(case), frozenset(), ())]
    rows = list(house.members.filter(removed_at=None).order_by("position", "id"))
    types = list(Classification.objects.filter(member__in=rows).order_by("valid_from", "at"))
    said_on = {t.case_id for t in types} | {m.suspected_on_id for m in rows}
    open_cases = readable(actor, said_on, [case.id])
    of: dict[UUID, list[Classification]] = defaultdict(list)
    for one in types:
        if one.case_id in open_cases:
            of[one.member_id].append(one)
    return [_view(row, open_cases, of[row.id]) for row in rows]


def _view(row: Member, open_cases: Collection[UUID], types: Sequence[Classification]) -> MemberView:
    shown = row.suspected and (row.suspected_on_id is None or row.suspected_on_id in open_cases)
    view = MemberView(row, age_of(row, clock.today()), lists.title("relation", row.relation), shown)
    for one in types:
        words = TypeView(
            one,
            lists.title(one.taxonomy, one.code),
            lists.title("ppks", one.derived_from) if one.derived_from else "",
            taxonomy.CERTAINTY.get(one.certainty, ""),
        )
        kind = view.ppks if one.taxonomy == Taxonomy.PPKS else view.pas
        if one.valid_to:
            view.past.append(words)
        elif all(known.row.code != one.code for known in kind):  # said on two cases: told once
            kind.append(words)
    return view


def member_page(actor: Actor, case_id: UUID, member_id: UUID | None) -> dict[str, Any]:
    """One person of the household, or a new one. Raises `not_found` and as `around`."""
    context = around(actor, case_id)
    case = context["case"]
    house = queries.household_of(case.id)
    found = [p for p in members_of(actor, case, house) if house and p.row.id == member_id]
    if member_id is not None and not found:
        raise Problem("not_found")
    one = found[0] if found else None
    return context | {
        "one": one,
        "relations": lists.items("relation"),
        "residences": Residence.choices,
        "ppks": _types(Taxonomy.PPKS),
        "pas": _types(Taxonomy.PAS),
        "history": _history(actor, case, one.row) if one else [],
        "likely": _likely(actor, one.row) if one else [],
        "may_classify": can(actor, "family.classify", case),
        "today": clock.today(),
    }


def _types(kind: str) -> list[tuple[str, str]]:
    return [(item.code, f"{item.code}. {item.name}") for item in lists.items(kind)]


def _history(
    actor: Actor, case: Case, row: Member
) -> list[tuple[MemberEntry, list[tuple[str, str]]]]:
    """What was changed, in words; what was said on a case the reader may not read is left out."""
    entries = list(row.entries.order_by("-at"))
    open_cases = readable(actor, {e.case_id for e in entries}, [case.id])
    return [
        (
            entry,
            [
                (FIELDS.get(name, name), f"{old or '(kosong)'} → {new or '(kosong)'}")
                for name, (old, new) in entry.data.items()
            ],
        )
        for entry in entries
        if entry.case_id in open_cases
    ]


def _likely(actor: Actor, row: Member) -> list[Person]:
    """Persons of the registry with the same name within the reader's area, to link by hand."""
    key = name_key(row.name)
    if row.person_id is not None or not key:
        return []
    return list(Person.objects.visible_to(actor).heads().filter(name_key=key)[:5])
