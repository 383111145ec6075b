"""Reactions: once each, tried again when they fail, and a failure is seen."""

from typing import Any

import pytest

from bubuhan import journal
from bubuhan.journal import reactions
from bubuhan.journal.models import Event, ReactionRun
from bubuhan.journal.queries import open_reactions
from bubuhan.kernel.actors import SYSTEM

pytestmark = pytest.mark.django_db


class Bench:
    """Two reactions to look at; the second fails while `broken`."""

    def __init__(self) -> None:
        self.ran: list[str] = []
        self.broken = False

    def wire(self, monkeypatch) -> None:
        def first(event: Event) -> None:
            self.ran.append("first")

        def second(event: Event) -> None:
            with journal.unit():
                journal.record("thing.followed", actor=SYSTEM, subject=("thing", event.subject_id))
            self.ran.append("second")
            if self.broken:
                raise ZeroDivisionError("broken reaction")

        monkeypatch.setitem(reactions.TABLE, "thing.happened", (first, second))


@pytest.fixture
def bench(monkeypatch) -> Bench:
    made = Bench()
    made.wire(monkeypatch)
    return made


def happen() -> Event:
    with journal.unit():
        return journal.record("thing.happened", actor=SYSTEM, subject=("thing", "1"))


def test_each_reaction_runs_exactly_once(bench):
    event = happen()
    assert journal.drain() == 1
    assert bench.ran == ["first", "second"]
    assert reactions.run(event.id) == []
    assert bench.ran == ["first", "second"]
    assert {run.state for run in ReactionRun.objects.all()} == {"done"}


def test_what_a_failing_reaction_wrote_is_undone_and_the_other_stays(bench):
    bench.broken = True
    happen()
    journal.drain()
    assert not Event.objects.filter(name="thing.followed").exists()
    states = {run.reaction.rpartition(".")[2]: run.state for run in ReactionRun.objects.all()}
    assert states == {"first": "done", "second": "failed"}


def test_only_the_failed_one_is_tried_again(bench):
    bench.broken = True
    event = happen()
    assert len(reactions.run(event.id)) == 1
    (waiting,) = open_reactions()
    assert (waiting.state, waiting.attempts) == ("retrying", 1)
    assert "ZeroDivisionError" in waiting.error
    bench.broken = False
    assert reactions.run(event.id) == []
    assert bench.ran == ["first", "second", "second"]
    assert Event.objects.filter(name="thing.followed").count() == 1
    assert not open_reactions()


def test_the_job_asks_for_another_try_until_the_last(bench):
    bench.broken = True
    event = happen()

    class Context:
        class Job:
            attempts = 0

        job = Job()

    context: Any = Context()
    with pytest.raises(reactions.ReactionsFailed):
        reactions.react(context, str(event.id))
    Context.job.attempts = reactions.MAX_ATTEMPTS - 1
    reactions.react(context, str(event.id))
    assert open_reactions()[0].state == "failed"


def test_the_operator_sees_the_failure_and_tries_again(bench, client_of):
    bench.broken = True
    happen()
    journal.drain()
    run = ReactionRun.objects.get(state="failed")
    gazali = client_of("gazali")
    assert "broken reaction" in gazali.get("/operator/reaksi/").content.decode()
    assert client_of("budi").post(f"/operator/reaksi/{run.pk}/coba/").status_code == 403
    page = gazali.post(f"/operator/reaksi/{run.pk}/coba/", follow=True).content.decode()
    assert "Masih gagal" in page
    bench.broken = False
    page = gazali.post(f"/operator/reaksi/{run.pk}/coba/", follow=True).content.decode()
    assert "Tidak ada pekerjaan yang gagal" in page
    assert client_of("ani").get("/operator/reaksi/").status_code == 403
