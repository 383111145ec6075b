"""Load the official list into the database: one COPY, then one upsert. Safe to run again."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import connection

from bubuhan import journal
from bubuhan.geo import caches, facts, naming, source
from bubuhan.geo.codes import AreaLevel, kind_of, parent_of, within
from bubuhan.geo.models import AreaAlias, AreaChange
from bubuhan.kernel import clock
from bubuhan.kernel.actors import SYSTEM

_COLUMNS = (
    "code, level, kind, name, name_key, parent_code, regulation, lat, lon, point_kind, area_km2"
)
_COPIED = (
    "CREATE TEMP TABLE geo_area_new (code text, level text, kind text, name text, name_key text, "
    "parent_code text, regulation text, lat float8, lon float8, point_kind text, area_km2 float8) "
    "ON COMMIT DROP"
)
# A point taken from official boundaries is better than ours and stays.
_UPSERT = f"""
WITH edition AS (SELECT coalesce(max(edition), 0) + 1 AS next FROM geo_area),
changed AS (
  INSERT INTO geo_area AS a ({_COLUMNS}, edition)
  SELECT {_COLUMNS}, edition.next FROM geo_area_new, edition ORDER BY code COLLATE "C"
  ON CONFLICT (code) DO UPDATE SET
    level = excluded.level, kind = excluded.kind, name = excluded.name, name_key = excluded.name_key,
    parent_code = excluded.parent_code, regulation = excluded.regulation, valid_to = NULL,
    lat = CASE a.point_kind WHEN 'official' THEN a.lat ELSE excluded.lat END,
    lon = CASE a.point_kind WHEN 'official' THEN a.lon ELSE excluded.lon END,
    area_km2 = CASE a.point_kind WHEN 'official' THEN a.area_km2 ELSE excluded.area_km2 END,
    point_kind = CASE a.point_kind WHEN 'official' THEN a.point_kind ELSE excluded.point_kind END,
    edition = excluded.edition
  WHERE (a.kind, a.name, a.name_key, a.regulation) IS DISTINCT FROM
        (excluded.kind, excluded.name, excluded.name_key, excluded.regulation)
     OR a.valid_to IS NOT NULL
     OR (a.point_kind <> 'official' AND (a.lat, a.lon, a.area_km2, a.point_kind) IS DISTINCT FROM
         (excluded.lat, excluded.lon, excluded.area_km2, excluded.point_kind))
  RETURNING code, (xmax = 0) AS fresh
)
SELECT left(code, 5), count(*) FILTER (WHERE fresh), count(*) FILTER (WHERE NOT fresh)
FROM changed GROUP BY 1
"""  # noqa: S608  (no outside text in it)
_RETIRE = """
UPDATE geo_area SET valid_to = %s, edition = (SELECT max(edition) + 1 FROM geo_area)
WHERE valid_to IS NULL AND (%s = '' OR code = %s OR code LIKE %s)
  AND NOT EXISTS (SELECT 1 FROM geo_area_new n WHERE n.code = geo_area.code)
