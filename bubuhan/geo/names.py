"""Names of areas as people read them. Kept per process, one kabupaten at a time."""

from collections.abc import Iterable

from django.db.models import Q

from bubuhan.geo import caches
from bubuhan.geo.codes import is_code, kabkota_of, kecamatan_of
from bubuhan.geo.models import Area, AreaChange
from bubuhan.geo.queries import subtree

_PREFIX = {
    "kelurahan": "Kel.",
    "desa": "Desa",
    "desa_adat": "Desa Adat",
    "kecamatan": "Kec.",
    "distrik": "Distrik",
    "kabupaten": "Kab.",
    "kota": "Kota",
    "provinsi": "Prov.",
}
_known: dict[str, tuple[str, str]] = {}  # code -> (kind, name without level word)
_fetched: set[str] = set()


@caches.on_clear
def forget() -> None:
    """Empty the cache (after a load)."""
    _known.clear()
    _fetched.clear()


def label(code: str) -> str:
    """`63.71.03.1003` -> "Kel. Pelambuan, Banjarmasin Barat"; "" for no code.

    A retired code gets its old name and says so; an unknown one is named as unknown, never raised:
    a page must not fall over a code in an old record.
    """
    if not code:
        return ""
    return names([code])[code]


def place(code: str) -> str:
    """Where a rule counts: `label`, or the whole nation for ""."""
    return label(code) if code else "Berlaku nasional"


def names(codes: Iterable[str]) -> dict[str, str]:
    """Labels of many codes; at most one query per kab/kota that this process has not met yet."""
    wanted = {code for code in codes if code}
    _learn(wanted)
    return {code: _label(code) for code in wanted}


def name(code: str) -> str:
    """The bare name: `63.71` -> "Banjarmasin", `63.71.03` -> "Banjarmasin Barat"."""
    _learn({code})
    return _known[code][1] if code in _known else label(code)


def known(code: str) -> bool:
    """True when the official list has (or had) this very code."""
    _learn({code})
    return code in _known


def path(code: str) -> str:
    """The whole way up: "Kel. Pelambuan, Kec. Banjarmasin Barat, Kota Banjarmasin"."""
    _learn({code})
    steps = [code[:length] for length in (13, 8, 5) if len(code) >= length] or [code]
    return ", ".join(_titled(step) for step in steps)


def titled(code: str) -> str:
    """Name with its level word and nothing else: "Kec. Banjarmasin Barat"."""
    _learn({code})
    return _titled(code)


def _label(code: str) -> str:
    if code not in _known:
        return _stranger(code)
    above = {13: kecamatan_of(code), 8: kabkota_of(code)}.get(len(code), "")
    if above not in _known:
        return _titled(code)
    return f"{_titled(code)}, {_titled(above) if len(code) == 8 else _known[above][1]}"


def _titled(code: str) -> str:
    if code not in _known:
        return _stranger(code)
    kind, bare = _known[code]
    return f"{_PREFIX[kind]} {bare}"


def _stranger(code: str) -> str:
    change = AreaChange.objects.filter(old_code=code).first()
    if change:
        return f"{change.old_name} (kode lama {code})"
    return f"Wilayah {code} (tidak ada dalam daftar)"


def _learn(wanted: set[str]) -> None:
    """Fetch the whole kab/kota of each unknown code: a page names many neighbours."""
    missing = {c for c in wanted if c not in _known and is_code(c)}
    groups = {(kabkota_of(c) or c) for c in missing} - _fetched
    for group in sorted(groups):
        below = subtree(group) if len(group) == 5 else Q(code=group)  # not a whole province
        found = list(Area.objects.filter(below).only("code", "kind", "name", "level"))
        _known.update((a.code, (a.kind, a.short_name)) for a in found)
        if found:  # an empty answer may only mean "not loaded yet"
            _fetched.add(group)
