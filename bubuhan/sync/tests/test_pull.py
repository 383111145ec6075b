"""Pull: what is new in a space, whole and in order, and nothing of other spaces."""

import gzip
import json

import pytest

from bubuhan import journal
from bubuhan.accounts.models import Device
from bubuhan.journal import Touch
from bubuhan.journal.models import SpaceCounter
from bubuhan.kernel import documents
from bubuhan.kernel.documents import Doc
from bubuhan.kernel.ids import uuid7
from bubuhan.sync import actions
from bubuhan.sync.tests.conftest import outcomes

pytestmark = pytest.mark.django_db
SPACE = "63.71.03"


def touch(*ids: str, kind: str = "thing", gone: bool = False) -> None:
    with journal.unit():
        journal.touch(*(Touch(SPACE, kind, i, gone) for i in ids))


@pytest.fixture(autouse=True)
def _things():
    """Things whose id starts with "x" are not for this actor."""
    documents.registry["thing"] = lambda actor, ids: {
        i: Doc(i, 7, {"id": i, "for": actor.name}) for i in ids if not i.startswith("x")
    }
    yield
    documents.registry.pop("thing")


def test_documents_come_with_their_positions(phone):
    touch("a", "b")
    answer = phone.pull(SPACE).json()
    assert answer["docs"][0] == {
        "pos": answer["docs"][0]["pos"],
        "kind": "thing",
        "id": "a",
        "rev": 7,
        "body": {"id": "a", "for": "Ani Rahmawati"},
    }
    assert answer["more"] is False
    assert answer["next"] == answer["docs"][-1]["pos"]
    assert phone.pull(SPACE, answer["next"]).json() == {
        "docs": [],
        "next": answer["next"],
        "more": False,
    }


def test_a_changed_document_comes_once_at_its_latest_position(phone):
    touch("a", "b")
    touch("a")
    docs = phone.pull(SPACE).json()["docs"]
    assert [d["id"] for d in docs] == ["b", "a"]


def test_paging_tells_everything_exactly_once(phone):
    touch(*(f"d{n}" for n in range(25)))
    seen, after, rounds = [], 0, 0
    while True:
        answer = phone.pull(SPACE, after, limit=10).json()
        seen += [d["id"] for d in answer["docs"]]
        after, rounds = answer["next"], rounds + 1
        if not answer["more"]:
            break
    assert (seen, rounds) == ([f"d{n}" for n in range(25)], 3)


def test_gone_by_feed_or_because_the_renderer_leaves_it_out(phone):
    touch("a", "x-secret")
    touch("a", gone=True)
    touch("b", kind="unheard-of")
    docs = phone.pull(SPACE).json()["docs"]
    assert {(d["id"], d.get("gone")) for d in docs} == {
        ("a", True),
        ("x-secret", True),
        ("b", True),
    }
    assert all("body" not in d for d in docs)


def test_a_phone_that_is_ahead_of_us_starts_anew(phone):
    touch("a")
    last = SpaceCounter.objects.get(code=SPACE).pos
    answer = phone.pull(SPACE, last + 5).json()
    assert answer == {"docs": [], "next": 0, "more": True, "reset": True}
    assert "reset" not in phone.pull(SPACE, last).json()


def test_spaces_of_others_are_forbidden(phone, make_phone):
    for space in ("63.71.04", "63.05", f"mine:{uuid7()}", "nowhere"):
        answer = phone.pull(space)
        assert (answer.status_code, answer.json()["code"]) == (403, "space_forbidden")
    for space in Device.objects.get().spaces:
        assert phone.pull(space).status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        {"space": ""},
        {"after": "-1"},
        {"after": "x"},
        {"limit": "0"},
        {"limit": "501"},
        {"after": 10**20},
    ],
)
def test_a_wrong_question(phone, query):
    answer = phone.http.get("/sync/v1/pull", {"space": SPACE} | query, headers=phone.headers)
    assert answer.status_code == 422
    assert answer.json()["field"] == next(iter(query))


def test_a_document_that_cannot_be_rendered_does_not_keep_the_others_back(phone):
    def fragile(actor, ids):
        if "bad" in ids:
            raise ZeroDivisionError
        return {i: Doc(i, 1, {}) for i in ids}

    documents.registry["thing"] = fragile
    touch("a", "bad", "b")
    answer = phone.pull(SPACE).json()
    assert [d["id"] for d in answer["docs"]] == ["a", "b"]
    assert answer["next"] == SpaceCounter.objects.get(code=SPACE).pos


def test_the_cap_tells_phones_that_the_oldest_are_gone(phone):
    touch(*(f"d{n}" for n in range(6)))
    after = phone.pull(SPACE).json()["next"]
    assert actions.cap_spaces(cap=4) == 2
    news = phone.pull(SPACE, after).json()["docs"]
    assert [(d["id"], d["gone"]) for d in news] == [("d0", True), ("d1", True)]
    assert actions.cap_spaces(cap=4) == 0
    touch("d0")
    assert phone.pull(SPACE, after).json()["docs"][-1]["body"]


def test_what_one_phone_pushes_the_other_pulls(phone, make_phone):
    other = make_phone("dewi")
    command = phone.command("dari Ani")
    assert outcomes(phone.push(command)) == ["accepted"]
    docs = {d["id"]: d for d in other.pull(SPACE).json()["docs"]}
    assert docs[command["id"]]["body"] == {"text": "dari Ani"}


def test_a_long_answer_is_compressed(phone):
    touch(*(f"d{n}" for n in range(50)))
    headers = phone.headers | {"Accept-Encoding": "gzip"}
    answer = phone.http.get("/sync/v1/pull", {"space": SPACE}, headers=headers)
    assert answer["Content-Encoding"] == "gzip"
    assert len(json.loads(gzip.decompress(answer.content))["docs"]) == 50


def test_pulling_takes_few_queries(phone, django_assert_max_num_queries):
    touch(*(f"d{n}" for n in range(100)))
    with django_assert_max_num_queries(3):
        phone.pull(SPACE)


def test_real_lists_come_down(phone):
    docs = phone.pull("national").json()["docs"]
    needs = next(d for d in docs if d["kind"] == "list" and d["id"] == "need")
    assert needs["body"]["items"][0]["code"]