RETURNING left(code, 5)
"""


@dataclass(slots=True)
class LoadReport:
    """What a load did."""

    inserted: int = 0
    updated: int = 0
    retired: int = 0
    unchanged: int = 0
    changes: int = 0
    aliases: int = 0
    seconds: float = 0.0
    kabkota: set[str] = field(default_factory=set)

    def lines(self) -> list[str]:
        """The report in Indonesian."""
        return [
            f"{self.inserted} wilayah baru, {self.updated} diperbarui, {self.unchanged} tetap, "
            f"{self.retired} tidak berlaku lagi; {self.changes} kode lama, {self.aliases} ejaan lain "
            f"({self.seconds:.1f} detik).",
            f"Dasar: {source.REGULATION} menurut {source.PACKAGE} {source.VERSION}.",
        ]


def load(scope: str = "") -> LoadReport:
    """Bring the tables in line with the pinned list, for one subtree or the whole country.

    Writes one event and touches the area list of each kab/kota that changed, so phones fetch it.
    An area that left the list is not deleted: it gets a `valid_to`.
    Raises `source.SourceChanged` when the package is not the reviewed one.
    """
    started = time.perf_counter()
    rows = source.areas(scope)
    report = LoadReport()
    with journal.unit():
        _copy(rows)
        _merge(scope, report)
        report.unchanged = len(rows) - report.inserted - report.updated
        report.changes = _load_changes(scope)
        report.aliases = _load_aliases(scope, {row.code for row in rows})
        if report.inserted or report.updated or report.retired:
            _tell(scope, report)
    caches.clear()
    report.seconds = time.perf_counter() - started
    return report


def _copy(rows: list[source.SourceArea]) -> None:
    points = facts.points([row.code for row in rows])
    with connection.cursor() as cursor:
        cursor.execute(_COPIED)
        with cursor.copy(f"COPY geo_area_new ({_COLUMNS}) FROM STDIN") as copy:
            copy.write("".join(_line(row, points.get(row.code)) for row in rows))


def _line(row: source.SourceArea, point: facts.Point | None) -> str:
    code, name = row.code, row.name
    place: tuple[object, ...] = (r"\N", r"\N", "", r"\N")
    if point:
        place = (point.lat, point.lon, point.kind, r"\N" if point.km2 is None else point.km2)
    cells = (
        code,
        str(row.level),
        kind_of(code, name),
        name.replace("\\", "\\\\"),
        naming.key(bare(row.level, name)),
        parent_of(code),
        source.REGULATION,
        *place,
    )
    return "\t".join(map(str, cells)) + "\n"


def bare(level: AreaLevel, name: str) -> str:
    """The name that people search for: a kab/kota without its level word."""
    if level is not AreaLevel.KABKOTA:
        return name
    return name.removeprefix("Kabupaten ").removeprefix("Kota ").removeprefix("Administrasi ")


def _merge(scope: str, report: LoadReport) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_UPSERT)
        for kab, fresh, changed in cursor.fetchall():
            report.inserted += fresh
            report.updated += changed
            report.kabkota.add(kab)
        cursor.execute(_RETIRE, [clock.today(), scope, scope, scope + ".%"])
        gone = [kab for (kab,) in cursor.fetchall()]
        report.retired = len(gone)
        report.kabkota.update(gone)
        cursor.execute("DROP TABLE geo_area_new")


def _load_changes(scope: str) -> int:
    rows = [
        AreaChange(
            old_code=c.old_code,
            old_name=c.old_name,
            new_code=c.new_code,
            candidates=list(c.candidates),
            regulation=c.regulation,
            source=c.source,
        )
        for c in facts.changes()
        if within(c.old_code, scope)
    ]
    AreaChange.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["old_code", "old_name"],
        update_fields=["new_code", "candidates", "regulation", "source"],
    )
    return len(rows)


def _load_aliases(scope: str, known: Iterable[str]) -> int:
    known = set(known)
    rows = [
        AreaAlias(code=a.code, alias=a.alias, kind=a.kind, source=a.source)
        for a in facts.aliases()
        if a.code in known and (within(a.code, scope) or within(scope, a.code))
    ]
    AreaAlias.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["code", "alias"],
        update_fields=["kind", "source"],
    )
    return len(rows)


def _tell(scope: str, report: LoadReport) -> None:
    lists = [journal.Touch(kab, "arealist", kab) for kab in sorted(report.kabkota) if len(kab) == 5]
    journal.record(
        "area.loaded",
        actor=SYSTEM,
        subject=("area", scope or "nasional"),
        area=scope,
        data={
            "inserted": report.inserted,
            "updated": report.updated,
            "retired": report.retired,
            "regulation": source.REGULATION,
        },
        touched=lists,
    )
