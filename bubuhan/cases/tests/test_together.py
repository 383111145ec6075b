"""Two at the same moment, in two real transactions."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from bubuhan.cases import actions, opening
from bubuhan.cases.models import Assignment, Case
from bubuhan.cases.tests.doors import a_report, fresh, open_case, send
from bubuhan.journal.models import Event
from bubuhan.kernel.problems import Problem

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls: Callable[[], object]) -> list[str]:
    """Run all calls at the same moment; "" or the problem code of each, sorted."""
    gate = threading.Barrier(len(calls))
    found: list[str] = []

    def run(call: Callable[[], object]) -> None:
        gate.wait()
        try:
            call()
            found.append("")
        except Problem as problem:
            found.append(problem.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(found)


def test_two_officers_decide_one_case(ani, budi, farida) -> None:
    case = open_case(ani)
    codes = at_once(
        lambda: actions.reject(actor=budi, case_id=case.id, reason="ganda", rev=case.rev),
        lambda: actions.dispatch(
            actor=farida, case_id=case.id, person_id=ani.person_id, rev=case.rev
        ),
    )
    assert codes == ["", "conflict"]
    assert fresh(case).rev == case.rev + 1


def test_two_volunteers_accept_one_case(ani, dewi, budi) -> None:
    case = open_case(ani)
    for who in (ani, dewi):
        actions.dispatch(actor=budi, case_id=case.id, person_id=who.person_id)
    codes = at_once(
        lambda: actions.accept(actor=ani, case_id=case.id),
        lambda: actions.accept(actor=dewi, case_id=case.id),
    )
    assert codes == ["", "offer_gone"]
    assert sorted(Assignment.objects.values_list("state", flat=True)) == ["accepted", "withdrawn"]


def test_two_reports_of_one_household_open_one_case(ani, dewi) -> None:
    for who in (ani, dewi):
        send(who, "report.submit", a_report())
    first, second = Event.objects.filter(name="report.submitted")
    codes = at_once(
        lambda: opening.open_from_report(first), lambda: opening.open_from_report(second)
    )
    assert codes == ["", ""]
    assert Case.objects.count() == 1


def test_many_openings_get_different_numbers(ani) -> None:
    for _ in range(6):
        send(ani, "report.submit", a_report(subject=None))
    events = list(Event.objects.filter(name="report.submitted"))
    at_once(*(lambda event=event: opening.open_from_report(event) for event in events))
    assert len(set(Case.objects.values_list("number", flat=True))) == 6
