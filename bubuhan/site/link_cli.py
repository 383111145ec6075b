"""`bubuhan link ...`: the batch lane of record linkage. Each step is separate and can be repeated."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

DATA = click.option(
    "--data", "data", metavar="FOLDER", default=None,
    help="Folder data instansi (bawaan: BUBUHAN_DATA atau folder data pengguna).",
)  # fmt: skip
ENGINE = click.option(
    "--engine", type=click.Choice(["duckdb", "spark"]), default="duckdb", show_default=True,
    help="Mesin hitung; spark perlu pyspark dan Java.",
)  # fmt: skip


@click.group()
def link() -> None:
    """Mencari orang yang tercatat lebih dari sekali."""


@link.command()
@ENGINE
@DATA
def train(engine: str, data: str | None) -> None:
    """Pelajari bobot dari orang-orang di instansi ini (dipakai oleh link score berikutnya)."""
    with _instance(data) as folder:
        from bubuhan.site import link_runs

        file, count = link_runs.train(folder, engine)
        click.echo(f"Model dipelajari dari {count} orang: {file}")
        click.echo("Langkah berikutnya: bubuhan link score, lalu bubuhan link publish.")


@link.command("score")
@ENGINE
@DATA
def score_(engine: str, data: str | None) -> None:
    """Bandingkan semua orang; hasilnya disimpan di folder data, belum tampil di meja ganda."""
    with _instance(data) as folder:
        from bubuhan.site import link_runs

        run, manifest = link_runs.score_all(folder, engine)
        bands = manifest["bands"]
        click.echo(
            f"{manifest['records']} orang dibandingkan dengan model {manifest['model']}: "
            f"{bands['automatic']} pasangan sangat kuat, {bands['desk']} untuk diperiksa."
        )
        click.echo(f"Hasil: {run}\nTerbitkan dengan: bubuhan link publish --run {run.name}")


@link.command()
@click.option("--run", "run", default="", help="Nama hasil; tanpa ini hasil terakhir.")
@DATA
def publish(run: str, data: str | None) -> None:
    """Tampilkan hasil link score di meja data ganda (aman diulang)."""
    with _instance(data) as folder:
        from bubuhan.site import link_runs

        where, count = link_runs.publish(folder, run)
        click.echo(f"{where.name}: {count} pasangan ada di meja data ganda.")


@link.command()
@DATA
def reindex(data: str | None) -> None:
    """Tulis ulang kunci pencarian semua orang (perlu sesudah aturan kunci berubah)."""
    with _instance(data):
        from bubuhan.people import duplicates

        click.echo(f"{duplicates.reindex()} orang ditulis ulang kuncinya.")


@link.command()
@click.option("--json", "target", required=True, type=click.Path(dir_okay=False, path_type=Path),
              help="Berkas JSON yang ditulis.")  # fmt: skip
@DATA
def findings(target: Path, data: str | None) -> None:
    """Tulis data yang mungkin ganda dan peran rangkap, dengan asal barisnya."""
    with _instance(data):
        from bubuhan.site import findings as found

        counts = found.write(target)
        click.echo(
            f"{counts['duplicates']} pasangan data dan {counts['double_roles']} peran rangkap: {target}"
        )


@contextmanager
def _instance(data: str | None) -> Iterator[Path]:
    """The instance opened; known troubles end with a sentence and exit code 1."""
    from bubuhan.site.cli import open_instance

    with open_instance(data) as folder:
        from bubuhan.site.link_runs import RunError

        try:
            yield folder
        except RunError as error:
            click.echo(f"bubuhan: {error}", err=True)
            sys.exit(1)
