"""Random decisions in random order: whatever happens, state, tasks, clocks and timeline agree."""

import random
from collections.abc import Callable
from functools import partial

import pytest

from bubuhan import journal
from bubuhan.accounts.policy import Role
from bubuhan.cases import actions
from bubuhan.cases.fieldwork import VisitReport
from bubuhan.cases.models import Assignment, Case, CaseEntry
from bubuhan.cases.tests.doors import PELAMBUAN, fresh, open_case, refused, today

pytestmark = pytest.mark.django_db
EXPECTED = {"case_state", "offer_gone", "already_assigned", "conflict", "forbidden"}


def agree(case: Case) -> None:
    """What must hold after every decision."""
    states = list(Assignment.objects.filter(case=case).values_list("state", flat=True))
    offered, accepted = states.count("offered"), states.count("accepted")
    expected = {"waiting": (0, 0), "active": (0, 1), "offered": (max(offered, 1), 0)}
    assert (offered, accepted) == expected.get(case.state, (0, 0)), case.state
    running = case.state in ("waiting", "offered", "active")
    assert (case.deadline_at is not None) is running
    assert (case.closed_at is not None) is (case.state in ("closed", "rejected"))
    assert bool(case.outcome) is (case.state in ("resolved", "closed"))


@pytest.mark.parametrize("seed", range(6))
def test_a_random_walk(seed: int, ani, budi, make_user) -> None:
    rahmah = make_user("rahmah", "Rahmah Hayati", Role.RELAWAN, PELAMBUAN).actor()
    case_id = open_case(ani).id
    pick = random.Random(seed)
    by_budi = {"actor": budi, "case_id": case_id}
    steps: list[Callable[[], object]] = [
        partial(actions.note, **by_budi, text="Ditelepon", contact=True),
        partial(actions.verify_close, **by_budi),
        partial(actions.send_back, **by_budi, note="Belum"),
        partial(actions.reopen, **by_budi, note="Lagi"),
        partial(actions.reject, **by_budi, reason="ganda"),
        partial(actions.take, **by_budi),
        partial(actions.resolve, **by_budi, outcome="terpenuhi", summary="Ya"),
    ]
    for who in (ani, rahmah):
        by = {"actor": who, "case_id": case_id}
        steps += [
            partial(actions.dispatch, **by_budi, person_id=who.person_id),
            partial(actions.accept, **by),
            partial(actions.decline, **by, reason="jauh"),
            partial(actions.visit, **by, report=VisitReport(today(), "yes")),
            partial(actions.resolve, **by, outcome="terpenuhi", summary="Sudah"),
            partial(actions.note, **by, text="Catatan"),
        ]
    done = 0
    for _ in range(60):
        before = fresh(case_id)
        lines = CaseEntry.objects.filter(case=before).count()
        code = refused(pick.choice(steps))
        if code:
            assert code in EXPECTED
            assert fresh(case_id).rev == before.rev
            assert CaseEntry.objects.filter(case=before).count() == lines
            continue
        now = fresh(case_id)
        agree(now)
        if now.rev != before.rev:
            done += 1
            assert CaseEntry.objects.filter(case=now).count() > lines
    assert done > 10
    assert len(journal.history("case", case_id)) >= done
