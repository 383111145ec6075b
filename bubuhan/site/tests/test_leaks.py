"""A child case, and everybody who is not assigned to it: by no door may they find more than that it exists.

The doors are taken from the URL table, so a new page cannot be forgotten; what a room keeps about
the case comes from `examples.py`, where every parameter of every address must have its example.
"""

import re
from urllib.parse import urlencode

import pytest
from django.db import connection

from bubuhan import journal
from bubuhan.accounts.models import Device
from bubuhan.accounts.policy import Role
from bubuhan.cases.models import Case, CaseReport
from bubuhan.cases.tests.doors import a_report, send
from bubuhan.files.actions import Part, receive
from bubuhan.kernel import clock, crypto
from bubuhan.kernel.actors import SYSTEM
from bubuhan.site.tests.doors import HERE, ROLES, ask, make_everything, routes
from bubuhan.site.tests.examples import EXAMPLES, SECRET, Side

pytestmark = [
    pytest.mark.long,
    pytest.mark.django_db,
    pytest.mark.usefixtures("quiet", "built_phone_app"),
]
ALLEY, WOUND, PHONE = "Gang Kanariaputih", "disundutrokok", "0899 0000 7777"
TELLTALE = re.compile(
    "|".join([SECRET, "Kanariaputih", WOUND, r"899[ -]?0000[ -]?7777"]), re.IGNORECASE
)
NONSENSE = "Xqzwvplokj"  # as long as SECRET is not needed: both are taken out before comparing
# Words of an address that search or filter; every list is asked with each.
SEARCHES = ("q", "cari", "nama", "nik", "hp")


@pytest.fixture
def child(make_user, make_member) -> Case:
    """A violated child, reported by a neighbouring PSM, taken by an officer of the city."""
    reporter = make_user("jamilah", "Jamilah Hayati", Role.RELAWAN, "63.71.03.1002").actor()
    photo = _photo()
    body = a_report(
        story=f"{SECRET} {WOUND} oleh walinya, dua kali minggu ini.",
        need="perlindungan_anak",
        place={"area_code": "63.71.03.1002", "note": ALLEY},
        subject={"name": f"{SECRET} Kecil", "sex": "P", "age_years": 9, "phone": PHONE},
        files=[{"sha256": photo, "kind": "photo", "mime": "image/jpeg", "bytes": 800}],
    )
    report_id, _ = send(reporter, "report.submit", body)
    journal.drain()
    case = CaseReport.objects.select_related("case").get(report_id=report_id).case
    assert case.sensitive
    return case


def _photo() -> str:
    side = Side("child-photo", HERE, "Foto")
    return str(side.photo)


@pytest.fixture
def around(child: Case, sides) -> Side:
    """Everything the rooms keep, made for this very case as well as for the other examples."""
    side = Side("child", "63.71.03.1002", "Mawardinata", SECRET)
    side.__dict__["case"] = child
    side.__dict__["report"] = child.reports.get().report
    make_everything((*sides, side))
    journal.drain()
    return side


def test_no_door_tells_more_than_that_it_exists(callers, around, child):
    leaks = []
    for route in routes():
        for role in ROLES:
            path = route.path(around)
            found = ask("GET", path, callers[role], {})
            if (route.needs == "public" and "token" in str(route.pattern)) or _own_link(
                route.parameters
            ):
                continue  # who holds a link was sent it; the link's own tests say what it shows
            if hit := TELLTALE.search(found.text + found.head):
                leaks.append(f"{path} as {role}: {hit.group()}")
            if found.status >= 500 and route.pattern != "readyz":
                leaks.append(f"{path} as {role}: {found.crash or found.status}")
    assert leaks == []


def _own_link(parameters: list[str]) -> bool:
    return any(name in {"link", "token", "sheet_token", "card_token"} for name in parameters)


def test_no_search_and_no_count_is_an_oracle(callers, around, monkeypatch):
    """Asked for the child or for nobody, a list must answer the same to who may not know."""
    differs, moment = [], clock.now()
    monkeypatch.setattr(clock, "now", lambda: moment)  # else "12 minutes left" makes a difference
    lists = [r for r in routes() if not r.parameters and r.needs not in {"public", "self.manage"}]
    for route in lists:
        for role in (Role.KOORDINATOR, Role.PETUGAS, Role.PIMPINAN):
            answers = []
            for words in ((f"{SECRET} Kecil", PHONE), (f"{NONSENSE} Kecil", "0899 0000 6666")):
                query = urlencode(
                    {name: words[name in {"nik", "hp"}] for name in SEARCHES} | {"status": "semua"}
                )
                found = ask("GET", f"/{route.pattern}?{query}", callers[role], {})
                answers.append((found.status, _plain(found.text, words)))
            if answers[0] != answers[1]:
                differs.append(f"/{route.pattern} as {role}: {_first(*answers)}")
    assert not differs, "\n".join(differs)


