"""Builds the demo: who can sign in, whose phones can be enrolled, and what they find."""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from bubuhan import journal
from bubuhan.accounts import actions as accounts
from bubuhan.accounts.models import EnrolmentCode, User
from bubuhan.accounts.policy import Role
from bubuhan.kernel import clock
from bubuhan.kernel.text import name_key
from bubuhan.people.models import Person
from bubuhan.volunteers.models import Membership

PELAMBUAN, BANJARMASIN_BARAT, BANJARMASIN, TAPIN = "63.71.03.1003", "63.71.03", "63.71", "63.05"
OFFICE = (
    ("budi", "Budi Santoso", Role.PETUGAS, BANJARMASIN),
    ("citra", "Citra Lestari", Role.PETUGAS, TAPIN),
    ("dewi", "Dewi Noor Aisyah", Role.KOORDINATOR, BANJARMASIN_BARAT),
    ("farida", "Farida Hanum", Role.PIMPINAN, BANJARMASIN),
    ("gazali", "Gazali Rahman", Role.PENGELOLA, "63"),
)
FIELD = ("Ani Rahmawati", "Hasanah", "Ilham Fauzi", "Jumiati", "Khairul Anwar", "Lailatul Qadri")
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


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
        persons = [_member(name, PELAMBUAN, "PSM") for name in FIELD]
        logins = [_office_user(*row) for row in OFFICE]
        codes = _codes(persons)
    return _write(data_dir, DemoInfo(logins, codes))


def refresh_codes(data_dir: Path) -> DemoInfo:
    """New enrolment codes for the same people, because a code lives 24 hours and works once."""
    kept = json.loads((data_dir / "demo.json").read_text("utf-8"))
    with journal.unit():
        EnrolmentCode.objects.filter(used_at=None).delete()
        codes = _codes([_member(name, PELAMBUAN, "PSM") for name in FIELD])
    return _write(data_dir, DemoInfo([Login(**user) for user in kept["users"]], codes))


def _member(name: str, area: str, pillar: str) -> Person:
    """The invented person who serves there; made when missing."""
    person = Person.objects.filter(name=name, area_code=area, example=True).first()
    if person:
        return person
    person = Person.objects.create(name=name, name_key=name_key(name), area_code=area, example=True)
    started = date(clock.now().year - 3, 1, 1)
    Membership.objects.create(
        person=person, pillar=pillar, area_code=area, started_on=started, started_precision="year"
    )
    return person


def _office_user(username: str, name: str, role: Role, area: str) -> Login:
    password = "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))
    user = User.objects.filter(username=username).first() or User(username=username)
    user.name, user.role, user.area_code = name, role, area
    if role == Role.KOORDINATOR:
        user.person_id = _member(name, area, "TKSK").id
    user.set_password(password)
    user.save()
    return Login(role.value, username, password, area)


def _codes(persons: list[Person]) -> list[Code]:
    maker = User.objects.get(username="dewi").actor()
    now = clock.now()
    return [
        Code(
            accounts.make_code(
                maker, person_id=p.id, person_name=p.name, area_code=p.area_code, now=now
            )[0],
            p.name,
            p.area_code,
        )
        for p in persons
    ]


def _write(data_dir: Path, info: DemoInfo) -> DemoInfo:
    file = data_dir / "demo.json"
    half = file.with_suffix(".half")
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        json.dump(asdict(info), stream, indent=1)
    half.rename(file)
    return info
