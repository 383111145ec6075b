"""Builds the demo: who can sign in, whose phones can be enrolled, and what they find."""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

from bubuhan import journal
from bubuhan.accounts.models import EnrolmentCode, User
from bubuhan.accounts.policy import Role
from bubuhan.kernel import clock
from bubuhan.kernel.crypto import token_hash
from bubuhan.kernel.ids import uuid7

PELAMBUAN, BANJARMASIN_BARAT, BANJARMASIN, TAPIN = "63.71.03.1003", "63.71.03", "63.71", "63.05"
OFFICE = (
    ("budi", "Budi Santoso", Role.PETUGAS, BANJARMASIN),
    ("citra", "Citra Lestari", Role.PETUGAS, TAPIN),
    ("dewi", "Dewi Noor Aisyah", Role.KOORDINATOR, BANJARMASIN_BARAT),
    ("farida", "Farida Hanum", Role.PIMPINAN, BANJARMASIN),
    ("gazali", "Gazali Rahman", Role.PENGELOLA, "63"),
)
FIELD = ("Ani Rahmawati", "Hasanah", "Ilham Fauzi", "Jumiati", "Khairul Anwar", "Lailatul Qadri")
CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


@dataclass(frozen=True)
class Login:
    """One account of the demo."""

    role: str
    username: str
    password: str
    area: str


@dataclass(frozen=True)
class Code:
    """One unused enrolment code of the demo."""

    code: str
    person: str
    area: str


@dataclass(frozen=True)
class DemoInfo:
    """What DIR/demo.json holds."""

    users: list[Login]
    enrolment_codes: list[Code]


def build(data_dir: Path) -> DemoInfo:
    """Fill an empty demo instance and write DIR/demo.json (0600), last, as the sign of success."""
    with journal.unit():
        logins = [_office_user(*row) for row in OFFICE]
        codes = [_code(name, PELAMBUAN) for name in FIELD]
    info = DemoInfo(logins, codes)
    _write(data_dir / "demo.json", json.dumps(asdict(info), indent=1))
    return info


def _office_user(username: str, name: str, role: Role, area: str) -> Login:
    password = "-".join("".join(secrets.choice(CODE_LETTERS) for _ in range(4)) for _ in range(3)).lower()
    user = User.objects.filter(username=username).first() or User(username=username)
    user.name, user.role, user.area_code = name, role, area
    user.set_password(password)
    user.save()
    return Login(role.value, username, password, area)


def _code(name: str, area: str) -> Code:
    plain = "".join(secrets.choice(CODE_LETTERS) for _ in range(8))
    now = clock.now()
    EnrolmentCode.objects.create(
        code_hash=token_hash(plain),
        person_id=uuid7(),
        person_name=name,
        area_code=area,
        made_at=now,
        expires_at=now + timedelta(days=365),
    )
    return Code(plain, name, area)


def _write(file: Path, text: str) -> None:
    half = file.with_suffix(".half")
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(text)
    half.rename(file)
