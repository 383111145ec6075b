"""The few questions a comparison may ask of two records, each once as SQL and once as Python.

Text columns are "" and list columns empty when nothing is known, never NULL, so both lanes use
two-valued logic. Edit distances stop at one, where every definition of Damerau's distance agrees.
"""

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Protocol

from rapidfuzz.distance import OSA

Test = Callable[[Any, Any], bool]


class Condition(Protocol):
    """`sql(dialect)` over columns `x_l` and `x_r` (duckdb or spark); `test()` for two Prepared."""

    def sql(self, dialect: str) -> str: ...

    def test(self) -> Test: ...


@dataclass(frozen=True, slots=True)
class Blank:
    """Nothing known on at least one side."""

    column: str

    def sql(self, dialect: str) -> str:
        return f"({self.column}_l = '' or {self.column}_r = '')"

    def test(self) -> Test:
        get = attrgetter(self.column)
        return lambda a, b: not get(a) or not get(b)


@dataclass(frozen=True, slots=True)
class Empty:
    """A list without an entry on at least one side."""

    column: str

    def sql(self, dialect: str) -> str:
        size = "len" if dialect == "duckdb" else "size"
        return f"({size}({self.column}_l) = 0 or {size}({self.column}_r) = 0)"

    def test(self) -> Test:
        get = attrgetter(self.column)
        return lambda a, b: not get(a) or not get(b)


@dataclass(frozen=True, slots=True)
class Same:
    """Equal and known."""

    column: str

    def sql(self, dialect: str) -> str:
        return f"({self.column}_l = {self.column}_r and {self.column}_l <> '')"

    def test(self) -> Test:
        get = attrgetter(self.column)

        def same(a: Any, b: Any) -> bool:
            value = get(a)
            return bool(value == get(b) and value != "")

        return same


