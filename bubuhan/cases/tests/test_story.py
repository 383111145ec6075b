"""The main story: reported, opened, offered, accepted, visited, resolved, closed."""

import pytest

from bubuhan import journal
from bubuhan.cases import actions
from bubuhan.cases.documents import case_documents, report_documents
from bubuhan.cases.models import Case, CaseEntry, CaseReport
from bubuhan.cases.tests.doors import a_report, fresh, open_case, refused, send, today

pytestmark = pytest.mark.django_db


def test_the_whole_way(ani, budi) -> None:
    report_id, _ = send(ani, "report.submit", a_report())
    assert report_documents(ani, [str(report_id)])[str(report_id)].body["state"] == "diterima"
    journal.drain()
    case = CaseReport.objects.get(report_id=report_id).case
    assert case.number.startswith("BJM-")
    assert (case.state, case.band) == ("waiting", "tinggi")
    assert case.reasons[0]["text"] == "Kebutuhan: Lansia terlantar"

    actions.dispatch(actor=budi, case_id=case.id, person_id=ani.person_id, rev=case.rev)
    assert report_documents(ani, [str(report_id)])[str(report_id)].body["state"] == "ditugaskan"
    offered = case_documents(ani, [str(case.id)])[str(case.id)].body
    assert offered["offer"]["by"] == budi.name

    send(ani, "case.accept", {"case_id": str(case.id)})
    now = fresh(case)
    assert now.state == "active"
    assert now.first_response_at is not None

    visit = {
        "case_id": str(case.id),
        "visited_on": today().isoformat(),
        "met": "yes",
        "found": "Sidin lamah",
        "done": "Masak",
    }
    _, answer = send(ani, "case.visit", visit)
    assert answer is None
    send(
        ani,
        "case.resolve",
        {"case_id": str(case.id), "outcome": "terpenuhi", "summary": "Sembako sampai"},
    )
    assert fresh(case).state == "resolved"

    actions.verify_close(actor=budi, case_id=case.id)
    closed = fresh(case)
    assert (closed.state, closed.outcome) == ("closed", "terpenuhi")
    assert closed.deadline_at is None
    said = report_documents(ani, [str(report_id)])[str(report_id)].body
    assert said["state"] == "selesai"
    assert "Sembako sampai" in said["answer"]
    kinds = list(
        CaseEntry.objects.filter(case=case).order_by("at", "id").values_list("kind", flat=True)
    )
    assert kinds == ["report", "dispatch", "accept", "visit", "resolve", "close"]
    names = [e.name for e in reversed(journal.history("case", case.id))]
    assert names == [
        "case.opened",
        "case.triaged",
        "case.dispatched",
        "case.accepted",
        "case.visited",
        "case.resolved",
        "case.closed",
    ]


def test_a_report_that_is_no_kasus_opens_no_case(ani) -> None:
    send(ani, "report.submit", a_report(kind="isu", subject=None, consent=None, signs={}))
    journal.drain()
    assert Case.objects.count() == 0


def test_two_officers_at_once(ani, budi, farida) -> None:
    case = open_case(ani)
    actions.dispatch(actor=budi, case_id=case.id, person_id=ani.person_id, rev=case.rev)
    late = lambda: actions.reject(actor=farida, case_id=case.id, reason="ganda", rev=case.rev)  # noqa: E731
    assert refused(late) == "conflict"
    assert fresh(case).state == "offered"
