"""What the pages of this room show: the tab of a case, one person, one cause, one filled instrument."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from bubuhan.accounts.policy import Actor, can
from bubuhan.assessments import drawing, instruments, queries, spm, taxonomy, tree
from bubuhan.assessments.classifying import age_of
from bubuhan.assessments.models import (
    Assessment,
    Cause,
    CauseEvidence,
    Classification,
    Household,
    HouseholdCase,
    Instrument,
    Member,
    MemberEntry,
    Moment,
    Residence,
    Sureness,
    Taxonomy,
    Whose,
)
from bubuhan.assessments.sight import readable
from bubuhan.assessments.writing import begun
from bubuhan.cases.models import Case, CaseEntry
from bubuhan.cases.tabs import seen_in_full, tab
from bubuhan.files.queries import arrived
from bubuhan.geo.names import label
from bubuhan.kernel import clock
from bubuhan.kernel.problems import Problem
from bubuhan.lists import queries as lists
from bubuhan.people.models import Person

HERE = "case-family"


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


@dataclass(frozen=True, slots=True)
class CauseNode:
    """One cause with everything said about it."""

    row: Cause
    name: str
    icon: str
    parents: tuple[UUID, ...]
    voices: tuple[CauseEvidence, ...]
    root: bool

    @property
    def whose(self) -> str:
        """Whose views, each once: "keluarga, petugas"."""
        said = [self.row.whose, *(v.whose for v in self.voices)]
        return ", ".join(_SHORT[one] for one in dict.fromkeys(said))

    @property
    def drawn(self) -> drawing.Node:
        """As the picture needs it."""
        guess = self.row.sureness == Sureness.DUGAAN
        foot = f"kata {_SHORT[self.row.whose]}"
        return drawing.Node(self.row.id, self.name, self.icon, foot, self.parents, guess)


_SHORT = {"keluarga": "keluarga", "psm": "pendamping", "petugas": "petugas"}


@dataclass(frozen=True, slots=True)
class Measure:
    """One filled instrument with the change since the one before it."""

    row: Assessment
    name: str
    band: Any
    moment: str
    strengths: tuple[str, ...]
    needs: tuple[str, ...]
    causes: tuple[str, ...]
    change: int | None
    better: bool | None


def page(actor: Actor, case_id: UUID) -> dict[str, Any]:
    """The tab "Keluarga & akar masalah". Raises `not_found`, `case_protected`, `forbidden`."""
    context = tab(actor, case_id, HERE)
    case = context["case"]
    house = queries.household_of(case.id)
    people = members_of(actor, case, house)
    nodes = nodes_of(case.id)
    measured = measures(case.id)
    return context | {
        "house": house,
        "house_area": label(house.area_code if house else case.area_code),
        "people": people,
        "others": _other_cases(actor, case, house),
        "gone": _gone(house),
        "spm": spm.verdict(_who(people)),
        "nodes": nodes,
        "roots": [one for one in nodes if one.root],
        "pictures": pictures(nodes),
        "reading": _reading(nodes),
        "measured": measured,
        "proposed": _proposed(nodes, measured),
        "forms": queries.instruments(),
        "may_edit": can(actor, "family.edit", case),
        "seen": seen_of(case),
    }


def seen_of(case: Case) -> str:
    """The moment of the case's last line."""
    last = CaseEntry.objects.filter(case=case).order_by("-at").values_list("at", flat=True).first()
    return last.isoformat() if last else ""


def around(actor: Actor, case_id: UUID) -> dict[str, Any]:
    """The head of the smaller pages: the case, its tab strip, what the forms need."""
    context = tab(actor, case_id, HERE)
    case = context["case"]
    return context | {"seen": seen_of(case), "may_edit": can(actor, "family.edit", case)}


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
    view = MemberView(
        row, age_of(row, clock.now().date()), lists.title("relation", row.relation), shown
    )
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


def _who(people: Sequence[MemberView]) -> list[spm.Who]:
    return [
        spm.Who(
            p.row.shown, frozenset(t.row.code for t in p.ppks), p.row.neglected, p.row.residence
        )
        for p in people
    ]


