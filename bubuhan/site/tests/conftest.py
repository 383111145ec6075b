"""Who knocks at every door, and on which sides of the border; for the matrix and the leak test."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from bubuhan.accounts.models import Device
from bubuhan.accounts.policy import Role
from bubuhan.kernel import clock, crypto
from bubuhan.site.tests.doors import BEYOND, HERE
from bubuhan.site.tests.examples import CANARY, SECRET, Side


@pytest.fixture
def quiet() -> Iterator[None]:
    """Thousands of refusals are expected here; their log lines would hide the one that matters."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def sides() -> tuple[Side, Side, Side]:
    return (
        Side("own", HERE, "Mawardiansyah"),
        Side("other", BEYOND, CANARY),
        Side("sensitive", HERE, "Mawardianto", SECRET),
    )


@pytest.fixture
def built_phone_app(settings: Any, tmp_path: Path) -> None:
    """Whether the phone app was built must not change who may open it."""
    (tmp_path / "index.html").write_text("<!DOCTYPE html>", "utf-8")
    settings.PHONE_DIST = tmp_path


@pytest.fixture
def callers(users, make_user) -> dict[str, dict[str, str]]:
    """What each role sends along: a session cookie or a bearer token. All of them in Banjarmasin."""
    who = {
        Role.RELAWAN: users["ani"],
        Role.KOORDINATOR: users["dewi"],
        Role.PETUGAS: users["budi"],
        Role.PIMPINAN: users["farida"],
        Role.PENGELOLA: make_user("hamid", "Hamid Fansuri", Role.PENGELOLA, "63.71"),
    }
    Device.objects.create(
        user=users["ani"],
        name="HP Ani",
        token_hash=crypto.token_hash("token-ani"),
        enrolled_at=clock.now(),
        spaces=["national", "63.71", "63.71.03", f"mine:{users['ani'].person_id}"],
    )
    found = {"anonymous": {}, "device": {"Authorization": "Bearer token-ani"}}
    for role, user in who.items():
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        found[role.value] = {
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={client.session.session_key}"
        }
    return found
