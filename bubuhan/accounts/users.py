"""Accounts of people in offices: made, changed, closed and let in again by a pengelola.

A pengelola never acts upon an account whose area is not within his own, and never upon his own
role, so that nobody locks the last door behind himself.
"""

from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction

from bubuhan import journal
from bubuhan.accounts import actions, links
from bubuhan.accounts.models import Device, SetupLink, User
from bubuhan.accounts.policy import Actor, Role, require
from bubuhan.kernel.actors import SYSTEM, ActorRef
from bubuhan.kernel.problems import Problem

OFFICE_ROLES = (Role.KOORDINATOR, Role.PETUGAS, Role.PIMPINAN, Role.PENGELOLA)


def create(
    actor: Actor, *, name: str, username: str, role: Role, area_code: str, now: datetime
) -> tuple[User, str]:
    """Make an account; returns it and the path of the link by which its owner sets a password.

    Raises Problem forbidden, username_taken.
    """
    require(actor, "user.manage", area_code)
    if role not in OFFICE_ROLES:
        raise Problem("forbidden")
    with journal.unit():
        user = _insert(name, username, role, area_code)
        _record(actor.ref, "user.created", user, now, role=str(role))
        return user, links.make_password_link(user, now)


def create_first(
    link: SetupLink, *, name: str, username: str, password: str, now: datetime
) -> User:
    """Make the first administrator through the set-up link. Raises Problem link_used, username_taken."""
    with journal.unit():
        links.use(link, now)
        user = _insert(name, username, Role.PENGELOLA, "", password)
        _record(SYSTEM, "user.created", user, now, role=str(Role.PENGELOLA))
    return user


def set_password(link: SetupLink, password: str, now: datetime) -> User:
    """Set the password of the link's user; signs him out everywhere. Raises Problem link_used."""
    user = link.user
    if user is None:
        raise Problem("link_unknown")
    with journal.unit():
        links.use(link, now)
        user.set_password(password)
        user.save(update_fields=["password"])
        _record(user.actor().ref, "user.password_set", user, now)
    return user


def change(actor: Actor, user: User, *, role: Role, area_code: str, now: datetime) -> None:
    """Give an account another role or area; both the old and the new area must be in scope."""
    _may_manage(actor, user)
    require(actor, "user.manage", area_code)
    if role not in OFFICE_ROLES:
        raise Problem("forbidden")
    before = {"role": user.role, "area": user.area_code}
    user.role, user.area_code = role, area_code
    with journal.unit():
        user.save(update_fields=["role", "area_code"])
        for device in Device.objects.filter(user=user, revoked_at=None):
            device.spaces = actions.spaces_of(area_code, user.person_id)
            device.save(update_fields=["spaces"])
        _record(actor.ref, "user.changed", user, now, before=before, role=str(role))


def deactivate(actor: Actor, user: User, why: str, now: datetime) -> None:
    """Close an account with a reason: no more sign-in, and its phones are revoked."""
    _may_manage(actor, user)
    if not why.strip():
        raise Problem("field_missing", "why", name="alasan")
    reason = why.strip()[:200]
    with journal.unit():
        if not User.objects.filter(id=user.id, is_active=True).update(is_active=False):
            return
        user.is_active = False
        SetupLink.objects.filter(user=user, used_at=None).delete()
        actions.revoke_all(actor.ref, list(user.devices.filter(revoked_at=None)), reason, now)
        _record(actor.ref, "user.deactivated", user, now, why=reason)


def reactivate(actor: Actor, user: User, now: datetime) -> None:
    """Open a closed account again; its phones stay revoked."""
    _may_manage(actor, user)
    with journal.unit():
        if User.objects.filter(id=user.id, is_active=False).update(is_active=True):
            user.is_active = True
            _record(actor.ref, "user.reactivated", user, now)


def reset(actor: Actor, user: User, *, second_factor: bool, now: datetime) -> str:
    """End the old password at once and return the path of a link to set a new one.

    With `second_factor` the authenticator app, passkeys and recovery codes go too (lost phone).
    """
    _may_manage(actor, user)
    if user.role not in OFFICE_ROLES or not user.is_active:
        raise Problem("forbidden")
    with journal.unit():
        user.set_unusable_password()
        user.save(update_fields=["password"])
        if second_factor:
            Authenticator.objects.filter(user=user).delete()
        _record(actor.ref, "user.password_reset", user, now, second_factor=second_factor)
        return links.make_password_link(user, now)


def _may_manage(actor: Actor, user: User) -> None:
    require(actor, "user.manage", user)
    if user.id == actor.user_id:
        raise Problem("own_account")


def _insert(
    name: str, username: str, role: Role, area_code: str, password: str | None = None
) -> User:
    user = User(
        username=username.strip().casefold(),
        name=" ".join(name.split()),
        role=role,
        area_code=area_code,
    )
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as error:
        raise Problem("username_taken", "username", value=user.username) from error
    return user


def _record(by: ActorRef, name: str, user: User, now: datetime, **data: Any) -> None:
    journal.record(
        name, actor=by, subject=("user", user.id), area=user.area_code, data=data, at=now
    )
