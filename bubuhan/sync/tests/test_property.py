"""Whatever the network and the phone do: both sides agree in the end, and nothing is lost."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bubuhan.journal.models import Event
from bubuhan.sync.models import Receipt
from bubuhan.sync.tests.conftest import jots
from bubuhan.sync.tests.model_phone import ModelPhone

pytestmark = pytest.mark.django_db
SPACE = "63.71.03"
ACTIONS = st.one_of(
    st.tuples(st.just("write"), st.sampled_from(["kabar", "tolak", "panjang " * 30])),
    st.tuples(st.just("push"), st.sampled_from(["", "request_lost", "answer_lost", "repeated"])),
    st.tuples(st.just("late_copy"), st.integers(0, 20)),
    st.tuples(st.just("pull"), st.booleans()),
    st.tuples(st.sampled_from(["save_backup", "restore_backup", "move_to_a_new_phone"]), st.none()),
)


def act(phone: ModelPhone, action: str, how: object, number: int) -> None:
    if action == "write":
        phone.write(f"{how} {number}")
    elif action == "push":
        phone.push(**({str(how): True} if how else {}))
    elif action == "late_copy":
        phone.late_copy(int(str(how)))
    elif action == "pull":
        phone.pull(answer_lost=bool(how))
    else:
        getattr(phone, action)()


def heal(phone: ModelPhone) -> None:
    """The network comes back: push until nothing waits, pull until nothing is new."""
    for _ in range(30):
        if not phone.waiting:
            break
        phone.push()
    assert not phone.waiting, "the queue must empty itself"
    for _ in range(60):
        if not phone.pull(limit=50):
            return
    raise AssertionError("pulling never ended")


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(script=st.lists(st.tuples(st.integers(0, 1), ACTIONS), min_size=5, max_size=25))
def test_phones_and_server_agree_and_nothing_is_lost(users, script):
    Event.objects.all().delete()
    Receipt.objects.all().delete()
    phones = [ModelPhone(users["ani"], SPACE), ModelPhone(users["dewi"], SPACE)]
    for number, (who, (action, how)) in enumerate(script):
        act(phones[who], action, how, number)
    for phone in phones:
        heal(phone)
    while any(phone.pull(limit=50) for phone in phones):
        pass

    stored = {str(key): text for key, text in jots().items()}
    kept = {
        command["id"]: command["body"]["text"]
        for body in Receipt.objects.filter(outcome="refused").values_list("body", flat=True)
        if (command := json.loads(str(body)))
    }
    for phone in phones:
        for entry in phone.memory.queue:
            where = kept if entry.outcome == "refused" else stored
            assert where[entry.id] == entry.text
        for told, outcome in phone.told.items():
            assert told in (kept if outcome == "refused" else stored)
        mirror = {i: body["text"] for i, body in phone.memory.mirror.items() if "text" in body}
        assert mirror.items() >= stored.items(), "every phone of the space sees what was accepted"
    assert Receipt.objects.filter(outcome="accepted").count() == len(stored)
    assert not set(stored) & set(kept)
