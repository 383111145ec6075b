"""Every address x every role x own and other area, compared with a reviewed snapshot.

`BUBUHAN_REWRITE=1 pytest bubuhan/site/tests/test_matrix.py` writes `contract/access-matrix.json`
anew; read the difference before you commit it: it is the list of who may do what.

A cell says what became of the request: ok, moved (a redirect), login, unauthorised (401), forbidden
(403), missing (404), refused (any other 4xx), method (405), unready (503, as /readyz says in a test
without a worker). `own/other/sensitive` when they differ: something in one's area, beyond it, and a
sensitive case in one's area that somebody else works on.
Apart from the snapshot, some things are never right, whatever it says: they are asserted.
"""

import json
import logging
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from bubuhan.accounts.middleware import declared
from bubuhan.accounts.models import Device
from bubuhan.accounts.policy import VERBS, Role
from bubuhan.kernel import clock, crypto
from bubuhan.site.tests.examples import CANARY, EXAMPLES, SECRET, Side, filled_form

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SNAPSHOT = Path(settings.REPO) / "contract" / "access-matrix.json"
METHODS = ("GET", "POST")
ROLES = ("anonymous", "device", *Role.values)
ABOUT_A_CASE = {"case_id", "report_id", "conflict_id"}
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
HERE = "63.71.03.1003"  # Kel. Pelambuan, Kota Banjarmasin
BEYOND = "63.05.01.2001"  # Kab. Tapin; everybody in the matrix works in Banjarmasin


@dataclass(frozen=True)
class Route:
    """One address: its pattern, its view and the parameters in it."""

    pattern: str
    view: Any

    @property
    def parameters(self) -> list[str]:
        return PARAMETER.findall(self.pattern)

    def path(self, side: Side) -> str:
        return "/" + PARAMETER.sub(lambda m: side.value(m.group(1)), self.pattern)

    @property
    def methods(self) -> tuple[str, ...]:
        return (*METHODS, "HEAD", "PUT") if self.pattern.startswith("files/") else METHODS

    @property
    def reach(self) -> int:
        """How many sides can tell it apart."""
        if not self.parameters:
            return 1
        return 3 if ABOUT_A_CASE & set(self.parameters) else 2

    @property
    def needs(self) -> str:
        found = declared(self.view)
        return "NOTHING" if found is None else found or "public"


def routes(patterns: list[Any] | None = None, prefix: str = "") -> Iterator[Route]:
    """All addresses of the house, also those of other packages."""
    for one in patterns if patterns is not None else get_resolver().url_patterns:
        where = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns, where)
        elif isinstance(one, URLPattern):
            yield Route(where, one.callback)


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
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


@pytest.fixture(autouse=True)
def _built_phone_app(settings: Any, tmp_path: Path) -> None:
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


class Outcome:
    """One answer, read to the end."""

    def __init__(self, response: Any, crash: str = "") -> None:
        self.crash = crash
        if crash:
            self.status, self.location, self.text = 500, "", ""
            return
        self.status = response.status_code
        self.location = response.headers.get("Location", "")
        body = b"".join(response.streaming_content) if response.streaming else response.content
        self.text = body.decode("utf-8", "replace")

    def __str__(self) -> str:
        if 200 <= self.status < 300:
            return "ok"
        if 300 <= self.status < 400:
            return "login" if self.location.startswith(settings.LOGIN_URL) else "moved"
        named = {
            401: "unauthorised",
            403: "forbidden",
            404: "missing",
            405: "method",
            503: "unready",
        }
        return named.get(self.status, "refused" if self.status < 500 else "ERROR")


def ask(method: str, path: str, headers: dict[str, str], form: dict[str, str]) -> Outcome:
    """One request whose every trace is rolled back."""
    cache.clear()
    body = urlencode(form) if method == "POST" else ""
    with transaction.atomic():
        try:
            answer = Client().generic(method, path, body, headers=headers, content_type=_FORM)
            outcome = Outcome(answer)
        except Exception as error:
            outcome = Outcome(None, f"{type(error).__name__}: {error}")
        transaction.set_rollback(True)
    return outcome


_FORM = "application/x-www-form-urlencoded"


