"""The command `bubuhan`. Each command loads what it needs when it runs, so that --help is quick."""

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from bubuhan import __version__
from bubuhan.site.link_cli import link

DATA = click.option(
    "--data", "data", metavar="FOLDER", default=None,
    help="Folder data instansi (bawaan: BUBUHAN_DATA atau folder data pengguna).",
)  # fmt: skip


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="bubuhan")
def main() -> None:
    """Bubuhan: kerja bersama PSM dan pilar sosial lainnya.

    DATABASE_URL memilih server PostgreSQL; tanpa itu dipakai PostgreSQL bawaan.
    """


@main.command()
@click.option("--demo", is_flag=True, help="Buat instansi contoh dengan data rekaan.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Alamat yang didengarkan.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@DATA
def up(demo: bool, host: str, port: int, data: str | None) -> None:
    """Jalankan semuanya: basis data, server web, pekerja, penjadwal."""
    from bubuhan.site import up as process_tree
    from bubuhan.site.instance import data_dir

    with plain_errors():
        process_tree.up(
            data_dir(data),
            host=host,
            port=port,
            demo=demo,
            database_url=os.environ.get("DATABASE_URL", ""),
        )


@main.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--pillar",
    default="",
    help="Pilar, misalnya PSM, TKSK, TAGANA; bagi lembar yang tidak menyebutnya.",
)
@click.option("--area", default="", help="Kode wilayah asal daftar ini, misalnya 63.71.")
@click.option("--commit", is_flag=True, help="Simpan hasilnya; tanpa ini hanya diperiksa.")
@click.option(
    "--override",
    default="",
    metavar="ALASAN",
    help="Simpan meskipun berkas tampak keliru, dengan alasan ini.",
)
@click.option(
    "--json",
    "out",
    type=click.Path(path_type=Path),
    default=None,
    help="Tulis hasil ke berkas JSON.",
)
@DATA
def import_(
    files: tuple[Path, ...],
    *,
    pillar: str,
    area: str,
    commit: bool,
    override: str,
    out: Path | None,
    data: str | None,
) -> None:
    """Impor daftar anggota dari lembar kerja kantor (.xlsx, .xls, .ods, .csv).

    Beberapa berkas, folder, atau zip sekaligus menjadi satu unggahan.
    """
    with open_instance(data):
        from bubuhan.imports import cli as imports

        target = str(out) if out else None
        code = imports.import_file(files, pillar, area, commit, target, override=override)
    sys.exit(code)


@main.group()
def registry() -> None:
    """Registri: hitungan yang ditandatangani, kunci tanda tangan."""


@registry.command("snapshot")
@click.option("--area", required=True, help="Kode wilayah, misalnya 63.71; 0 untuk Indonesia.")
@click.option("--note", default="", help="Catatan pada hitungan ini.")
@click.option(
    "--json", "out", type=click.Path(path_type=Path), default=None, help="Tulis ke berkas JSON."
)
@DATA
def registry_snapshot(area: str, note: str, out: Path | None, data: str | None) -> None:
    """Bekukan hitungan suatu wilayah dengan daftar di baliknya, sidik data, dan tanda tangan."""
    with open_instance(data):
        from bubuhan.counts import cli

        code = cli.snapshot("" if area == "0" else area, out, note)
    sys.exit(code)


@registry.command("new-key")
@DATA
def registry_new_key(data: str | None) -> None:
    """Ganti kunci tanda tangan; kunci lama tetap membuktikan yang pernah ditandatanganinya."""
    from bubuhan.site.instance import data_dir, replace_sign_key

    with plain_errors():
        new_id = replace_sign_key(data_dir(data))
    click.echo(f"Kunci baru {new_id}. Mulai ulang bubuhan agar kunci ini dipakai, lalu cadangkan.")


@main.group()
def geo() -> None:
    """Wilayah administrasi."""


@geo.command("load")
@DATA
def geo_load(data: str | None) -> None:
    """Muat atau segarkan semua wilayah (aman diulang)."""
    with open_instance(data):
        from bubuhan.geo import cli

        cli.load()


@geo.command("load-boundaries")
@click.argument("file", type=click.Path(path_type=Path))
@DATA
def geo_load_boundaries(file: Path, data: str | None) -> None:
    """Ganti batas perkiraan dengan batas resmi dari berkas GeoJSON."""
    with open_instance(data):
        from bubuhan.geo import cli

        cli.load_boundaries(file)