@dataclass(frozen=True, slots=True)
class Crossed:
    """One column of one side equals another column of the other side, in either direction."""

    column: str
    other: str

    def sql(self, dialect: str) -> str:
        one, two = self.column, self.other
        return f"(({one}_l = {two}_r and {one}_l <> '') or ({two}_l = {one}_r and {two}_l <> ''))"

    def test(self) -> Test:
        one, two = attrgetter(self.column), attrgetter(self.other)

        def crossed(a: Any, b: Any) -> bool:
            return bool(one(a) == two(b) != "" or two(a) == one(b) != "")

        return crossed


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two lists share an entry."""

    column: str

    def sql(self, dialect: str) -> str:
        name = "list_has_any" if dialect == "duckdb" else "arrays_overlap"
        return f"{name}({self.column}_l, {self.column}_r)"

    def test(self) -> Test:
        get = attrgetter(self.column)

        def overlap(a: Any, b: Any) -> bool:
            mine, theirs = get(a), get(b)
            return any(x in theirs for x in mine)

        return overlap


@dataclass(frozen=True, slots=True)
class CrossOverlap:
    """An entry of one list is in another list of the other side, in either direction."""

    column: str
    other: str

    def sql(self, dialect: str) -> str:
        name = "list_has_any" if dialect == "duckdb" else "arrays_overlap"
        one, two = self.column, self.other
        return f"({name}({one}_l, {two}_r) or {name}({two}_l, {one}_r))"

    def test(self) -> Test:
        one, two = attrgetter(self.column), attrgetter(self.other)

        def overlap(a: Any, b: Any) -> bool:
            there, here = two(b), two(a)
            return any(x in there for x in one(a)) or any(x in here for x in one(b))

        return overlap


@dataclass(frozen=True, slots=True)
class Covers:
    """One list, not empty, is wholly within the other."""

    column: str

    def sql(self, dialect: str) -> str:
        left, right = f"{self.column}_l", f"{self.column}_r"
        if dialect == "duckdb":
            return f"(list_has_all({left}, {right}) or list_has_all({right}, {left}))"
        return (
            f"(size(array_except({right}, {left})) = 0 or size(array_except({left}, {right})) = 0)"
        )

    def test(self) -> Test:
        get = attrgetter(self.column)

        def covers(a: Any, b: Any) -> bool:
            mine, theirs = get(a), get(b)
            if len(mine) < len(theirs):
                return all(x in theirs for x in mine)
            return all(x in mine for x in theirs)

        return covers


@dataclass(frozen=True, slots=True)
class OneEdit:
    """One letter or digit wrong, missing, too many, or two neighbours swapped."""

    column: str
    shortest: int = 5

    def sql(self, dialect: str) -> str:
        left, right = f"{self.column}_l", f"{self.column}_r"
        return (
            f"(length({left}) >= {self.shortest} and length({right}) >= {self.shortest}"
            f" and abs(length({left}) - length({right})) <= 1"
            f" and damerau_levenshtein({left}, {right}) <= 1)"
        )

    def test(self) -> Test:
        get, shortest, distance = attrgetter(self.column), self.shortest, OSA.distance

        def close(a: Any, b: Any) -> bool:
            one, two = get(a), get(b)
            if len(one) < shortest or len(two) < shortest or abs(len(one) - len(two)) > 1:
                return False
            return distance(one, two, score_cutoff=1) <= 1

        return close


@dataclass(frozen=True, slots=True)
class TwoEdits:
    """At most two letters wrong, missing or too many (plain Levenshtein), for long text only."""

    column: str
    shortest: int = 10

    def sql(self, dialect: str) -> str:
        left, right = f"{self.column}_l", f"{self.column}_r"
        return (
            f"(length({left}) >= {self.shortest} and length({right}) >= {self.shortest}"
            f" and abs(length({left}) - length({right})) <= 2"
            f" and levenshtein({left}, {right}) <= 2)"
        )

    def test(self) -> Test:
        from rapidfuzz.distance import Levenshtein

        get, shortest, distance = attrgetter(self.column), self.shortest, Levenshtein.distance

        def close(a: Any, b: Any) -> bool:
            one, two = get(a), get(b)
            if len(one) < shortest or len(two) < shortest or abs(len(one) - len(two)) > 2:
                return False
            return distance(one, two, score_cutoff=2) <= 2

        return close


@dataclass(frozen=True, slots=True)
class Begins:
    """One text, at least `shortest` long, begins (or ends) the other: Herman ~ Hermansyah."""

    column: str
    shortest: int = 4

    def sql(self, dialect: str) -> str:
        name = "starts_with" if dialect == "duckdb" else "startswith"
        ends = "ends_with" if dialect == "duckdb" else "endswith"
        left, right = f"{self.column}_l", f"{self.column}_r"
        return (
            f"(length({left}) >= {self.shortest} and length({right}) >= {self.shortest} and ("
            f"{name}({left}, {right}) or {name}({right}, {left})"
            f" or {ends}({left}, {right}) or {ends}({right}, {left})))"
        )

    def test(self) -> Test:
        get, shortest = attrgetter(self.column), self.shortest

        def begins(a: Any, b: Any) -> bool:
            one, two = get(a), get(b)
            if len(one) < shortest or len(two) < shortest:
                return False
            return bool(
                one.startswith(two) or two.startswith(one) or one.endswith(two) or two.endswith(one)
            )

        return begins


@dataclass(frozen=True, slots=True)
class Either:
    """A mark ("1") stands on at least one side."""

    column: str

    def sql(self, dialect: str) -> str:
        return f"({self.column}_l = '1' or {self.column}_r = '1')"

    def test(self) -> Test:
        get = attrgetter(self.column)
        return lambda a, b: get(a) == "1" or get(b) == "1"


@dataclass(frozen=True, slots=True)
class AtLeast:
    """A number is this high on both sides."""

    column: str
    least: int

    def sql(self, dialect: str) -> str:
        return f"({self.column}_l >= {self.least} and {self.column}_r >= {self.least})"

    def test(self) -> Test:
        get, least = attrgetter(self.column), self.least
        return lambda a, b: get(a) >= least and get(b) >= least


@dataclass(frozen=True, slots=True)
class Within:
    """Two numbers differ by at most this much."""

    column: str
    most: int

    def sql(self, dialect: str) -> str:
        return f"(abs({self.column}_l - {self.column}_r) <= {self.most})"

    def test(self) -> Test:
        get, most = attrgetter(self.column), self.most
        return lambda a, b: abs(get(a) - get(b)) <= most


@dataclass(frozen=True, slots=True)
class All:
    """Every one of them, asked in this order."""

    parts: tuple[Condition, ...]

    def sql(self, dialect: str) -> str:
        return "(" + " and ".join(p.sql(dialect) for p in self.parts) + ")"

    def test(self) -> Test:
        if len(self.parts) == 2:
            one, two = (p.test() for p in self.parts)
            return lambda a, b: one(a, b) and two(a, b)
        tests = tuple(p.test() for p in self.parts)
        return lambda a, b: all(test(a, b) for test in tests)


@dataclass(frozen=True, slots=True)
class Any_:
    """At least one of them."""

    parts: tuple[Condition, ...]

    def sql(self, dialect: str) -> str:
        return "(" + " or ".join(p.sql(dialect) for p in self.parts) + ")"

    def test(self) -> Test:
        if len(self.parts) == 2:
            one, two = (p.test() for p in self.parts)
            return lambda a, b: one(a, b) or two(a, b)
        tests = tuple(p.test() for p in self.parts)
        return lambda a, b: any(test(a, b) for test in tests)


def both(*parts: Condition) -> All:
    """All of them."""
    return All(parts)


def either(*parts: Condition) -> Any_:
    """One of them."""
    return Any_(parts)
