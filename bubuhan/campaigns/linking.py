"""The personal link of somebody without the app: signed, for one person, and closed by itself.

Whoever holds the link sees nothing until he tells a second fact (birth date, or the last four digits
of his phone), and then only masked data. Tries are counted; opening and failing are journalled.
"""

import base64
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core import signing

from bubuhan import journal
from bubuhan.accounts import limits
from bubuhan.accounts.limits import Limit
from bubuhan.accounts.policy import Actor, Role
from bubuhan.campaigns import answering
from bubuhan.campaigns.models import Confirmation, Way
from bubuhan.campaigns.queries import own_persons
from bubuhan.geo import names
from bubuhan.kernel import clock
from bubuhan.kernel.actors import ActorRef
from bubuhan.kernel.problems import Problem
from bubuhan.kernel.text import parse_date, parse_phone, show_phone
from bubuhan.lists.queries import title
from bubuhan.people.models import Person

LIFE = timedelta(days=60)
OPEN_FOR = timedelta(minutes=30)
TRIES = Limit(5)
TRIES_A_DAY = Limit(15, timedelta(days=1))  # four digits yield to somebody who has sixty days
TRIES_PER_ADDRESS = Limit(60)  # one mobile address may be a whole village
_SALT, _PROOF_SALT = "konfirmasi-tautan", "konfirmasi-terbuka"


def make(line: Confirmation) -> str:
    """The token of one line; the same line gives a fresh one each time, all of them lead to it."""
    plain = base64.urlsafe_b64encode(line.id.bytes).decode().rstrip("=")
    return signing.TimestampSigner(sep=".", salt=_SALT).sign(plain)


def read(token: str) -> Confirmation:
    """The line behind a token, while its campaign runs. Raises `confirmation_link`."""
    try:
        plain = signing.TimestampSigner(sep=".", salt=_SALT).unsign(token, max_age=LIFE)
        line_id = UUID(bytes=base64.urlsafe_b64decode(plain + "=="))
    except (signing.BadSignature, ValueError):
        raise Problem("confirmation_link") from None
    line: Confirmation | None = (
        Confirmation.objects.serving()
        .select_related("campaign", "membership__person")
        .filter(id=line_id)
        .first()
    )
    if line is None or not line.campaign.running:
        raise Problem("confirmation_link")
    return line


@dataclass(slots=True)
class Step:
    """What the page shows: `ask` for the second fact, the `record` to confirm, or `thanks`."""

    name: str
    values: dict[str, Any] = field(default_factory=dict)
    problem: Problem | None = None


def step(line: Confirmation, given: Mapping[str, str], address: str, now: datetime) -> Step:
    """One request of the page; without JavaScript each press is one."""
    if given.get("bukti"):
        return _answer(line, given, now)
    if "lahir" not in given and "hp4" not in given:
        return Step("ask")
    try:
        _check(line, given, address, now)
    except Problem as problem:
        return Step("ask", problem=problem)
    return Step("record", record(line))


def _check(line: Confirmation, given: Mapping[str, str], address: str, now: datetime) -> None:
    """The second fact. Raises `too_many_tries`, `confirmation_fact`."""
    who = line.person_id
    keys = f"konfirmasi:{who}", f"konfirmasi-hari:{who}", f"konfirmasi-dari:{address}"
    for key, limit in zip(keys, (TRIES, TRIES_A_DAY, TRIES_PER_ADDRESS), strict=True):
        limits.count(key, limit, now)
    right = _knows(
        line.membership.person, given.get("lahir", ""), given.get("hp4", ""), clock.day(now)
    )
    with journal.unit():
        if right:
            journal.record("campaign.link_opened", **_about(line))
        else:
            journal.record("campaign.link_failed", **_about(line))
    if not right:
        raise Problem("confirmation_fact")
    limits.forgive(*keys)


def _about(line: Confirmation) -> dict[str, Any]:
    return {
        "actor": ActorRef("system", "tautan", "Tautan konfirmasi"),
        "subject": ("person", line.person_id),
        "area": line.area_code,
        "data": {"campaign": str(line.campaign_id)},
    }


