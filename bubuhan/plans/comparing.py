"""What changed: between two versions of a plan, between two measures, between two visits. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

Verdict = Literal["membaik", "tetap", "memburuk"]
VERDICTS: dict[str, str] = {"membaik": "Membaik", "tetap": "Tetap", "memburuk": "Memburuk"}


@dataclass(frozen=True, slots=True)
class Limits:
    """Of 20 points: less than `notable` is the noise of five questions, `clear` a worsening that asks to look again."""

    notable: int
    clear: int


@dataclass(frozen=True, slots=True)
class Result:
    """Two scores compared. `clear`: so much worse that the case should be opened again."""

    verdict: Verdict
    change: int
    clear: bool


def compare(before: int, after: int, limits: Limits) -> Result:
    """The short measure twice; a higher score is a better life."""
    change = after - before
    if change >= limits.notable:
        return Result("membaik", change, False)
    if change <= -limits.notable:
        return Result("memburuk", change, change <= -limits.clear)
    return Result("tetap", change, False)


@dataclass(frozen=True, slots=True)
class Line:
    """One goal or action of a version in words; `parts` are label and text."""

    key: UUID
    title: str
    parts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """One line that came, went or changed; `parts` are (label, before, after)."""

    how: Literal["added", "removed", "changed"]
    title: str
    parts: tuple[tuple[str, str, str], ...] = ()


def differences(before: Sequence[Line], after: Sequence[Line]) -> list[Difference]:
    """What differs, in the order of the newer version, then what fell away."""
    old = {line.key: line for line in before}
    found: list[Difference] = []
    for line in after:
        known = old.pop(line.key, None)
        if known is None:
            found.append(Difference("added", line.title))
        elif changed := _changed(known, line):
            found.append(Difference("changed", line.title, changed))
    found += [Difference("removed", line.title) for line in old.values()]
    return found


def _changed(before: Line, after: Line) -> tuple[tuple[str, str, str], ...]:
    was, now = dict(before.parts), dict(after.parts)
    rows = [("Isi", before.title, after.title)] if before.title != after.title else []
    labels = dict.fromkeys([*was, *now])
    rows += [
        (name, was.get(name, ""), now.get(name, ""))
        for name in labels
        if was.get(name, "") != now.get(name, "")
    ]
    return tuple(rows)
