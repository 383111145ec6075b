"""The cause tree as a picture: places of boxes and lines, no drawing library. Pure.

Above what one sees, below the roots. Two widths of the same tree are drawn: a narrow one of at most
two boxes a row, which fits a phone of 360 px one to one, and a wide one; CSS shows one of them.
Colours come from classes, so dark mode needs nothing here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from bubuhan.assessments import tree

BOX_W, BOX_H, GAP_X, GAP_Y, EDGE = 142, 92, 16, 44, 2
LETTERS, LINES = 18, 3  # of a box
NARROW, WIDE = 2, 5


@dataclass(frozen=True, slots=True)
class Node:
    """One cause to draw."""

    id: UUID
    name: str
    icon: str
    foot: str
    parents: tuple[UUID, ...]
    guess: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A drawn cause. `lines` are the lines of its name."""

    node: Node
    x: int
    y: int
    lines: tuple[str, ...]
    root: bool

    width: ClassVar[int] = BOX_W
    height: ClassVar[int] = BOX_H

    @property
    def inner(self) -> tuple[int, int]:
        """Where icon and words begin."""
        return self.x + 10, self.y + 9

    @property
    def middle(self) -> int:
        return self.x + BOX_W // 2

    @property
    def line_spots(self) -> list[tuple[int, str]]:
        return [(self.y + 46 + 17 * n, line) for n, line in enumerate(self.lines)]


@dataclass(frozen=True, slots=True)
class Picture:
    """All boxes and lines. `paths` are SVG path data from a cause up to its effect."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    paths: tuple[str, ...]


def picture(nodes: Sequence[Node], columns: int) -> Picture:
    """Place everything; rows wider than `columns` go on in the next line."""
    links = [(node.id, parent) for node in nodes for parent in node.parents]
    by_id = {node.id: node for node in nodes}
    lines: list[list[UUID]] = []
    for row in tree.layers([node.id for node in nodes], links):
        lines += [row[at : at + columns] for at in range(0, len(row), columns)]
    widest = max((len(line) for line in lines), default=1)
    width = widest * BOX_W + (widest - 1) * GAP_X + 2 * (EDGE + GAP_X)
    root_ids = set(tree.roots(list(by_id), links))
    boxes: dict[UUID, Box] = {}
    for n, line in enumerate(lines):
        left = (width - len(line) * BOX_W - (len(line) - 1) * GAP_X) // 2
        for at, one in enumerate(line):
            boxes[one] = Box(
                by_id[one],
                left + at * (BOX_W + GAP_X),
                EDGE + n * (BOX_H + GAP_Y),
                wrapped(by_id[one].name),
                one in root_ids,
            )
    height = 2 * EDGE + len(lines) * BOX_H + max(0, len(lines) - 1) * GAP_Y
    paths = [
        _path(boxes[cause], boxes[effect], width, n)
        for n, (effect, cause) in enumerate(links)
        if cause in boxes and effect in boxes
    ]
    return Picture(width, height, tuple(boxes.values()), tuple(paths))


def wrapped(name: str) -> tuple[str, ...]:
    """A name in a few lines; what does not fit ends in an ellipsis (the list below has it whole)."""
    lines: list[str] = [""]
    for word in name.split():
        joined = f"{lines[-1]} {word}".strip()
        if len(joined) <= LETTERS or not lines[-1]:
            lines[-1] = joined
        else:
            lines.append(word)
    if len(lines) > LINES:
        lines = [*lines[: LINES - 1], " ".join(lines[LINES - 1 :])]
    return tuple(one if len(one) <= LETTERS else one[: LETTERS - 1].rstrip() + "…" for one in lines)


def _path(cause: Box, effect: Box, width: int, n: int) -> str:
    """From the top of the cause to the bottom of the effect; far ones go round through the margin."""
    x1, y1, x2, y2 = cause.middle, cause.y, effect.middle, effect.y + BOX_H + 3
    if y1 - y2 <= GAP_Y:
        bend = (y1 - y2) * 0.55
        return f"M{x1} {y1}C{x1} {y1 - bend:g} {x2} {y2 + bend:g} {x2} {y2}"
    side = _gutter(cause, effect, width) + (n % 3 - 1) * 4
    half = GAP_Y // 2
    return (
        f"M{x1} {y1}C{x1} {y1 - half} {side} {y1 - 4} {side} {y1 - half - 12}"
        f"V{y2 + half + 12}C{side} {y2 + 4} {x2} {y2 + half} {x2} {y2}"
    )


def _gutter(cause: Box, effect: Box, width: int) -> int:
    """The nearest free strip beside both boxes: a gap between columns, or the margin."""
    left, right = EDGE + GAP_X // 2, width - EDGE - GAP_X // 2
    middle = (cause.middle + effect.middle) // 2
    return left if middle <= width // 2 else right


def reading(nodes: Sequence[Node]) -> list[tuple[int, UUID, bool]]:
    """The tree as a list to read: `(depth, node, again)`, what one sees first, its causes under it.

    A node under two effects is told in full once; the second time `again` is true.
    """
    by_id: Mapping[UUID, Node] = {node.id: node for node in nodes}
    causing = {parent for node in nodes for parent in node.parents}
    told: set[UUID] = set()
    found: list[tuple[int, UUID, bool]] = []

    def tell(one: UUID, depth: int) -> None:
        again = one in told
        found.append((depth, one, again))
        if again:
            return
        told.add(one)
        for parent in by_id[one].parents:
            if parent in by_id:
                tell(parent, depth + 1)

    for node in nodes:
        if node.id not in causing:
            tell(node.id, 0)
    return found
