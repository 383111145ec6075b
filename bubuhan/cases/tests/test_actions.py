"""Decisions: who may, in which state, and what follows."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bubuhan import journal
from bubuhan.cases import actions
from bubuhan.cases.entries import Stamp
from bubuhan.cases.models import Assignment, CaseEntry
from bubuhan.cases.tests.doors import (
    MONDAY,
    PELAMBUAN,
    entrust,
    fresh,
    open_case,
    refused,
    send,
    today,
)
from bubuhan.journal.models import Feed
from bubuhan.kernel import clock
from bubuhan.kernel.ids import uuid7

pytestmark = pytest.mark.django_db


@pytest.fixture
def rahmah(make_user):
    """Another PSM of the same kelurahan, with an account."""
    from bubuhan.accounts.policy import Role

    return make_user("rahmah", "Rahmah Hayati", Role.RELAWAN, PELAMBUAN).actor()


def offered(ani, budi, **changes):
    case = open_case(ani, **changes)
    return actions.dispatch(
        actor=budi, case_id=case.id, person_id=ani.person_id, note="Tolong dilihat"
    )


def accepted(ani, budi, **changes):
    case = offered(ani, budi, **changes)
    return actions.accept(actor=ani, case_id=case.id)


def state_of(case) -> str:
    return fresh(case).state


# -- dispatch -----------------------------------------------------------------------------------
def test_dispatch_guards(ani, budi, citra, dewi, farida, gazali, make_member) -> None:
    case = open_case(ani)
    to_ani = {"case_id": case.id, "person_id": ani.person_id}
    assert refused(lambda: actions.dispatch(actor=ani, **to_ani)) == "forbidden"
    assert refused(lambda: actions.dispatch(actor=citra, **to_ani)) == "not_found"
    assert refused(lambda: actions.dispatch(actor=gazali, **to_ani)) == "not_found"
    assert (
        refused(lambda: actions.dispatch(actor=budi, case_id=uuid7(), person_id=ani.person_id))
        == "not_found"
    )
    assert (
        refused(lambda: actions.dispatch(actor=budi, case_id=case.id, person_id=uuid7()))
        == "not_a_member"
    )
    far = make_member("Hamdan Yusri", "63.05.01.1001", "PSM")
    assert (
        refused(lambda: actions.dispatch(actor=budi, case_id=case.id, person_id=far.id))
        == "not_a_member"
    )
    actions.dispatch(actor=dewi, **to_ani)
    assert refused(lambda: actions.dispatch(actor=farida, **to_ani)) == "already_assigned"
    assert state_of(case) == "offered"


def test_the_first_to_accept_gets_it(ani, budi, rahmah) -> None:
    case = offered(ani, budi)
    actions.dispatch(actor=budi, case_id=case.id, person_id=rahmah.person_id)
    send(rahmah, "case.accept", {"case_id": str(case.id)})
    assert refused(lambda: send(ani, "case.accept", {"case_id": str(case.id)})) == "offer_gone"
    states = dict(Assignment.objects.values_list("person_id", "state"))
    assert states == {ani.person_id: "withdrawn", rahmah.person_id: "accepted"}
    send(rahmah, "case.accept", {"case_id": str(case.id)})  # again: nothing happens
    assert CaseEntry.objects.filter(case=case, kind="accept").count() == 1


def test_decline_goes_back_to_the_queue_with_the_reason(ani, budi, rahmah) -> None:
    case = offered(ani, budi)
    actions.dispatch(actor=budi, case_id=case.id, person_id=rahmah.person_id)
    assert (
        refused(lambda: send(ani, "case.decline", {"case_id": str(case.id), "reason": "malas"}))
        == "field_invalid"
    )
    send(
        ani, "case.decline", {"case_id": str(case.id), "reason": "jauh", "note": "Banjir di jalan"}
    )
    assert state_of(case) == "offered"
    send(rahmah, "case.decline", {"case_id": str(case.id), "reason": "sakit"})
    assert state_of(case) == "waiting"
    task = Assignment.objects.get(person_id=ani.person_id)
    assert (task.state, task.decline_reason, task.answer_note) == (
        "declined",
        "jauh",
        "Banjir di jalan",
    )


def test_an_accepted_task_may_be_given_back(ani, budi) -> None:
    case = accepted(ani, budi)
    actions.decline(actor=ani, case_id=case.id, reason="sakit")
    assert state_of(case) == "waiting"


def test_handing_over_withdraws_the_first_responder(ani, budi, rahmah) -> None:
    case = accepted(ani, budi)
    actions.dispatch(actor=budi, case_id=case.id, person_id=rahmah.person_id)
    assert state_of(case) == "offered"
    assert Assignment.objects.get(person_id=ani.person_id).state == "withdrawn"
    assert Feed.objects.filter(space=f"mine:{ani.person_id}", doc_id=str(case.id)).exists()


def test_withdraw(ani, budi) -> None:
    case = offered(ani, budi)
    task = Assignment.objects.get()
    actions.withdraw(actor=budi, case_id=case.id, assignment_id=task.id)
    assert state_of(case) == "waiting"
    assert (
        refused(lambda: actions.withdraw(actor=budi, case_id=case.id, assignment_id=task.id))
        == "offer_gone"
    )


def test_the_office_writes_down_an_answer_by_telephone(ani, budi, citra) -> None:
    case = offered(ani, budi)
    task = Assignment.objects.get()
    by_phone = {"case_id": case.id, "assignment_id": task.id}
    assert refused(lambda: actions.accept(actor=citra, **by_phone)) == "forbidden"
    actions.accept(actor=budi, **by_phone)
    assert CaseEntry.objects.get(case=case, kind="accept").data == {
        "person": ani.name,
        "on_behalf": True,
    }


def test_bulk_dispatch_checks_every_case_for_itself(ani, budi) -> None:
    good, other = open_case(ani, subject=None), open_case(ani, subject=None)
    secret = open_case(ani, need="kekerasan")
    far = open_case(ani, subject=None, place={"area_code": "63.05.01.1001"})
    actions.reject(actor=budi, case_id=other.id, reason="ganda")
    ids = [good.id, other.id, secret.id, far.id]
    results = {
        r.case_id: r.problem.code if r.problem else ""
        for r in actions.dispatch_many(actor=budi, case_ids=ids, person_id=ani.person_id)
    }
    assert results == {
        good.id: "",
        other.id: "case_state",
        secret.id: "case_protected",
        far.id: "not_found",
    }
    assert [state_of(c) for c in (good, other, secret, far)] == [
        "offered",
        "rejected",
        "waiting",
        "waiting",
    ]


# -- clocks -------------------------------------------------------------------------------------
def test_the_first_response_and_the_second_clock(ani, budi) -> None:
    case = open_case(ani, MONDAY, signs={"danger_now": True})
    late = Stamp(uuid7(), MONDAY, MONDAY + timedelta(hours=2))
    actions.dispatch(actor=budi, case_id=case.id, person_id=ani.person_id, stamp=late)
    assert fresh(case).first_response_at is None
    answer = Stamp(uuid7(), MONDAY, MONDAY + timedelta(hours=3))
    actions.accept(actor=ani, case_id=case.id, stamp=answer)
    now = fresh(case)
    assert now.first_response_at == MONDAY + timedelta(hours=3)
    assert now.respond_by == MONDAY + timedelta(minutes=45)
    assert now.deadline_at == MONDAY + timedelta(hours=3 + 72)


def test_an_office_contact_is_a_first_response_and_a_mere_note_is_not(ani, budi) -> None:
    case = open_case(ani)
    actions.note(actor=budi, case_id=case.id, text="Perlu dicek")
    assert fresh(case).first_response_at is None
    actions.note(actor=budi, case_id=case.id, text="Sudah ditelepon", contact=True)
    assert fresh(case).first_response_at is not None


# -- the end ------------------------------------------------------------------------------------
def test_resolve_send_back_resolve_close_reopen(ani, budi) -> None:
    case = accepted(ani, budi)
    actions.resolve(actor=ani, case_id=case.id, outcome="terpenuhi", summary="Sudah")
    assert Assignment.objects.get().state == "done"
    assert (
        refused(lambda: actions.send_back(actor=budi, case_id=case.id, note=" ")) == "field_missing"
    )
    actions.send_back(actor=budi, case_id=case.id, note="Fotonya belum ada")
    now = fresh(case)
    assert (now.state, now.outcome, now.resolved_at, Assignment.objects.get().state) == (
        "active",
        "",
        None,
        "accepted",
    )
    actions.resolve(actor=ani, case_id=case.id, outcome="terpenuhi_sebagian", summary="Dengan foto")
    assert refused(lambda: actions.verify_close(actor=ani, case_id=case.id)) == "forbidden"
    actions.verify_close(actor=budi, case_id=case.id, note="Lengkap")
    assert refused(lambda: actions.verify_close(actor=budi, case_id=case.id)) == "case_state"
    actions.reopen(actor=budi, case_id=case.id, note="Warga melapor lagi")
    now = fresh(case)
    assert (now.state, now.closed_at, now.outcome) == ("waiting", None, "")
    assert now.deadline_at is not None


def test_resolve_guards(ani, budi, dewi, rahmah) -> None:
    case = accepted(ani, budi)
    done = {"case_id": case.id, "summary": "Sudah"}
    assert refused(lambda: actions.resolve(actor=ani, outcome="entah", **done)) == "field_invalid"
    blank = {"case_id": case.id, "summary": " "}
    assert (
        refused(lambda: actions.resolve(actor=ani, outcome="terpenuhi", **blank)) == "field_missing"
    )
    assert (
        refused(lambda: actions.resolve(actor=rahmah, outcome="terpenuhi", **done)) == "forbidden"
    )
    actions.resolve(actor=dewi, outcome="terpenuhi", **done)
    assert state_of(case) == "resolved"


def test_reject_ends_the_offers_and_answers_the_reporter(ani, budi) -> None:
    from bubuhan.cases.documents import report_documents

    case = offered(ani, budi)
    report_id = case.reports.get().report_id
    assert (
        refused(lambda: actions.reject(actor=budi, case_id=case.id, reason="bosan"))
        == "field_invalid"
    )
    actions.reject(actor=budi, case_id=case.id, reason="ganda", note="Lihat BJM-2603-0001")
    assert Assignment.objects.get().state == "withdrawn"
    body = report_documents(ani, [str(report_id)])[str(report_id)].body
    assert (body["state"], body["answer"]) == (
        "ditolak",
        "Laporan ini sudah tercatat dalam kasus lain.",
    )


# -- the field ----------------------------------------------------------------------------------
def visit(case, **changes):
    return {
        "case_id": str(case.id),
        "visited_on": today().isoformat(),
        "met": "yes",
        **changes,
    }


def test_going_there_means_taking_it_on(ani, budi) -> None:
    case = offered(ani, budi)
    send(ani, "case.visit", visit(case, found="Sidin sendirian"))
    assert state_of(case) == "active"
    assert Assignment.objects.get().state == "accepted"


def test_when_a_visit_may_have_been(ani, budi) -> None:
    case = accepted(ani, budi)
    tomorrow = (today() + timedelta(days=2)).isoformat()
    assert (
        refused(lambda: send(ani, "case.visit", visit(case, visited_on=tomorrow))) == "date_future"
    )
    assert (
        refused(lambda: send(ani, "case.visit", visit(case, visited_on="2020-01-01")))
        == "visit_before_case"
    )


def test_a_phone_a_day_behind_may_visit_today(ani, budi) -> None:
    case = accepted(ani, budi)
    west = (
        clock.now().astimezone(ZoneInfo("Asia/Jakarta")).date()
    )  # the nation's last to change the day
    yesterday = visit(case, visited_on=(west - timedelta(days=1)).isoformat())
    assert refused(lambda: send(ani, "case.visit", yesterday)) == "visit_before_case"
    send(ani, "case.visit", yesterday, clock_offset_ms=86_000_000)
    entry = CaseEntry.objects.get(case=case, kind="visit")
    assert entry.data["visited_on"] > yesterday["visited_on"]


def test_strangers_do_not_write(ani, budi, citra, rahmah) -> None:
    case = accepted(ani, budi)
    assert refused(lambda: send(rahmah, "case.visit", visit(case))) == "forbidden"
    assert (
        refused(lambda: send(rahmah, "case.note", {"case_id": str(case.id), "text": "Halo"}))
        == "forbidden"
    )
    assert refused(lambda: actions.note(actor=citra, case_id=case.id, text="Halo")) == "not_found"
    assert refused(lambda: send(ani, "case.note", {"case_id": str(case.id)})) == "field_missing"


@pytest.mark.parametrize("name", ["case.visit", "case.note", "case.resolve"])
def test_what_comes_after_the_end_is_kept_as_a_late_note(ani, budi, name: str) -> None:
    case = accepted(ani, budi)
    actions.resolve(actor=budi, case_id=case.id, outcome="terpenuhi", summary="Oleh kantor")
    actions.verify_close(actor=budi, case_id=case.id)
    file = {"sha256": "c" * 64, "kind": "photo", "mime": "image/jpeg", "bytes": 9}
    bodies = {
        "case.visit": visit(case, found="Kata-kata saya", files=[file]),
        "case.note": {"case_id": str(case.id), "text": "Kata-kata saya", "files": [file]},
        "case.resolve": {
            "case_id": str(case.id),
            "outcome": "terpenuhi",
            "summary": "Kata-kata saya",
        },
    }
    entry_id, answer = send(ani, name, bodies[name])
    assert answer == {"kept_as": "late_note"}
    entry = CaseEntry.objects.get(id=entry_id)
    assert (entry.kind, entry.text, entry.data["meant"]) == (
        "late_note",
        "Kata-kata saya",
        name[5:],
    )
    assert entry.files.count() == (0 if name == "case.resolve" else 1)
    assert state_of(case) == "closed"


def test_the_notes_of_a_replaced_responder_are_kept(ani, budi, rahmah) -> None:
    case = accepted(ani, budi, subject=None)
    actions.dispatch(actor=budi, case_id=case.id, person_id=rahmah.person_id)
    _, answer = send(ani, "case.visit", visit(case, found="Sempat ke sana"))
    assert answer == {"kept_as": "late_note"}
    assert state_of(case) == "offered"


def test_an_officer_at_a_screen_is_told_that_the_case_moved_on(ani, budi) -> None:
    case = open_case(ani)
    actions.reject(actor=budi, case_id=case.id, reason="ganda")
    assert refused(lambda: actions.note(actor=budi, case_id=case.id, text="Halo")) == "case_state"


def test_take_and_release(ani, budi, dewi) -> None:
    case = open_case(ani, need="kekerasan")
    assert (
        refused(lambda: actions.dispatch(actor=budi, case_id=case.id, person_id=ani.person_id))
        == "case_protected"
    )
    assert (
        refused(lambda: actions.note(actor=budi, case_id=case.id, text="Halo")) == "case_protected"
    )
    assert refused(lambda: actions.take(actor=dewi, case_id=case.id)) == "forbidden"
    assert refused(lambda: actions.take(actor=budi, case_id=case.id)) == "case_entrust_first"
    entrust(case.id, budi)
    entrust(case.id, budi)
    actions.read(actor=budi, case=fresh(case))
    names = [e.name for e in journal.history("case", case.id)]
    assert names[:2] == ["case.read_sensitive", "case.entrusted"]
    actions.dispatch(actor=budi, case_id=case.id, person_id=ani.person_id)
    actions.release(actor=budi, case_id=case.id)
    assert refused(lambda: actions.release(actor=budi, case_id=case.id)) == "not_found"
    assert refused(lambda: actions.verify_close(actor=budi, case_id=case.id)) == "case_protected"
