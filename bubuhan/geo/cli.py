"""`bubuhan geo ...`: load the official list, and official boundaries when the office has them."""

from pathlib import Path

import click

from bubuhan.geo import boundaries, cells, facts, mapfiles, source
from bubuhan.geo import load as loading
from bubuhan.geo.models import AreaBoundary

# Changes whenever a newer program should load the areas again.
DATA_VERSION = f"{source.PACKAGE}-{source.VERSION}-{source.CHECKSUM[:12]}-{facts.digest()}"


@click.group()
def geo() -> None:
    """Wilayah administrasi: daftar resmi, titik, dan batas."""


def load(scope: str = "") -> loading.LoadReport:
    """Load or refresh the areas (see `load.load`), and the map cells when they are missing."""
    report = loading.load(scope)
    if report.inserted or report.updated or not AreaBoundary.objects.exists():
        cells.rebuild()
    return report


@geo.command("load")
@click.option("--scope", default="", help="Kode provinsi atau kabupaten saja, misalnya 63.")
def load_command(scope: str) -> None:
    """Muat atau perbarui daftar wilayah resmi (aman diulang)."""
    try:
        report = load(scope)
    except source.SourceChanged as error:
        raise click.ClickException(
            f"Daftar wilayah berubah dan belum diperiksa: {error}"
        ) from error
    click.echo(
        f"{report.inserted} wilayah baru, {report.updated} diperbarui, {report.unchanged} tetap, "
        f"{report.retired} tidak berlaku lagi; {report.changes} kode lama, {report.aliases} ejaan lain "
        f"({report.seconds:.1f} detik)."
    )
    click.echo(f"Dasar: {source.REGULATION} menurut {source.PACKAGE} {source.VERSION}.")


@geo.command("load-boundaries")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--source", "origin", default="", help="Sumber batas, misalnya “BIG, 2024”.")
def load_boundaries_command(file: Path, origin: str) -> None:
    """Ganti batas indikatif dengan batas resmi dari berkas GeoJSON atau TopoJSON."""
    try:
        report = boundaries.load_boundaries(file, origin)
    except mapfiles.MapFileError as error:
        raise click.ClickException(str(error)) from error
    for line in report.lines():
        click.echo(line)
