"""The way in for a partner without an account: an unguessable address, and a short code beside it.

The address carries 192 random bits; only its SHA-256 is kept. It leads to one referral, for thirty
days, and shows nothing about a person before the code is told. Revoked, expired and guessed
addresses get the same answer.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from bubuhan import journal
from bubuhan.accounts import limits
from bubuhan.accounts.limits import Limit
from bubuhan.kernel import crypto
from bubuhan.kernel.actors import ActorRef
from bubuhan.kernel.problems import Problem
from bubuhan.referrals.kinds import LinkKind
from bubuhan.referrals.models import Referral, ReferralLink

LIFE = timedelta(days=30)
GUESSES = Limit(20)  # unknown addresses from one internet address
GUESSES_A_DAY = Limit(200, timedelta(days=1))
TRIES = Limit(5)  # codes for one link
TRIES_A_DAY = Limit(20, timedelta(days=1))  # six digits yield to somebody who has thirty days
VISITOR = ActorRef("system", "tautan", "Tautan rujukan")


@dataclass(frozen=True, slots=True)
class Made:
    """A fresh link; `token` and `code` are known only now."""

    link: ReferralLink
    token: str
    code: str

    @property
    def path(self) -> str:
        return f"/r/{self.token}/"


def make(referral: Referral, kind: LinkKind, by: str, now: datetime) -> Made:
    """A new link; an older one of the same kind opens nothing from now on."""
    referral.links.filter(kind=kind, revoked_at=None).update(revoked_at=now)
    token, code = secrets.token_urlsafe(24), f"{secrets.randbelow(1_000_000):06d}"
    link = ReferralLink(
        referral=referral,
        kind=kind,
        token_hash=crypto.token_hash(token),
        made_at=now,
        made_by=by,
        expires_at=now + LIFE,
    )
    link.code_hash = _code_hash(link, code)
    link.save(force_insert=True)
    return Made(link, token, code)


def close_all(referral: Referral, now: datetime) -> None:
    """No link of this referral opens anything any more."""
    referral.links.filter(revoked_at=None).update(revoked_at=now)


def find(token: str, address: str, now: datetime) -> ReferralLink:
    """The live link behind an address.

    Raises `referral_link` for whatever is unknown, expired or revoked, `too_many_tries` for who goes on
    guessing. A right address is never refused because somebody else behind the same internet address guesses.
    """
    link = (
        ReferralLink.objects.select_related("referral__case")
        .filter(token_hash=crypto.token_hash(token[:200]))
        .first()
    )
    if link is not None and link.revoked_at is None and link.expires_at > now:
        return link
    limits.count(f"rujukan-dari:{address}", GUESSES, now)
    limits.count(f"rujukan-hari:{address}", GUESSES_A_DAY, now)
    _note_refusal(link, now)
    raise Problem("referral_link")


def _note_refusal(link: ReferralLink | None, now: datetime) -> None:
    why = "unknown" if link is None else "revoked" if link.revoked_at else "expired"
    subject = ("referral", link.referral_id) if link else ("referral_link", "unknown")
    with journal.unit():
        journal.record(
            "referral.link_refused", actor=VISITOR, subject=subject, data={"why": why}, at=now
        )


def check_code(link: ReferralLink, said: str, now: datetime) -> None:
    """The short code. Raises `too_many_tries`, `referral_code`; right and wrong ones are journalled."""
    keys = f"rujukan:{link.id}", f"rujukan-kode:{link.id}"
    for key, limit in zip(keys, (TRIES, TRIES_A_DAY), strict=True):
        limits.count(key, limit, now)
    digits = "".join(c for c in said if c.isascii() and c.isdigit())
    right = hmac.compare_digest(bytes(link.code_hash), _code_hash(link, digits))
    with journal.unit():
        name = "referral.link_opened" if right else "referral.link_failed"
        subject = ("referral", link.referral_id)
        journal.record(name, actor=VISITOR, subject=subject, data={"link": str(link.id)}, at=now)
    if not right:
        raise Problem("referral_code", "kode")
    limits.forgive(*keys)
    if link.opened_at is None:
        ReferralLink.objects.filter(id=link.id).update(opened_at=now)


def _code_hash(link: ReferralLink, code: str) -> bytes:
    return crypto.blind(f"{link.id}:{code}", "referral-code")