def _knows(person: Person, born: str, last4: str, today: date) -> bool:
    digits = "".join(c for c in last4 if c.isdigit())
    if len(digits) == 4 and person.phone:
        return hmac.compare_digest(person.phone[-4:], digits)
    told = parse_date(born, today=today, birth=True) if born.strip() else None
    if told is None or isinstance(told, Problem) or person.birth_date is None:
        return False
    return person.birth_precision == "day" and told.value == person.birth_date


def askable(person: Person) -> bool:
    """Can this person prove anything at all?"""
    return bool(person.phone or (person.birth_date and person.birth_precision == "day"))


def record(line: Confirmation) -> dict[str, Any]:
    """Masked: enough to recognise oneself, too little to learn about somebody else."""
    person, hats = line.membership.person, _hats(line)
    return {
        "proof": signing.dumps(str(line.id), salt=_PROOF_SALT, compress=True),
        "facts": [
            ("Nama", mask_words(person.name)),
            ("NIK", person.nik_masked or "belum ada"),
            ("Nomor HP", mask_phone(show_phone(person.phone)) or "belum ada"),
            ("Alamat", mask_words(person.address) or "belum ada"),
            *((title("pillar", h.pillar), names.label(h.area_code)) for h in hats),
        ],
        "answered": line.answered,
        "answer": line.answer,
        "answered_at": line.answered_at,
    }


def _hats(line: Confirmation) -> list[Confirmation]:
    own = Confirmation.objects.serving().filter(
        campaign_id=line.campaign_id, person_id__in=own_persons(line.person_id)
    )
    return list(own.order_by("pillar", "area_code"))


def mask_words(text: str) -> str:
    """`Ani Rahmawati` -> `Ani Ra•••••••`: whole words of three letters, two letters of longer ones."""
    return " ".join(w if len(w) < 4 else w[:2] + "•" * min(len(w) - 2, 7) for w in text.split())


def mask_phone(shown: str) -> str:
    """`0899-0000-0001` -> `0899-••••-0001`."""
    parts = shown.split("-")
    return (
        "-".join([parts[0], *("•" * len(p) for p in parts[1:-1]), parts[-1]])
        if parts[1:]
        else shown
    )


def _answer(line: Confirmation, given: Mapping[str, str], now: datetime) -> Step:
    try:
        told = signing.loads(given["bukti"], salt=_PROOF_SALT, max_age=OPEN_FOR)
    except signing.BadSignature:
        return Step("ask")
    if told != str(line.id):
        return Step("ask")
    try:
        said = _said(given)
        hats = _hats(line)
        answering.answer_own(
            actor=_holder(line),
            campaign_id=line.campaign_id,
            membership_ids=[h.membership_id for h in hats],
            persons=own_persons(line.person_id),
            said=said,
            way=Way.LINK,
            at=now,
        )
    except Problem as problem:
        return Step("record", record(line) | {"given": given}, problem)
    return Step("thanks", {"correct": said.correct})


def _said(given: Mapping[str, str]) -> answering.Said:
    """Raises `corrections_missing`, `phone_invalid`."""
    if given.get("jawaban") == "ya":
        return answering.Said()
    corrections: dict[str, Any] = {}
    phones = parse_phone(given.get("hp", ""))
    if isinstance(phones, Problem):
        raise phones
    if phones:
        corrections["phone"] = phones[0]
    if given.get("alamat", "").strip():
        corrections["address"] = " ".join(given["alamat"].split())[:250]
    note, ends = given.get("catatan", "").strip()[:500], given.get("jawaban") == "berakhir"
    if not (corrections or note or ends):
        raise Problem("corrections_missing", "catatan")
    return answering.Said(corrections, note, changed=True, ends=ends)


def _holder(line: Confirmation) -> Actor:
    """The person himself, as far as a link tells."""
    person = line.membership.person
    return Actor(
        user_id=person.id,
        name=f"{person.name} (tautan)"[:120],
        role=Role.RELAWAN,
        area=line.area_code,
        person_id=person.id,
    )
