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
import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings

from bubuhan.accounts.policy import VERBS
from bubuhan.site.tests.doors import (
    BEYOND,
    ROLES,
    Outcome,
    Route,
    ask,
    make_everything,
    routes,
)
from bubuhan.site.tests.examples import CANARY, EXAMPLES, NO_PLACE, SECRET, Side, filled_form

pytestmark = [
    pytest.mark.long,
    pytest.mark.django_db,
    pytest.mark.usefixtures("quiet", "built_phone_app"),
]
SNAPSHOT = Path(settings.REPO) / "contract" / "access-matrix.json"


def test_every_view_declares_whom_it_is_for():
    silent = [r.pattern for r in routes() if r.needs == "NOTHING"]
    assert silent == [], "add @needs(verb) or @public to these views"
    assert {r.needs for r in routes()} <= {*VERBS, "public"}


def test_every_parameter_has_an_example():
    unknown = {p for r in routes() for p in r.parameters} - set(EXAMPLES)
    assert unknown == set(), "say in bubuhan/site/tests/examples.py how their objects are made"


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
        yield from (
            f"shows {name}" for name in (CANARY, SECRET) if name in outcome.text + outcome.head
        )
    bound_to_area = personal and side.key == "other" and set(route.parameters) - NO_PLACE
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
