"""Builds the demo: who can sign in, whose phones can be enrolled, and what they find.

`BUBUHAN_DEMO_CASES` sets how many cases the past year has (browser tests want few).
"""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from random import Random

from bubuhan import journal
from bubuhan.accounts import actions as accounts
from bubuhan.accounts.models import EnrolmentCode, User
from bubuhan.accounts.policy import Actor, Role
from bubuhan.cards import actions as cards
from bubuhan.counts import actions as counts
from bubuhan.kernel import clock
from bubuhan.site.demo import (
    campaign,
    casework,
    history,
    messages,
    privacy,
    registry,
    roster,
    standing,
)
from bubuhan.volunteers.models import Membership, Verification

PELAMBUAN, BANJARMASIN_BARAT, BANJARMASIN, TAPIN = "63.71.03.1003", "63.71.03", "63.71", "63.05"
COORDINATOR = "Dewi Noor Aisyah"
OFFICE = (
    ("budi", "Budi Santoso", Role.PETUGAS, BANJARMASIN),
    ("citra", "Citra Lestari", Role.PETUGAS, TAPIN),
    ("dewi", COORDINATOR, Role.KOORDINATOR, BANJARMASIN_BARAT),
    ("farida", "Farida Hanum", Role.PIMPINAN, BANJARMASIN),
    ("gazali", "Gazali Rahman", Role.PENGELOLA, "63"),
)
FIELD = {  # PSM whose phones can be enrolled at once, and the kelurahan or desa they serve
    "Ani Rahmawati": PELAMBUAN,
    "Hasanah": PELAMBUAN,
    "Ilham Fauzi": "63.71.03.1004",
    "Jumiati": "63.71.03.1009",
    "Khairul Anwar": "63.71.01.1002",
    "Lailatul Qadri": "63.05.04.1001",
}
CASES = 3200
SEED = 6371
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
    """Fill an empty demo instance and write DIR/demo.json (0600), last, as the sign of success.

    All rows are one transaction; if only the file is missing, the accounts get new passwords.
    """
    random, now = Random(SEED), clock.now()  # noqa: S311  (invented data, not a secret)
    with journal.unit():
        if not Membership.objects.filter(origin_id=roster.SOURCE).exists():
            _fill(random, now)
        logins = [_office_user(*row) for row in OFFICE]
        messages.office(now)
        privacy.fill(now)
        codes = _codes()
        if not Verification.objects.exists():
            registry.fill(random, now)
            _papers()
    return _write(data_dir, DemoInfo(logins, codes))


def _fill(random: Random, now: datetime) -> None:
    made = roster.fill(random, clock.day(now), FIELD, (COORDINATOR, PELAMBUAN))
    year = history.History(random, now, made.namer, {area: name for _, name, _, area in OFFICE})
    year.write(int(os.environ.get("BUBUHAN_DEMO_CASES", CASES)))
    campaign.fill(random, now, OFFICE[0][1], FIELD)
    standing.fill(random, now, OFFICE[0][1])
    casework.fill(random, now)


def _papers() -> None:
    """A count frozen before anybody looked, and cards of the story's members in the city."""
    officer = User.objects.get(username="budi").actor()
    counts.take(area=BANJARMASIN, actor=officer, note="Keadaan awal")
    members = [_member(name, "PSM") for name, desa in FIELD.items() if officer.covers(desa)]
    cards.issue(actor=officer, membership_ids=[m.id for m in members])


def refresh_codes(data_dir: Path) -> DemoInfo:
    """New enrolment codes for the same people, because a code lives 24 hours and works once."""
    kept = json.loads((data_dir / "demo.json").read_text("utf-8"))
    with journal.unit():
        EnrolmentCode.objects.filter(used_at=None).delete()
        codes = _codes()
    return _write(data_dir, DemoInfo([Login(**user) for user in kept["users"]], codes))


def _member(name: str, pillar: str) -> Membership:
    """The story's membership of that name: made first, so its id is the smallest of namesakes."""
    found = Membership.objects.select_related("person").filter(
        person__name=name, person__example=True, pillar=pillar
    )
    first: Membership = found.order_by("pk")[0]
    return first


def _office_user(username: str, name: str, role: Role, area: str) -> Login:
    password = "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))
    user = User.objects.filter(username=username).first() or User(username=username)
    user.name, user.role, user.area_code = name, role, area
    if role == Role.KOORDINATOR:
        user.person_id = _member(name, "TKSK").person_id
    user.set_password(password)
    user.save()
    return Login(role.value, username, password, area)


def _codes() -> list[Code]:
    maker, now = User.objects.get(username="gazali").actor(), clock.now()
    return [_code(maker, _member(name, "PSM"), now) for name in FIELD]


def _code(maker: Actor, member: Membership, now: datetime) -> Code:
    person = member.person
    code, _ = accounts.make_code(
        maker, person_id=person.id, person_name=person.name, area_code=member.area_code, now=now
    )
    return Code(code, person.name, member.area_code)


def _write(data_dir: Path, info: DemoInfo) -> DemoInfo:
    file = data_dir / "demo.json"
    half = file.with_suffix(".half")
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        json.dump(asdict(info), stream, indent=1)
    half.rename(file)
    return info
