"""The cause tree as the pages show it: its causes, two pictures, a list to read; the page of one cause."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from bubuhan.accounts.policy import Actor
from bubuhan.assessments import drawing, queries, tree
from bubuhan.assessments.models import Cause, CauseEvidence, Sureness, Whose
from bubuhan.assessments.panel_head import around
from bubuhan.assessments.panel_measures import Measure
from bubuhan.files.queries import arrived
from bubuhan.kernel.problems import Problem
from bubuhan.lists import queries as lists


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


def reading(nodes: Sequence[CauseNode]) -> list[Line]:
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


def proposed(nodes: Sequence[CauseNode], measured: Sequence[Measure]) -> list[tuple[str, str, str]]:
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