def _first(one: tuple[int, str], two: tuple[int, str]) -> str:
    """Where two answers part, in a few words."""
    at = next((i for i, (a, b) in enumerate(zip(one[1], two[1], strict=False)) if a != b), -1)
    here = slice(max(at - 60, 0), at + 60)
    return f"{one[0]}/{two[0]} {one[1][here]!r} / {two[1][here]!r}"


def _plain(text: str, words: tuple[str, str]) -> str:
    """An answer without what differs at every asking: the words asked for, tokens, clocks."""
    for word in words:
        for space in (" ", "+", "%20", "%2B", "%2520"):  # an address may stand in an address
            shape = word.replace(" ", space)
            text = text.replace(shape, "")
    text = re.sub(r'(csrfmiddlewaretoken" value=|X-CSRFToken[^A-Za-z]*|nonce=)"[^"]*"', "", text)
    text = re.sub(r"\b[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f-]{17}\b", "", text)
    return re.sub(r"\d{1,2}[.:]\d\d([.:]\d\d)?|\d+ detik|since=\d+|\"\d{10}\"", "", text)


def test_no_space_of_a_phone_tells_more(client, users, around, child):
    """What the phones of a neighbour, the coordinator and an officer may fetch."""
    seen = False
    for key in ("ani", "dewi", "budi"):
        user = users[key]
        spaces = ["national", "63.71", "63.71.03", f"mine:{user.person_id or user.id}"]
        Device.objects.create(
            user=user, name="HP", token_hash=crypto.token_hash(key), enrolled_at=clock.now(),
            spaces=spaces,
        )  # fmt: skip
        for space in spaces:
            after, more = 0, True
            while more:
                path = f"/sync/v1/pull?{urlencode({'space': space, 'after': after, 'limit': 500})}"
                answer = client.get(path, headers={"Authorization": f"Bearer {key}"})
                assert answer.status_code == 200, answer.content
                told = answer.json()
                assert not TELLTALE.search(answer.content.decode()), f"{space} as {key}"
                seen |= any(doc["id"] == str(child.id) for doc in told["docs"])
                after, more = told["next"], told["more"]
    assert seen, "the neighbours should know that there is a protected case"


def test_nothing_told_logged_or_queued_carries_it(around):
    """Messages, the journal and the job queue outlive rights: they never hold what is protected."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND "
            "(table_name LIKE 'bubuhan_messages%' OR table_name LIKE 'procrastinate%' "
            "OR table_name LIKE 'journal%')"
        )
        tables = [row[0] for row in cursor.fetchall()]
        assert "journal_event" in tables
        found = []
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608
            found += [f"{table}: {row[0][:200]}" for row in cursor if TELLTALE.search(row[0])]
    assert found == []


def test_every_parameter_was_made_for_the_child(around):
    assert set(around.made) >= set(EXAMPLES)


def test_a_file_of_it_is_closed(callers, around, child):
    """The photo by its hash, in every way an address offers."""
    for sha in child.files.values_list("sha256", flat=True):
        for role in ROLES:
            for path in (f"/kasus/{child.id}/berkas/{sha}", f"/files/{sha}"):
                answer = ask("GET", path, callers[role], {})
                assert answer.status in {302, 401, 403, 404, 405}, f"{path} as {role}"


def test_part_of_a_file_of_it_cannot_be_fetched_by_sending_it_again(callers, around, child):
    """Who claims to have the same photo learns nothing of its content."""
    sha = child.files.values_list("sha256", flat=True)[0]
    receive(Part(sha, 0, 4, b"\xff\xd8\xff\xe0", "image/jpeg"), by=SYSTEM, now=clock.now())
    answer = ask("HEAD", f"/files/{sha}", callers["device"], {})
    assert "image" not in answer.head.lower() or answer.status in {200, 404, 403}
    assert not answer.text