@main.group()
def lists() -> None:
    """Daftar resmi (jenis PPKS, layanan, alasan, ...)."""


@lists.command("load")
@DATA
def lists_load(data: str | None) -> None:
    """Muat atau segarkan daftar resmi (aman diulang)."""
    with open_instance(data):
        from bubuhan.lists.load import load_lists

        click.echo(f"{load_lists()} baris berubah.")


@main.group()
def demo() -> None:
    """Instansi contoh."""


@demo.command("build")
@DATA
def demo_build(data: str | None) -> None:
    """Buat data contoh di instansi contoh yang belum berisi."""
    with open_instance(data) as folder:
        from django.conf import settings

        from bubuhan.site import demo as builder
        from bubuhan.site.instance import InstanceError

        if not settings.BUBUHAN_DEMO:
            raise InstanceError(
                "Instansi ini bukan instansi contoh; data rekaan tidak ditambahkan."
            )
        builder.build(folder)


@main.command("admin-link")
@click.option("--url", default="http://127.0.0.1:8000", show_default=True, help="Alamat instansi.")
@click.option(
    "--user", default="", help="Pengelola yang sandinya diganti (bila sudah ada pengelola)."
)
@DATA
def admin_link(url: str, user: str, data: str | None) -> None:
    """Buat tautan sekali pakai: pengelola pertama, atau sandi baru bagi seorang pengelola."""
    with open_instance(data):
        from bubuhan.site import prepare

        click.echo(f"{url.rstrip('/')}{prepare.admin_path(user)}")


@main.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@DATA
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...], data: str | None) -> None:
    """Perintah Django untuk pengembang, misalnya: bubuhan manage shell."""
    with open_instance(data, up_to_date=False):
        from django.core.management import execute_from_command_line

        execute_from_command_line(["bubuhan manage", *arguments])


@main.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--without-secrets", is_flag=True, help="Jangan sertakan kunci; simpan secrets.json terpisah."
)
@DATA
def backup(file: Path, without_secrets: bool, data: str | None) -> None:
    """Cadangkan basis data, berkas, dan kunci ke satu berkas."""
    from bubuhan.site import backup as backups
    from bubuhan.site.instance import data_dir

    with plain_errors():
        click.echo(
            backups.make(
                data_dir(data),
                file,
                os.environ.get("DATABASE_URL", ""),
                secrets=not without_secrets,
            )
        )


@main.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@DATA
def restore(file: Path, data: str | None) -> None:
    """Pulihkan cadangan ke folder data yang masih kosong."""
    from bubuhan.site import backup as backups
    from bubuhan.site.instance import data_dir

    with plain_errors():
        click.echo(backups.restore(data_dir(data), file, os.environ.get("DATABASE_URL", "")))


@main.command()
@DATA
def doctor(data: str | None) -> None:
    """Periksa versi, folder data, basis data, migrasi, dan ruang disk."""
    from bubuhan.site import doctor as check
    from bubuhan.site.instance import data_dir

    with plain_errors():
        sys.exit(check.report(data_dir(data), os.environ.get("DATABASE_URL", "")))


@contextlib.contextmanager
def open_instance(data: str | None, *, up_to_date: bool = True) -> Iterator[Path]:
    """Run a command inside an instance: its database runs, Django is set up."""
    from bubuhan.site import up as process_tree
    from bubuhan.site.instance import data_dir

    folder = data_dir(data)
    with (
        plain_errors(),
        process_tree.opened(folder, os.environ.get("DATABASE_URL", ""), up_to_date=up_to_date),
    ):
        yield folder


@contextlib.contextmanager
def plain_errors() -> Iterator[None]:
    """Known troubles end with a sentence and exit code 1, never with a traceback."""
    from bubuhan.site.engine import EngineError
    from bubuhan.site.instance import InstanceError
    from bubuhan.site.up import PrepareFailed

    try:
        yield
    except PrepareFailed:
        sys.exit(1)
    except (EngineError, InstanceError) as error:
        click.echo(f"bubuhan: {error}", err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        click.echo("bubuhan: dihentikan.", err=True)
        sys.exit(130)


main.add_command(link)

if __name__ == "__main__":
    main()