def _other_cases(actor: Actor, case: Case, house: Household | None) -> list[Case]:
    """Other cases of the household, only those the reader sees in full."""
    if house is None:
        return []
    links = HouseholdCase.objects.filter(household=house).exclude(case=case).select_related("case")
    found = [link.case for link in links]
    open_cases = readable(actor, [one.id for one in found])
    return [one for one in found if one.id in open_cases]


def _gone(house: Household | None) -> list[MemberEntry]:
    if house is None:
        return []
    rows = MemberEntry.objects.filter(member__household=house, member__removed_at__isnull=False)
    return list(rows.filter(kind="removed").select_related("member").order_by("-at"))


# -- causes ---------------------------------------------------------------------------------------


def nodes_of(case_id: UUID) -> list[CauseNode]:
    """The tree's causes, oldest first, in three queries."""
    rows = list(Cause.objects.filter(case_id=case_id, removed_at=None).order_by("at", "id"))
    if not rows:
        return []
    parents = queries.parents_of(rows)
    voices: dict[UUID, list[CauseEvidence]] = defaultdict(list)
    for voice in CauseEvidence.objects.filter(cause__in=rows).order_by("at", "id"):
        voices[voice.cause_id].append(voice)
    links = [(effect, cause) for effect, causes in parents.items() for cause in causes]
    roots = set(tree.roots([row.id for row in rows], links))
    return [
        CauseNode(
            row,
            lists.title("cause", row.code),
            icon_of(row.code),
            parents.get(row.id, ()),
            tuple(voices[row.id]),
            row.id in roots,
        )
        for row in rows
    ]


def icon_of(code: str) -> str:
    """The icon of a cause."""
    item = lists.item("cause", code)
    return str(item.data.get("icon", "circle-dot")) if item else "circle-dot"


