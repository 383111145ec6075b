"""Units: fact, event, job and feed position in one commit, or none of them."""

import threading

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from bubuhan import journal
from bubuhan.journal import Touch, reactions
from bubuhan.journal.models import Event, Feed, SpaceCounter
from bubuhan.kernel.actors import SYSTEM

SPACE = "63.71.03"


def say(name: str, *touched: Touch) -> Event:
    return journal.record(name, actor=SYSTEM, subject=("thing", name), touched=touched)


def names() -> set[str]:
    return set(Event.objects.filter(subject_kind="thing").values_list("name", flat=True))


def say_and_fail(name: str, *touched: Touch) -> None:
    with journal.unit():
        say(name, *touched)
        raise ZeroDivisionError


@pytest.fixture
def wired(monkeypatch):
    monkeypatch.setitem(reactions.TABLE, "thing.happened", (lambda event: None,))


@pytest.mark.django_db
def test_recording_outside_a_unit_is_refused():
    with pytest.raises(RuntimeError):
        say("thing.happened")
    with pytest.raises(RuntimeError):
        journal.touch(Touch(SPACE, "thing", "1"))


@pytest.mark.django_db
def test_event_job_and_position_come_together(wired):
    with journal.unit():
        event = say("thing.happened", Touch(SPACE, "thing", "1"))
        assert not names(), "written at the end of the unit, not before"
    assert names() == {"thing.happened"}
    assert Feed.objects.get(kind="thing").doc_id == "1"
    job = ProcrastinateJob.objects.filter(task_name="journal.react").latest("id")
    assert job.args == {"event_id": str(event.id)}


@pytest.mark.django_db
def test_an_event_without_reactions_makes_no_job(wired):
    with journal.unit():
        say("thing.unheard")
    assert not ProcrastinateJob.objects.filter(task_name="journal.react").exists()


@pytest.mark.django_db
def test_a_failed_unit_leaves_nothing(wired):
    with pytest.raises(ZeroDivisionError):
        say_and_fail("thing.happened", Touch(SPACE, "thing", "1"))
    assert not names()
    assert not Feed.objects.filter(kind="thing").exists()
    assert not ProcrastinateJob.objects.filter(task_name="journal.react").exists()
    with pytest.raises(RuntimeError):
        say("thing.happened")


@pytest.mark.django_db
def test_what_a_failed_inner_unit_recorded_vanishes_with_it(wired):
    with journal.unit():
        say("thing.first", Touch(SPACE, "thing", "1"))
        with pytest.raises(ZeroDivisionError):
            say_and_fail("thing.second", Touch(SPACE, "thing", "2"))
        with journal.unit():
            say("thing.third", Touch(SPACE, "thing", "3"))
    assert names() == {"thing.first", "thing.third"}
    assert set(Feed.objects.filter(kind="thing").values_list("doc_id", flat=True)) == {"1", "3"}


@pytest.mark.django_db
def test_a_document_has_one_row_a_space_at_its_latest_position():
    with journal.unit():
        say("thing.happened", Touch(SPACE, "thing", "1"), Touch(SPACE, "thing", "2"))
        say("thing.happened", Touch(SPACE, "thing", "1"))
    first = Feed.objects.get(doc_id="1", kind="thing").pos
    assert first > Feed.objects.get(doc_id="2", kind="thing").pos
    with journal.unit():
        journal.touch(Touch(SPACE, "thing", "1", gone=True))
    again = Feed.objects.get(doc_id="1", kind="thing")
    assert again.gone
    assert again.pos == first + 1 == SpaceCounter.objects.get(code=SPACE).pos


@pytest.mark.django_db
def test_moving_between_spaces_is_one_transaction():
    with journal.unit():
        journal.touch(Touch("63.71.03", "thing", "1"))
    with journal.unit():
        journal.touch(Touch("63.71.03", "thing", "1", gone=True), Touch("63.71.04", "thing", "1"))
    rows = {f.space: f.gone for f in Feed.objects.filter(kind="thing")}
    assert rows == {"63.71.03": True, "63.71.04": False}


@pytest.mark.django_db
def test_history_is_newest_first():
    with journal.unit():
        for name in ("thing.first", "thing.second"):
            journal.record(name, actor=SYSTEM, subject=("thing", "1"))
    assert [e.name for e in journal.history("thing", "1")] == ["thing.second", "thing.first"]


@pytest.mark.django_db(transaction=True)
def test_a_reader_misses_none_of_eight_writers():
    """The measured trap: with a bare sequence, positions that commit late are skipped for ever."""
    each, writers = 40, 8
    seen: set[str] = set()
    after, done = 0, threading.Event()

    def write(number: int) -> None:
        try:
            for n in range(each):
                with journal.unit():
                    journal.touch(Touch("race", "thing", f"{number}-{n}"))
                    if n % 3 == number % 3:  # an open transaction that lingers
                        with connection.cursor() as cursor:
                            cursor.execute("SELECT pg_sleep(0.002)")
        finally:
            connection.close()

    def read() -> None:
        nonlocal after
        last = False
        while not last:
            last = done.is_set()
            for row in Feed.objects.filter(space="race", pos__gt=after).order_by("pos"):
                seen.add(row.doc_id)
                after = row.pos
        connection.close()

    reader = threading.Thread(target=read)
    threads = [threading.Thread(target=write, args=(n,)) for n in range(writers)]
    for thread in [reader, *threads]:
        thread.start()
    for thread in threads:
        thread.join()
    done.set()
    reader.join()
    assert len(seen) == each * writers
    assert SpaceCounter.objects.get(code="race").pos == each * writers


@pytest.mark.django_db(transaction=True)
def test_two_units_that_touch_two_spaces_do_not_deadlock():
    errors: list[BaseException] = []

    def write(first: str, second: str) -> None:
        try:
            for n in range(30):
                with journal.unit():
                    journal.touch(Touch(first, "thing", str(n)), Touch(second, "thing", str(n)))
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=pair) for pair in (("a", "b"), ("b", "a"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors


@pytest.mark.django_db(transaction=True)
def test_a_unit_inside_a_plain_transaction_shares_its_fate():
    def fail() -> None:
        with transaction.atomic():
            with journal.unit():
                say("thing.happened")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not names()
