"""The names in memory, in pools: one pool holds the areas of one level inside one scope.

A kab/kota is read from the database the first time somebody asks for it (about 200 rows) and stays
until the next load. Everything the resolver compares is computed once, here.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from bubuhan.geo import caches, naming
from bubuhan.geo.codes import AreaLevel, level_of, within
from bubuhan.geo.models import Area, AreaAlias
from bubuhan.geo.queries import subtree


@dataclass(frozen=True, slots=True)
class Entry:
    """One area as it is compared."""

    code: str
    level: AreaLevel
    kind: str
    name: str
    words: tuple[str, ...]
    key: str
    letters: str
    sound: str


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way to write an entry's name: its own (`source` empty) or an alias with its source."""

    entry: Entry
    written: str
    source: str = ""


@dataclass(slots=True)
class Pool:
    """Areas of one level inside one scope, ready to be searched."""

    entries: list[Entry]
    by_key: dict[str, list[Spelling]] = field(default_factory=dict)
    keys: list[str] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)
    sounds: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, entries: list[Entry], aliases: Iterable[tuple[str, str, str]] = ()) -> "Pool":
        """Build from entries and (code, alias, source) triples; aliases of others are ignored."""
        by_key: dict[str, list[Spelling]] = defaultdict(list)
        known = {entry.code: entry for entry in entries}
        for entry in entries:
            for key in {entry.key, entry.letters}:
                by_key[key].append(Spelling(entry, entry.name))
        for code, alias, source in aliases:
            if code in known:
                by_key[naming.key(alias)].append(Spelling(known[code], alias, source))
        columns = (
            [e.key for e in entries],
            [e.letters for e in entries],
            [e.sound for e in entries],
        )
        return cls(entries, dict(by_key), *columns)

    def exact(self, key: str) -> list[Spelling]:
        """Spellings with this key; an official name hides aliases of other areas."""
        found = self.by_key.get(key, [])
        return [s for s in found if not s.source] or found


@dataclass(slots=True)
class _Rows:
    entries: list[Entry]
    aliases: list[tuple[str, str, str]]
    by_code: dict[str, Entry] = field(init=False)

    def __post_init__(self) -> None:
        self.by_code = {entry.code: entry for entry in self.entries}


_rows: dict[str, _Rows] = {}
_pools: dict[tuple[str, AreaLevel], Pool] = {}


@caches.on_clear
def forget() -> None:
    """Empty the memory (after a load)."""
    _rows.clear()
    _pools.clear()


def pool(scope: str, level: AreaLevel) -> Pool:
    """The pool of a level at or below `scope`.

    Villages of the whole nation are not held in memory: that pool is empty, use `villages_named`.
    """
    mark = (scope, level)
    if mark not in _pools:
        rows = _rows_for(scope, level)
        kept = [e for e in rows.entries if e.level is level and within(e.code, scope)]
        made = Pool.of(kept, rows.aliases)
        if not kept:
            return made  # perhaps nothing is loaded yet: do not remember that
        _pools[mark] = made
    return _pools[mark]


def entry(code: str) -> Entry | None:
    """One valid area by code, or None."""
    return _fetch(code[:5] if len(code) > 5 else "top").by_code.get(code)


def villages_named(key: str, limit: int = 50) -> list[Spelling]:
    """Desa and kelurahan anywhere in the country with exactly this key (a query, not memory)."""
    rows = Area.objects.filter(name_key=key, level=AreaLevel.DESA, valid_to=None)[:limit]
    return [Spelling(_entry(row), row.name) for row in rows]


def _rows_for(scope: str, level: AreaLevel) -> _Rows:
    """The smallest remembered set of rows that covers the pool."""
    if level in (AreaLevel.PROVINSI, AreaLevel.KABKOTA):
        return _fetch("top")
    if not scope:
        return _fetch("kecamatan") if level is AreaLevel.KECAMATAN else _Rows([], [])
    return _fetch(scope[:5])  # one kab/kota, or a whole province


def _fetch(group: str) -> _Rows:
    if group in _rows:
        return _rows[group]
    areas = Area.objects.filter(valid_to=None)
    if group == "top":
        areas = areas.filter(level__in=[AreaLevel.PROVINSI, AreaLevel.KABKOTA])
    elif group == "kecamatan":
        areas = areas.filter(level=AreaLevel.KECAMATAN)
    else:
        areas = areas.filter(subtree(group))
    entries = [_entry(area) for area in areas.only("code", "level", "kind", "name")]
    aliases = AreaAlias.objects.values_list("code", "alias", "source")
    rows = _Rows(
        entries, list(aliases if group in ("top", "kecamatan") else aliases.filter(subtree(group)))
    )
    if entries:
        _rows[group] = rows
    return rows


def _entry(area: Area) -> Entry:
    bare = area.short_name
    words = tuple(naming.spell(bare))
    key = "".join(words)
    letters = naming.letters(bare)
    return Entry(
        area.code, level_of(area.code), area.kind, bare, words, key, letters, naming.sound(letters)
    )
