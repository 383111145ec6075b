"""One-time links that set a password: the first administrator's, and everybody else's.

Nobody ever types a password for another person, and no instance has a default one. The token is in
the link only; the database keeps its hash.
"""

import secrets
from datetime import datetime, timedelta

from bubuhan.accounts.models import SetupLink, User
from bubuhan.accounts.policy import Role
from bubuhan.kernel import crypto
from bubuhan.kernel.problems import Problem

LIFE = timedelta(days=7)


def needs_setup() -> bool:
    """True until there is an administrator who can sign in."""
    return not any(
        user.has_usable_password()
        for user in User.objects.filter(role=Role.PENGELOLA, is_active=True)
    )


def make_setup_link(now: datetime) -> str:
    """Path of a new one-time link (7 days) that creates the first administrator; older ones die."""
    SetupLink.objects.filter(user=None, used_at=None).delete()
    return _make(None, now)


def make_password_link(user: User, now: datetime) -> str:
    """Path of a one-time link (7 days) by which `user` sets a password; older ones die."""
    SetupLink.objects.filter(user=user, used_at=None).delete()
    return _make(user, now)


def find(token: str, now: datetime) -> SetupLink:
    """The open link of a token. Raises Problem link_unknown, link_used or link_expired."""
    link = (
        SetupLink.objects.select_related("user").filter(token_hash=crypto.token_hash(token)).first()
    )
    if link is None or (link.user and not link.user.is_active):
        raise Problem("link_unknown")
    if link.used_at or (link.user is None and not needs_setup()):
        raise Problem("link_used")
    if link.expires_at <= now:
        raise Problem("link_expired")
    return link


def use(link: SetupLink, now: datetime) -> None:
    """Claim a link by compare-and-set. Raises Problem link_used."""
    if not SetupLink.objects.filter(token_hash=link.token_hash, used_at=None).update(used_at=now):
        raise Problem("link_used")


def _make(user: User | None, now: datetime) -> str:
    token = secrets.token_urlsafe(24)
    SetupLink.objects.create(
        token_hash=crypto.token_hash(token), user=user, made_at=now, expires_at=now + LIFE
    )
    return f"/mulai/{token}/"
