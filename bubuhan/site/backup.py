"""`bubuhan backup` and `bubuhan restore`: the whole instance in one tar file.

manifest.json   format, version, time, server version, sha256 of the dump, whether keys are inside
database.dump   pg_dump, custom format (one consistent snapshot, taken before the files are copied)
secrets.json    the keys (left out on request: then keep DIR/secrets.json elsewhere)
instance.json   demo or real
files/...       attachments by content hash
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from bubuhan import __version__
from bubuhan.site import instance
from bubuhan.site.engine import Engine, EngineError, binaries, external, open_engine, places

FORMAT = 1
HEADER_LINES = 40
SMALL = ("secrets.json", "instance.json")


@dataclass(frozen=True)
class Manifest:
    """First member of the tar file."""

    format: int
    version: str
    made_at: str
    server: int
    dump_sha256: str
    secrets: bool


def make(folder: Path, file: Path, database_url: str, *, secrets: bool) -> str:
    """Write a backup (0600, whole or not at all); returns a sentence. The instance may be running."""
    if not (folder / "secrets.json").exists():
        raise instance.InstanceError(
            f"Tidak ada instansi di {folder}. Pilih foldernya dengan --data FOLDER."
        )
    half = file.with_name(f"{file.name}.half")
    engine = open_engine(folder, database_url)
    try:
        with (
            engine,
            tempfile.TemporaryDirectory(
                prefix="bubuhan-backup-", dir=file.absolute().parent
            ) as work,
        ):
            dump = Path(work) / "database.dump"
            version = external.check_server(engine.url)
            _dump(engine, folder, version, dump)
            manifest = Manifest(
                FORMAT, __version__, datetime.now(UTC).isoformat(), version, _sha256(dump), secrets
            )
            count = _write_tar(half, folder, dump, manifest)
        half.rename(file)
    except OSError as error:
        raise EngineError(f"Cadangan tidak dapat ditulis ke {file}: {error.strerror}.") from error
    finally:
        half.unlink(missing_ok=True)
    keys = (
        "dengan kunci; simpan di tempat aman"
        if secrets
        else "tanpa kunci; simpan secrets.json terpisah"
    )
    return f"Cadangan {file}: basis data, {count} berkas lampiran, {keys}."


def restore(folder: Path, file: Path, database_url: str) -> str:
    """Put a backup back into an empty folder and an empty database; returns a sentence."""
    engine = open_engine(folder, database_url)
    try:
        archive = tarfile.open(file)  # noqa: SIM115  (closed by the with below)
    except (tarfile.TarError, OSError) as error:
        raise EngineError(f"{file} bukan cadangan Bubuhan yang utuh.") from error
    with archive, tempfile.TemporaryDirectory(prefix="bubuhan-restore-") as work:
        manifest = _read_manifest(archive, file)
        _refuse_used_folder(folder, manifest)
        engine.prepare_folder()
        with engine:
            version = external.check_server(engine.url)
            _refuse_used_database(engine)
            dump = Path(work) / "database.dump"
            count = _unpack(archive, folder, dump)
            if _sha256(dump) != manifest.dump_sha256:
                raise EngineError(f"{file} rusak: isi basis data tidak cocok dengan catatannya.")
            _load_dump(engine, folder, version, dump)
            _unpack_small(archive, folder)
            instance.enter(folder, engine.url, demo=False)
    return f"Dipulihkan ke {folder}: basis data dan {count} berkas lampiran. Jalankan: bubuhan up --data {folder}"


def _write_tar(half: Path, folder: Path, dump: Path, manifest: Manifest) -> int:
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    note = dump.with_name("manifest.json")
    note.write_text(json.dumps(asdict(manifest), indent=1))
    with os.fdopen(handle, "wb") as stream, tarfile.open(fileobj=stream, mode="w") as archive:
        archive.add(note, "manifest.json")
        for name in SMALL:
            if (folder / name).exists() and (manifest.secrets or name != "secrets.json"):
                archive.add(folder / name, name)
        archive.add(dump, "database.dump")
        count = 0
        for path in sorted((folder / "files").rglob("*")):
            if path.is_file():
                archive.add(
                    path, str(PurePosixPath("files", path.relative_to(folder / "files").as_posix()))
                )
                count += 1
        stream.flush()
        os.fsync(stream.fileno())
    return count


def _read_manifest(archive: tarfile.TarFile, file: Path) -> Manifest:
    try:
        member = archive.extractfile("manifest.json")
        manifest = Manifest(**json.loads(member.read())) if member else None
    except (KeyError, TypeError, ValueError, tarfile.TarError) as error:
        raise EngineError(f"{file} bukan cadangan Bubuhan yang utuh.") from error
    if manifest is None or manifest.format > FORMAT:
        raise EngineError(f"{file} dibuat oleh Bubuhan yang lebih baru. Perbarui Bubuhan dahulu.")
    return manifest


def _refuse_used_folder(folder: Path, manifest: Manifest) -> None:
    has_keys = (folder / "secrets.json").exists()
    if has_keys and manifest.secrets:
        raise instance.InstanceError(
            f"Folder {folder} sudah berisi instansi. Pulihkan ke folder lain yang kosong."
        )
    if not has_keys and not manifest.secrets:
        raise instance.InstanceError(
            f"Cadangan ini tanpa kunci. Taruh dahulu secrets.json yang asli di {folder}, lalu ulangi."
        )


def _refuse_used_database(engine: Engine) -> None:
    import psycopg

    with psycopg.connect(engine.url, autocommit=True) as connection:
        row = connection.execute(
            "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'"
        ).fetchone()
    if row and row[0]:
        raise instance.InstanceError(
            "Basis data tujuan sudah berisi tabel. Pulihkan ke basis data yang kosong."
        )


def _unpack(archive: tarfile.TarFile, folder: Path, dump: Path) -> int:
    """The dump to its place, attachments to DIR/files; nothing outside these. Returns their number."""
    count = 0
    for member in archive:
        parts = PurePosixPath(member.name).parts
        if not member.isfile() or ".." in parts:
            continue
        if member.name == "database.dump":
            _copy_out(archive, member, dump)
        elif len(parts) > 1 and parts[0] == "files":
            target = folder.joinpath(*parts)
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _copy_out(archive, member, target)
            count += 1
    return count


def _unpack_small(archive: tarfile.TarFile, folder: Path) -> None:
    for name in SMALL:
        if name in archive.getnames():
            _copy_out(archive, archive.getmember(name), folder / name)


def _copy_out(archive: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> None:
    source = archive.extractfile(member)
    if source is None:
        return
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as stream:
        shutil.copyfileobj(source, stream)


def _environment(engine: Engine) -> dict[str, str]:
    """The database's address for PostgreSQL's programs, so that ps shows no password."""
    from psycopg import conninfo

    names = {"dbname": "PGDATABASE", "password": "PGPASSWORD"}
    environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"}
    for key, value in conninfo.conninfo_to_dict(engine.url).items():
        if value:
            environment[names.get(key, f"PG{key.upper()}")] = str(value)
    return environment


def _dump(engine: Engine, folder: Path, server: int, dump: Path) -> None:
    program = _program(engine, folder, "pg_dump", at_least=server // 10000)
    done = subprocess.run(
        [program, "--format=custom", f"--file={dump}"],
        env=_environment(engine),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise EngineError(f"pg_dump gagal:\n{done.stderr.strip()[-800:]}")


def _load_dump(engine: Engine, folder: Path, server: int, dump: Path) -> None:
    """Turn the dump into SQL and feed it to psql in one transaction.

    Not with pg_restore alone: it sets a parameter that servers before 17 do not know, and an older
    pg_restore cannot read a newer dump.
    """
    writer = _program(engine, folder, "pg_restore", at_least=99)
    reader = _program(engine, folder, "psql", at_least=server // 10000)
    psql = [
        str(reader),
        "-Xq",
        "--single-transaction",
        "-v",
        "ON_ERROR_STOP=1",
        "-f",
        "-",
        "-o",
        os.devnull,
    ]
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(
            [str(writer), "--no-owner", "--no-privileges", "--file=-", str(dump)],
            stdout=subprocess.PIPE,
            stderr=said,
        ) as source,
        subprocess.Popen(
            psql, stdin=subprocess.PIPE, stderr=said, env=_environment(engine)
        ) as target,
    ):
        assert source.stdout is not None
        assert target.stdin is not None
        try:
            for _ in range(HEADER_LINES):
                line = source.stdout.readline()
                if not line.startswith(b"SET transaction_timeout"):
                    target.stdin.write(line)
            shutil.copyfileobj(source.stdout, target.stdin)
            target.stdin.close()
        except BrokenPipeError:
            source.kill()
        if target.wait() or source.wait():
            said.seek(0)
            raise EngineError(
                f"Pemulihan gagal:\n{said.read().decode(errors='replace').strip()[-800:]}"
            )


def _program(engine: Engine, folder: Path, program: str, *, at_least: int) -> Path:
    """The system's own program for an external server (it speaks TLS), else the one we carry."""
    found = shutil.which(program)
    if not engine.embedded and found and _major(found) >= at_least:
        return Path(found)
    account = binaries.server_account() if engine.embedded else None
    return binaries.bin_folder(account, places.shared_base if account else lambda: folder) / program


def _major(program: str) -> int:
    said = subprocess.run(
        [program, "--version"], capture_output=True, text=True, check=False
    ).stdout
    found = re.search(r"\(PostgreSQL\) (\d+)", said)
    return int(found[1]) if found else 0


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
