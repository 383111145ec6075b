"""One instance = one folder (DIR): its secrets, its kind (demo or real), its environment.

Knows nothing of Django, because Django's settings are read from what is prepared here.

    DIR/secrets.json    keys, 0600; without it the personal data in the database is unreadable
    DIR/instance.json   {"demo": bool}; the database says the same
    DIR/engine.json     where the embedded database lies; DIR/files; DIR/log; DIR/demo.json
"""

import base64
import json
import os
import secrets
import socket
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


class InstanceError(Exception):
    """The instance cannot be opened; the text says what to do and is shown as it is."""


def data_dir(chosen: str | None) -> Path:
    """--data, else BUBUHAN_DATA, else the user's data directory."""
    if chosen or os.environ.get("BUBUHAN_DATA"):
        return Path(chosen or os.environ["BUBUHAN_DATA"]).expanduser().absolute()
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "bubuhan"


def enter(folder: Path, url: str, *, demo: bool) -> bool:
    """Make sure of secrets and kind, and point this process at the instance; True for a demo.

    Raises InstanceError when the database belongs to other secrets than those in the folder, and
    when `demo` is asked of a real instance.
    """
    mark = database_mark(url)
    _ensure_secrets(folder, mark)
    point_at(folder, url)
    return _ensure_kind(folder, mark, demo=demo)


def point_at(folder: Path, url: str) -> None:
    """Name the instance in the environment, for Django's settings and for child processes."""
    os.environ["DATABASE_URL"] = url
    os.environ["BUBUHAN_DATA"] = str(folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bubuhan.site.settings")


def _ensure_kind(folder: Path, mark: dict[str, Any] | None, *, demo: bool) -> bool:
    """Write down at the first start whether this is a demo: real data never becomes one."""
    file = folder / "instance.json"
    known = mark["demo"] if mark else _read(file).get("demo")
    if known is None:
        known = demo
    if demo and not known:
        raise InstanceError(
            f"Folder {folder} berisi instansi sungguhan, tidak dapat dijadikan instansi contoh.\n"
            "Untuk mencoba data contoh, pilih folder lain: bubuhan up --demo --data FOLDER"
        )
    if _read(file).get("demo") != known:
        _write(file, {"demo": known}, 0o644)
    return bool(known)


def kind(folder: Path) -> bool:
    """True when DIR says it is a demo."""
    return bool(_read(folder / "instance.json").get("demo"))


def database_mark(url: str) -> dict[str, Any] | None:
    """What the database says about itself: {"demo", "key_check"}; None for an empty one."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        found = connection.execute("SELECT to_regclass('porch_instance')").fetchone()
        if not found or found[0] is None:
            return None
        row = connection.execute("SELECT demo, key_check FROM porch_instance").fetchone()
    return {"demo": row[0], "key_check": row[1]} if row else None


def key_check(kept: dict[str, Any]) -> str:
    """A short fingerprint of the keys, stored in the database to notice wrong ones."""
    import hashlib
    import hmac

    return hmac.digest(
        base64.b64decode(kept["index_key"]), b"bubuhan key check", hashlib.sha256
    ).hex()[:32]


def read_secrets(folder: Path) -> dict[str, Any]:
    """The content of DIR/secrets.json; empty when there is none."""
    return _read(folder / "secrets.json")


def _ensure_secrets(folder: Path, mark: dict[str, Any] | None) -> None:
    kept = read_secrets(folder)
    if not kept:
        if mark:
            raise InstanceError(
                f"Basis data sudah berisi data, tetapi kunci di {folder / 'secrets.json'} tidak ada.\n"
                "Pulihkan berkas itu dari cadangan. Tanpa kunci, NIK yang tersimpan tidak terbaca."
            )
        kept = _new_secrets()
        _write(folder / "secrets.json", kept, 0o600)
    if mark and mark["key_check"] != key_check(kept):
        raise InstanceError(
            f"Kunci di {folder / 'secrets.json'} bukan kunci basis data ini.\n"
            "Periksa --data dan DATABASE_URL, atau pulihkan secrets.json dari cadangan."
        )
    if "sign_keys" not in kept:  # made by a version before signatures
        kept = {**kept, "sign_keys": [_new_sign_key()]}
        _write(folder / "secrets.json", kept, 0o600)
    if "vapid_key" not in kept:  # made by a version before web push
        _write(folder / "secrets.json", {**kept, "vapid_key": _new_vapid_key()}, 0o600)


def replace_sign_key(folder: Path) -> str:
    """Add a signing key; the former only proves what it signed. Returns the new key's id.

    Raises InstanceError when DIR has no secrets. Running processes sign with it after a restart.
    """
    from bubuhan.kernel.signing import replaced

    kept = read_secrets(folder)
    if not kept:
        raise InstanceError(f"Tidak ada {folder / 'secrets.json'}. Jalankan dahulu: bubuhan up")
    today = datetime.now(UTC).date()
    keys = replaced(kept.get("sign_keys", []), secrets.token_bytes(32), today)
    _write(folder / "secrets.json", {**kept, "sign_keys": keys}, 0o600)
    new_id: str = keys[-1]["id"]
    return new_id


def _new_sign_key() -> dict[str, Any]:
    from bubuhan.kernel.signing import new_key

    return new_key(secrets.token_bytes(32), datetime.now(UTC).date())


def _new_secrets() -> dict[str, Any]:
    return {
        "secret_key": secrets.token_urlsafe(50),
        "data_keys": [[1, base64.b64encode(secrets.token_bytes(32)).decode()]],
        "index_key": base64.b64encode(secrets.token_bytes(32)).decode(),
        "sign_keys": [_new_sign_key()],
        "vapid_key": _new_vapid_key(),
    }


def _new_vapid_key() -> str:
    """The private scalar of a new P-256 key."""
    from cryptography.hazmat.primitives.asymmetric import ec

    value = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return base64.b64encode(value.to_bytes(32, "big")).decode()


def allow_hosts(host: str) -> None:
    """Let Django answer to the address we listen on, unless BUBUHAN_HOSTS already decides."""
    if os.environ.get("BUBUHAN_HOSTS"):
        return
    names = ["127.0.0.1", "localhost", "[::1]"]
    if host in {"0.0.0.0", "::"}:  # noqa: S104
        names += [socket.gethostname(), *_own_addresses()]
    elif host not in names:
        names.append(host)
    os.environ["BUBUHAN_HOSTS"] = ",".join(dict.fromkeys(names))


def _own_addresses() -> list[str]:
    try:
        return socket.gethostbyname_ex(socket.gethostname())[2]
    except OSError:
        return []


def _read(file: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    return found


def _write(file: Path, content: dict[str, Any], mode: int) -> None:
    """Whole or not at all: a new file beside it, flushed, then renamed."""
    half = file.with_name(f"{file.name}.{os.getpid()}.half")
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        json.dump(content, stream, indent=1)
        stream.flush()
        os.fsync(stream.fileno())
    half.rename(file)
