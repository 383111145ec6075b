"""Several at once: two tabs of one phone, one command on two phones, two parts of one file."""

import hashlib
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from bubuhan.accounts.models import Device
from bubuhan.files.models import StoredFile
from bubuhan.sync.models import Receipt
from bubuhan.sync.tests.conftest import Jot, Phone, jots, outcomes

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def phone(db) -> Phone:
    from bubuhan.accounts.models import User
    from bubuhan.accounts.policy import Role

    user = User.objects.create(
        username="serentak", name="Ani Rahmawati", role=Role.RELAWAN, area_code="63.71.03.1003"
    )
    return Phone(user)


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Run all at the same moment, each in a thread with a connection of its own."""
    start = threading.Barrier(len(works))
    results: list[Any] = [None] * len(works)

    def run(place: int, work: Callable[[], Any]) -> None:
        start.wait()
        try:
            results[place] = work()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_two_tabs_push_the_same_queue(phone):
    commands = [phone.command(f"nomor {n}", type="test.jot.bulk") for n in range(20)]
    works = [lambda: phone.push(*commands)] * 4
    for answer in at_once(*works):
        assert outcomes(answer) == ["accepted"] * 20
        assert answer.json()["next_seq"] == 21
    assert len(jots()) == 20 == Receipt.objects.count()


def test_two_tabs_push_different_commands_with_the_same_numbers(phone):
    def queue(name: str) -> list[dict[str, Any]]:
        phone.seq = 0
        return [phone.command(f"{name} {n}") for n in range(5)]

    one, two = queue("satu"), queue("dua")
    answers = at_once(lambda: phone.push(*one), lambda: phone.push(*two))
    told = sorted(outcomes(answer)[0] for answer in answers)
    assert told == ["accepted", "refused"]
    assert len(jots()) == 5
    loser = next(a for a in answers if outcomes(a)[0] == "refused").json()
    assert {r["problem"]["code"] for r in loser["receipts"]} == {"seq_conflict"}
    assert loser["next_seq"] == 6


@pytest.mark.parametrize("kind", ["test.jot", "test.jot.bulk"])
def test_one_command_from_two_phones_is_applied_once(phone, kind):
    user = phone.device.user
    phones = [Phone(user) for _ in range(6)]
    command = phone.command("sekali saja", type=kind)
    answers = at_once(*[lambda p=p: p.push(command) for p in phones])
    assert sorted(outcomes(a)[0] for a in answers) == ["accepted"] + ["duplicate"] * 5
    assert list(jots().values()) == ["sekali saja"]


def test_a_command_without_a_row_of_its_own_is_accepted_once_too(phone, monkeypatch):
    """Nothing of the room would collide here: the receipts themselves see to it."""
    from bubuhan.kernel import commands
    from bubuhan.kernel.commands import CommandType

    monkeypatch.setitem(
        commands.registry, "test.jot", CommandType("test.jot", Jot, lambda context, body: None)
    )
    phones = [Phone(phone.device.user) for _ in range(5)]
    command = phone.command()
    answers = at_once(*[lambda p=p: p.push(command) for p in phones])
    assert sorted(outcomes(a)[0] for a in answers) == ["accepted"] + ["duplicate"] * 4


def test_many_phones_at_once_lose_nothing(phone):
    phones = [Phone(phone.device.user) for _ in range(8)]

    def work(one: Phone) -> None:
        for n in range(10):
            assert outcomes(one.push(one.command(f"{one.token} {n}"))) == ["accepted"]

    at_once(*[lambda p=p: work(p) for p in phones])
    assert len(jots()) == 80
    assert set(Device.objects.filter(last_seq=10)) == {p.device for p in phones}


def test_the_same_part_of_a_file_twice_at_once(phone):
    data = b"OggS" + bytes(range(256)) * 40
    name, total, half = hashlib.sha256(data).hexdigest(), len(data), len(data) // 2
    first = [lambda: phone.put(name, data[:half], f"bytes 0-{half - 1}/{total}", "audio/ogg")] * 3
    assert sorted(a.status_code for a in at_once(*first)) == [202, 409, 409]
    rest = [
        lambda: phone.put(name, data[half:], f"bytes {half}-{total - 1}/{total}", "audio/ogg")
    ] * 3
    assert sorted(a.status_code for a in at_once(*rest)) == [200, 200, 201]
    assert StoredFile.objects.get().completed_at


def test_a_connection_that_the_database_has_left_is_replaced(phone):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]

    def cut() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [pid])

    at_once(cut)
    assert outcomes(phone.push(phone.command())) == ["accepted"]
