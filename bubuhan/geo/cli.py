"""What `bubuhan geo ...` does: load the official list, and official boundaries from an office's file.

Progress goes to stderr: the start-up process keeps stdout for its own answer.
"""

from pathlib import Path

import click

from bubuhan.geo import boundaries, cells, facts, mapfiles, source
from bubuhan.geo import load as loading
from bubuhan.geo.models import AreaBoundary

# Changes whenever a newer program should load the areas again.
DATA_VERSION = f"{source.PACKAGE}-{source.VERSION}-{source.CHECKSUM[:12]}-{facts.digest()}"


def load(scope: str = "") -> loading.LoadReport:
    """Load or refresh the areas, and the map cells when they are missing or points moved.

    Safe to run again. Raises click.ClickException when the package is not the reviewed one.
    """
    try:
        report = loading.load(scope)
    except source.SourceChanged as error:
        raise click.ClickException(
            f"Daftar wilayah berubah dan belum diperiksa: {error}"
        ) from error
    if report.inserted or report.updated or not AreaBoundary.objects.exists():
        cells.rebuild()
    for line in report.lines():
        click.echo(line, err=True)
    return report


def load_boundaries(file: Path, origin: str = "") -> boundaries.BoundaryReport:
    """Replace indicative cells by the polygons of a GeoJSON or TopoJSON file, and say what was in it.

    `origin` is shown beside the map, e.g. "BIG, 2024". Raises click.ClickException in plain words.
    """
    try:
        report = boundaries.load_boundaries(file, origin)
    except mapfiles.MapFileError as error:
        raise click.ClickException(str(error)) from error
    for line in report.lines():
        click.echo(line, err=True)
    return report
