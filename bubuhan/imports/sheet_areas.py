"""Area texts of a sheet -> codes, each different text once. Stands on geo's resolver."""

from bubuhan.geo import names
from bubuhan.geo.check import successors_of
from bubuhan.geo.codes import is_code
from bubuhan.geo.resolver import Resolution, resolve, resolve_columns
from bubuhan.imports.sheet_rows import AreaAnswer
from bubuhan.kernel.problems import Problem
from bubuhan.lists.queries import item

# How deep a duty area must be for a pillar (code length); what the list `pillar` calls its unit.
DEPTHS = {"desa": 13, "kecamatan": 8, "kabkota": 5}


class Areas:
    """Remembers every answer of one check. `scope` is where the rows must lie ("" = anywhere)."""

    def __init__(self, scope: str) -> None:
        self.scope = scope
        self._depths: dict[str, int] = {}
        self._known: dict[tuple[int, str, str, str, str], AreaAnswer] = {}

    def find(self, pillar: str, kab: str, kec: str, desa: str, free: str) -> AreaAnswer:
        """The `AreaLookup` of a check."""
        depth = self._depth(pillar)
        key = (depth, kab, kec, desa, free)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._answer(*key)
        return found

    def nearest(self, kab: str, kec: str, desa: str, free: str) -> str:
        """The deepest area that what is written surely lies in, however wide; "" when none is told."""
        key = (0, kab, kec, desa, free)
        if key not in self._known:
            self._known[key] = AreaAnswer(self._nearest(kab, kec, desa, free))
        return self._known[key].code

    def _nearest(self, kab: str, kec: str, desa: str, free: str) -> str:
        for asked in ((kab, kec, desa, free), (kab, kec, "", ""), (kab, "", "", "")):
            if not any(asked):
                continue
            found = self._resolve(*asked, self.scope)
            if found.status == "exact":
                return found.code
        return self.scope if len(self.scope) > 2 else ""

    def _depth(self, pillar: str) -> int:
        if pillar not in self._depths:
            found = item("pillar", pillar)
            unit = str(found.data.get("unit", "desa")) if found else "kabkota"
            self._depths[pillar] = DEPTHS.get(unit, 5)
        return self._depths[pillar]

    def _answer(self, depth: int, kab: str, kec: str, desa: str, free: str) -> AreaAnswer:
        written = ", ".join(p for p in (desa, kec, kab, free) if p)
        if not written:
            if len(self.scope) >= depth:
                return AreaAnswer(self.scope)
            return AreaAnswer(problem=Problem("area_missing", "area"))
        found = self._resolve(kab, kec, desa, free, self.scope)
        if found.status == "exact":
            answer = self._deep_enough(found.code, depth)
            return answer if answer.problem else _noted(answer, (desa, kec, kab, free))
        if self.scope and len(self.scope) > 2:
            wider = self._resolve(kab, kec, desa, free, self.scope[:2])
            if wider.status == "exact" and not _within(wider.code, self.scope):
                return self._outside(wider.code)
        options = tuple((c.code, c.label) for c in found.candidates)
        if options and not any(_near(code, self.scope) for code, _ in options):
            return self._outside(options[0][0])
        if not options:
            return AreaAnswer(problem=Problem("area_not_found", "area", value=written))
        shown = "; ".join(label for _, label in options[:3])
        return AreaAnswer(
            problem=Problem("area_ambiguous", "area", value=written, options=shown),
            candidates=options,
        )

    def _resolve(self, kab: str, kec: str, desa: str, free: str, within: str) -> Resolution:
        if kab or kec or desa:
            return resolve_columns(kab=kab, kec=kec, desa=desa or free, within=within)
        return resolve(free, within=within)

    def _deep_enough(self, code: str, depth: int) -> AreaAnswer:
        if self.scope and not _within(code, self.scope):
            if _within(self.scope, code) and len(self.scope) >= depth:
                return AreaAnswer(self.scope)
            return self._outside(code) if not _within(self.scope, code) else self._shallow()
        if len(code) < depth:
            return self._shallow()
        return AreaAnswer(code, candidates=((code, names.label(code)),))

    def _shallow(self) -> AreaAnswer:
        return AreaAnswer(problem=Problem("area_missing", "area"))

    def _outside(self, code: str) -> AreaAnswer:
        where = {"label": names.label(code), "scope": names.titled(self.scope)}
        return AreaAnswer(
            problem=Problem("area_outside", "area", **where),
            candidates=((code, names.label(code)),),
        )


def _within(code: str, above: str) -> bool:
    return not above or code == above or code.startswith(above + ".")


def _noted(answer: AreaAnswer, written: tuple[str, ...]) -> AreaAnswer:
    """A retired code leads to what replaced it, and the row says so."""
    old = next((t for t in written if is_code(t) and t != answer.code and successors_of(t)), "")
    if not old:
        return answer
    told = Problem("area_retired", "area", code=old, successor=names.label(answer.code))
    return AreaAnswer(answer.code, told, answer.candidates)


def _near(code: str, scope: str) -> bool:
    return _within(code, scope) or _within(scope, code)


def known(code: str) -> bool:
    """True for a code of the right shape that the official list has."""
    return is_code(code) and not names.label(code).startswith("Wilayah ")