def pictures(nodes: Sequence[CauseNode]) -> list[tuple[str, drawing.Picture]]:
    """The tree drawn twice: for a phone and for a desk; nothing for an empty tree."""
    if not nodes:
        return []
    drawn = [n.drawn for n in nodes]
    return [
        ("narrow", drawing.picture(drawn, drawing.NARROW)),
        ("wide", drawing.picture(drawn, drawing.WIDE)),
    ]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the tree as a list: how deep, which cause, told before or not, which levels end after it."""

    depth: int
    node: CauseNode
    again: bool
    opens: bool
    closes: str


def _reading(nodes: Sequence[CauseNode]) -> list[Line]:
    """The tree as nested list items. `closes` has one letter for each level that ends after the line."""
    by_id = {one.row.id: one for one in nodes}
    drawn = [n.drawn for n in nodes]
    told = drawing.reading(drawn)
    lines = []
    for at, (depth, one, again) in enumerate(told):
        following = told[at + 1][0] if at + 1 < len(told) else 0
        lines.append(
            Line(depth, by_id[one], again, following > depth, "x" * max(0, depth - following))
        )
    return lines


def _proposed(
    nodes: Sequence[CauseNode], measured: Sequence["Measure"]
) -> list[tuple[str, str, str]]:
    """Causes the newest answers point to that are not on the tree: `(code, name, icon)`."""
    have = {one.row.code for one in nodes}
    newest: dict[str, Measure] = {one.row.instrument: one for one in measured}
    codes = [code for one in newest.values() for code in one.causes]
    return [
        (code, lists.title("cause", code), icon_of(code))
        for code in dict.fromkeys(codes)
        if code not in have
    ]


def cause_page(actor: Actor, case_id: UUID, cause_id: UUID) -> dict[str, Any]:
    """One cause: what is said, what it brings about, what causes it. Raises `not_found` and as `around`."""
    context = around(actor, case_id)
    nodes = nodes_of(case_id)
    one = next((n for n in nodes if n.row.id == cause_id), None)
    if one is None:
        raise Problem("not_found")
    links = [(n.row.id, parent) for n in nodes for parent in n.parents]
    fits = [
        n
        for n in nodes
        if n.row.id not in one.parents and tree.circle(links, cause_id, n.row.id) is None
    ]
    here = arrived({v.sha256 for v in one.voices if v.sha256})
    return context | {
        "one": one,
        "causes": [n for n in nodes if n.row.id in one.parents],
        "effects": [n for n in nodes if cause_id in n.parents],
        "fits": fits,
        "arrived": here,
        "whose": Whose.choices,
        "sureness": Sureness.choices,
    }


def cause_form(actor: Actor, case_id: UUID, code: str, effect: str) -> dict[str, Any]:
    """The form that names a cause: the list in its groups, what it may bring about."""
    context = around(actor, case_id)
    groups: dict[str, list[Any]] = defaultdict(list)
    for item in lists.items("cause"):
        groups[str(item.data.get("group_name", ""))].append(item)
    return context | {
        "groups": dict(groups),
        "nodes": nodes_of(case_id),
        "code": code,
        "effect": effect,
        "whose": Whose.choices,
        "sureness": Sureness.choices,
    }


# -- one person -----------------------------------------------------------------------------------


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
        "today": clock.now().date(),
    }


def _types(kind: str) -> list[tuple[str, str]]:
    return [(item.code, f"{item.code}. {item.name}") for item in lists.items(kind)]


def _history(
    actor: Actor, case: Case, row: Member
) -> list[tuple[MemberEntry, list[tuple[str, str]]]]:
    """What was changed, in words; what was said on a case the reader may not read is left out."""
    from bubuhan.assessments.members import FIELDS

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
    from bubuhan.kernel.text import name_key

    key = name_key(row.name)
    if row.person_id is not None or not key:
        return []
    return list(Person.objects.visible_to(actor).heads().filter(name_key=key)[:5])


# -- instruments ----------------------------------------------------------------------------------


def measures(case_id: UUID) -> list[Measure]:
    """What was measured, oldest first, each with the change since the same instrument before."""
    forms = {(f.code, f.version): f.body for f in Instrument.objects.all()}
    before: dict[tuple[str, UUID | None], int] = {}
    found = []
    for row in (
        Assessment.objects.filter(case_id=case_id).select_related("member").order_by("at", "id")
    ):
        body = forms.get((row.instrument, row.version))
        if body is None:
            continue
        said = instruments.result(body, queries.answers_of(row))
        last = before.get((row.instrument, row.member_id))
        change = None if last is None else row.score - last
        before[row.instrument, row.member_id] = row.score
        found.append(
            Measure(
                row,
                body["name"],
                instruments.band(body, row.band),
                Moment(row.moment).label,
                said.strengths,
                said.needs,
                said.causes,
                change,
                None if not change else (change > 0) == (body["better"] == "high"),
            )
        )
    return found


def fill_page(
    actor: Actor, case_id: UUID, code: str, answers: dict[str, Any] | None = None
) -> dict[str, Any]:
    """An instrument to fill in; `answers` so far decide which questions show. Raises `instrument_unknown`."""
    context = around(actor, case_id)
    form = queries.instrument(code)
    answers = answers or {}
    shown = set(instruments.visible(form.body, answers))
    sections: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for question in form.body["questions"]:
        if question["id"] in shown:
            value = answers.get(question["id"])
            chosen = value if isinstance(value, list) else [value]
            sections[question.get("section", "")].append(
                question | {"value": value, "chosen": chosen}
            )
    house = queries.household_of(case_id)
    people = members_of(actor, context["case"], house) if house else []
    return context | {
        "form": form,
        "body": form.body,
        "sections": dict(sections),
        "moments": Moment.choices,
        "people": people,
    }


def result_page(actor: Actor, case_id: UUID, assessment_id: UUID) -> dict[str, Any]:
    """One filled instrument: score, band, strengths, needs, every answer in words. Raises `not_found`."""
    context = around(actor, case_id)
    found = measures(case_id)
    one = next((m for m in found if m.row.id == assessment_id), None)
    if one is None:
        raise Problem("not_found")
    body = queries.instrument(one.row.instrument, one.row.version).body
    answers = queries.answers_of(one.row)
    shown = set(instruments.visible(body, answers))
    told = [
        (q["text"], instruments.told(q, answers.get(q["id"])))
        for q in body["questions"]
        if q["id"] in shown
    ]
    series = [
        m
        for m in found
        if m.row.instrument == one.row.instrument and m.row.member_id == one.row.member_id
    ]
    return context | {"one": one, "body": body, "told": told, "series": series}


def first_sight(actor: Actor, case_id: UUID) -> Case:
    """The border before anything posted is looked at. Raises `not_found`, `case_protected`, `forbidden`."""
    return seen_in_full(actor, case_id)