def test_every_view_declares_whom_it_is_for():
    silent = [r.pattern for r in routes() if r.needs == "NOTHING"]
    assert silent == [], "add @needs(verb) or @public to these views"
    assert {r.needs for r in routes()} <= {*VERBS, "public"}


def test_every_parameter_has_an_example():
    unknown = {p for r in routes() for p in r.parameters} - set(EXAMPLES)
    assert unknown == set(), "say in bubuhan/site/tests/examples.py how their objects are made"


def make_everything(sides: tuple[Side, ...]) -> None:
    """Before anybody looks, so that every list could leak."""
    for side in sides:
        for parameter in EXAMPLES:
            side.value(parameter)


def test_no_search_and_no_filter_crosses_the_border(callers, sides):
    """The searched word is only the beginning of the name, so that a page may repeat it."""
    make_everything(sides)
    leaks = []
    lists = [r for r in routes() if not r.parameters and r.needs not in {"public", "self.manage"}]
    for route in lists:
        for word, area in ((CANARY[:6], BEYOND[:5]), (SECRET[:6], "")):
            query = urlencode({"q": word, "wilayah": area, "cari_wilayah": word, "status": "semua"})
            path = f"/{route.pattern}?{query}"
            for role in ROLES:
                found = ask("GET", path, callers[role], {})
                leaks += [f"{path} as {role}" for name in (CANARY, SECRET) if name in found.text]
                leaks += [f"{path} as {role}: {found.crash or found.status}"] * (
                    found.status >= 500
                )
    assert leaks == []


def test_who_may_open_what(callers, sides, db):
    found: dict[str, dict[str, str]] = {}
    wrong: list[str] = []
    make_everything(sides)
    for route in routes():
        for method in route.methods:
            row = {"needs": route.needs}
            for role in ROLES:
                row[role] = _cell(route, method, (role, callers[role]), sides, wrong)
            found[f"{method} /{route.pattern}"] = row
    assert wrong == [], "\n".join(wrong)
    _compare(found)


def _cell(
    route: Route,
    method: str,
    caller: tuple[str, dict[str, str]],
    sides: tuple[Side, ...],
    wrong: list[str],
) -> str:
    role, headers = caller
    answers = []
    for side in sides[: route.reach]:
        path = route.path(side)
        outcome = ask(method, path, headers, filled_form(side, route.pattern))
        answers.append(str(outcome))
        wrong.extend(
            f"{method} {path} as {role}: {why}" for why in _never(route, role, side, outcome)
        )
    return answers[0] if len(set(answers)) == 1 else "/".join(answers)


def _never(route: Route, role: str, side: Side, outcome: Outcome) -> Iterator[str]:
    """What is wrong whatever the snapshot says."""
    if outcome.status >= 500 and not (outcome.status == 503 and route.pattern == "readyz"):
        yield f"answered {outcome.status} {outcome.crash}"
    personal = route.needs not in {"public", "self.manage"}
    if personal and role == "anonymous" and str(outcome) not in {"login", "unauthorised"}:
        yield f"is open to everyone ({outcome.status})"
    if route.needs != "public":
        yield from (f"shows {name}" for name in (CANARY, SECRET) if name in outcome.text)
    bound_to_area = personal and side.key == "other" and set(route.parameters) - {"run_id"}
    if bound_to_area and str(outcome) not in {
        "login",
        "unauthorised",
        "forbidden",
        "missing",
        "method",
    }:
        yield f"answers about something beyond the border ({outcome.status})"


def _compare(found: dict[str, dict[str, str]]) -> None:
    lines = [f"{json.dumps(key)}: {json.dumps(found[key])}" for key in sorted(found)]
    text = "{\n" + ",\n".join(lines) + "\n}\n"
    if os.environ.get("BUBUHAN_REWRITE"):
        SNAPSHOT.write_text(text, "utf-8")
    known = json.loads(SNAPSHOT.read_text("utf-8")) if SNAPSHOT.exists() else {}
    changed = [
        f"{key}: {known.get(key)} -> {found.get(key)}"
        for key in sorted({*known, *found})
        if known.get(key) != found.get(key)
    ]
    assert changed == [], "review, then BUBUHAN_REWRITE=1:\n" + "\n".join(changed)
