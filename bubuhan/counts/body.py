"""The numbers of a snapshot, counted from its own frozen rows (and the findings of that moment)."""

from typing import Any

from bubuhan.counts import controls, coverage, evidence, tallying
from bubuhan.counts.models import Snapshot
from bubuhan.counts.tallying import BELOW, Tally

_MOST_EMPTY = 3000  # names of desa without anyone that a snapshot carries


def build(snapshot: Snapshot) -> dict[str, Any]:
    """`rule, totals, by_pillar, control_totals, absences, coverage, criteria, verdicts, hats` (docs/hitungan.md)."""
    area = snapshot.area_code
    tallies = [t for width in widths(area) for t in tallying.frozen(snapshot.id, width)]
    own = [t for t in tallies if t.code == area]
    said = controls.beside({area, *(t.code for t in tallies)})
    return {
        "rule": tallying.RULE,
        "totals": tallying.as_rows(tallies),
        "by_pillar": {t.pillar: pillar_row(t, said.get((t.pillar, area))) for t in own},
        "control_totals": controls.control_rows(said),
        "absences": controls.absence_rows(said),
        "coverage": {pillar: _coverage(snapshot, pillar) for pillar in _covered(own)},
        **evidence.criteria(area),
        "hats": evidence.hats(snapshot.id),
    }


def widths(area: str) -> list[int]:
    """Lengths of the codes a snapshot counts: the area itself and two levels below."""
    first = BELOW[len(area)]
    return sorted({len(area), first, BELOW[first]})


def pillar_row(tally: Tally, said: controls.Beside | None) -> dict[str, Any]:
    """One pillar of the whole area: grades, and the newest published number with the gap."""
    newest = said.newest if said else None
    return {
        "total": tally.total,
        "sah": tally.valid,
        "perbaiki": tally.repair,
        "ragu": tally.doubtful,
        "belum_dinilai": tally.ungraded,
        "control": newest.number if newest else None,
        "gap": said.gap(tally.total) if said else None,
    }


def _covered(own: list[Tally]) -> list[str]:
    return sorted({"PSM", "TKSK", *(t.pillar for t in own)})


def _coverage(snapshot: Snapshot, pillar: str) -> dict[str, Any]:
    """Units, covered and empty of one pillar, by area below, and the names of the empty ones."""
    area = snapshot.area_code
    rows = coverage.frozen_groups(snapshot.id, pillar, area, BELOW[len(area)])
    units, covered = sum(r.units for r in rows), sum(r.covered for r in rows)
    empty = units - covered
    named = pillar in {"PSM", "TKSK"} and empty <= _MOST_EMPTY
    return {
        "level": coverage.level_of(pillar).value,
        "units": units,
        "covered": covered,
        "empty": empty,
        "below": [{"code": r.code, "units": r.units, "covered": r.covered} for r in rows],
        "empty_codes": [u.code for u in coverage.frozen_empty(snapshot.id, pillar, area)]
        if named
        else [],
    }
