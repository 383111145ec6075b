"""Plans through the doors: begin, agree, approve, replace, tick, review."""

from datetime import timedelta

import pytest

from bubuhan import journal
from bubuhan.cases import documents
from bubuhan.cases.models import CaseEntry
from bubuhan.cases.tests.doors import refused
from bubuhan.journal.models import Event
from bubuhan.plans import actions, pages
from bubuhan.plans.models import Plan, PlanAction, PlanTemplate
from bubuhan.plans.tests.doors import fresh, planned, send, today, worked_on

pytestmark = pytest.mark.django_db


def test_a_plan_without_goals_cannot_be_approved_and_says_so(ani, budi) -> None:
    case = worked_on(ani, budi)
    actions.begin(actor=budi, case_id=case.id)
    assert refused(lambda: actions.approve(actor=budi, case_id=case.id)) == "plan_empty"
    actions.save_goal(actor=budi, case_id=case.id, text="Makan tiga kali sehari")
    assert refused(lambda: actions.approve(actor=budi, case_id=case.id)) == "plan_not_agreed"


def test_an_approved_plan_reaches_the_phone_and_the_timeline(ani, budi) -> None:
    case = worked_on(ani, budi)
    planned(budi, case)
    body = documents.case_documents(ani, [str(case.id)])[str(case.id)].body["plan"]
    assert body["goals"][0]["text"] == "Makan tiga kali sehari"
    assert body["goals"][0]["actions"][0]["mine"] is True
    assert "Siti Aminah" in body["agreed"]
    assert CaseEntry.objects.filter(case=case, kind="plan", text__contains="versi 1").exists()
    assert Event.objects.filter(name="plan.approved", subject_id=str(case.id)).exists()


def test_a_draft_stays_in_the_office(ani, budi) -> None:
    case = worked_on(ani, budi)
    actions.begin(actor=budi, case_id=case.id)
    actions.save_goal(actor=budi, case_id=case.id, text="Rahasia kantor")
    assert documents.case_documents(ani, [str(case.id)])[str(case.id)].body["plan"] is None


def test_agreement_or_the_reason_why_not(ani, budi) -> None:
    case = worked_on(ani, budi)
    actions.begin(actor=budi, case_id=case.id)
    empty = actions.Agreement(agreed=False)
    later = today() + timedelta(days=9)
    call = lambda said, day: refused(  # noqa: E731
        lambda: actions.agree(actor=budi, case_id=case.id, agreement=said, review_on=day)
    )
    assert call(empty, later) == "field_missing"
    assert (
        call(actions.Agreement(True, "Siti", today() + timedelta(days=2), "rumah"), later)
        == "field_invalid"
    )
    assert call(actions.Agreement(False, why_not="belum bertemu"), today()) == "field_invalid"
    assert call(actions.Agreement(False, why_not="belum bertemu"), later) == ""


def test_the_next_version_replaces_and_shows_the_difference(ani, budi, client_of) -> None:
    case = worked_on(ani, budi)
    first = planned(budi, case)
    actions.begin(actor=budi, case_id=case.id)
    assert refused(lambda: actions.begin(actor=budi, case_id=case.id)) == "plan_draft_exists"
    actions.save_goal(actor=budi, case_id=case.id, text="Ada teman di rumah")
    second = Plan.objects.get(case=case, state="draft")
    assert second.goals.count() == 2
    actions.agree(
        actor=budi,
        case_id=case.id,
        agreement=actions.Agreement(False, why_not="keluarga pergi"),
        review_on=today() + timedelta(days=7),
    )
    tick = first.actions.get()
    actions.finish_action(actor=ani, case_id=case.id, action_id=tick.id)
    actions.approve(actor=budi, case_id=case.id)
    first.refresh_from_db()
    assert first.state == "replaced"
    assert first.replaced_at
    assert second.actions.get().state == "done"  # ticked while the draft was being written
    changes = pages.context(budi, fresh(case), "2")["plan"].changes
    assert ("added", "Ada teman di rumah") in [(c.how, c.title) for c in changes]
    page = client_of("budi").get(f"/kasus/{case.id}/rencana/?versi=1").content.decode()
    assert "Diganti" in page
    assert "Ada teman di rumah" not in page


def test_a_tick_from_the_phone_finds_its_action_in_the_new_version(ani, budi) -> None:
    case = worked_on(ani, budi)
    old = planned(budi, case).actions.get()
    actions.begin(actor=budi, case_id=case.id)
    actions.agree(
        actor=budi,
        case_id=case.id,
        agreement=actions.Agreement(True, "Siti", today(), "rumah"),
        review_on=today() + timedelta(days=7),
    )
    actions.approve(actor=budi, case_id=case.id)
    body = {"case_id": str(case.id), "action_id": str(old.id), "note": "sudah diantar"}
    key, _ = send(ani, "action.done", body)
    now = PlanAction.objects.get(plan__state="approved", key=old.key)
    assert (now.state, now.done_by, now.done_note) == ("done", ani.name, "sudah diantar")
    assert CaseEntry.objects.filter(id=key, kind="plan").exists()
    send(ani, "action.done", body)  # again from another phone: nothing happens
    assert Event.objects.filter(name="action.done").count() == 1


def test_who_may_and_who_may_not(ani, budi, citra, dewi, client_of) -> None:
    case = worked_on(ani, budi)
    assert refused(lambda: actions.begin(actor=citra, case_id=case.id)) == "not_found"
    assert refused(lambda: actions.begin(actor=ani, case_id=case.id)) == "forbidden"
    plan = planned(budi, case)
    actions.begin(actor=dewi, case_id=case.id)
    assert refused(lambda: actions.approve(actor=dewi, case_id=case.id)) == "forbidden"
    body = {"case_id": str(case.id), "action_id": str(plan.actions.get().id)}
    assert refused(lambda: send(citra, "action.done", body)) == "not_found"
    assert client_of("citra").get(f"/kasus/{case.id}/rencana/").status_code == 404
    posted = client_of("citra").post(f"/kasus/{case.id}/rencana/jadwal/", {"every_days": "x"})
    assert posted.status_code == 404  # beyond the border, before anything posted is read


def test_two_officers_at_once_the_second_is_told(ani, budi, farida, client_of) -> None:
    case = worked_on(ani, budi)
    actions.begin(actor=budi, case_id=case.id)
    seen = fresh(case).rev
    actions.save_goal(actor=budi, case_id=case.id, text="Makan", rev=seen)
    answer = client_of("farida").post(
        f"/kasus/{case.id}/rencana/tujuan/",
        {"text": "Minum obat", "rev": seen},
        HTTP_HX_REQUEST="true",
    )
    assert answer.status_code == 409
    assert "diubah orang lain" in answer.content.decode()
    assert Plan.objects.get(case=case).goals.count() == 1


def test_a_template_is_a_beginning(ani, budi, client_of) -> None:
    case = worked_on(ani, budi)
    template = PlanTemplate.objects.get(need="lansia_terlantar", valid_to=None)
    client_of("budi").post(
        f"/kasus/{case.id}/rencana/mulai/", {"template": template.pk, "rev": case.rev}
    )
    plan = Plan.objects.get(case=case)
    assert plan.goals.count() == len(template.goals)
    assert plan.actions.count() > 3
    page = client_of("budi").get(f"/kasus/{case.id}/rencana/").content.decode()
    assert "Tidak sendirian" in page
    assert "Puskesmas setempat" in page


def test_a_goal_is_tied_to_a_cause_of_the_tree(ani, budi) -> None:
    from bubuhan.assessments import actions as assessments
    from bubuhan.assessments.causing import CauseValues

    case = worked_on(ani, budi)
    cause = assessments.add_cause(actor=budi, case_id=case.id, values=CauseValues("tanpa_perawat"))
    actions.begin(actor=budi, case_id=case.id)
    goal = actions.save_goal(actor=budi, case_id=case.id, text="Tidak sendirian", cause_id=cause.id)
    assert goal.cause_id == cause.id
    assert goal.cause_name


def test_a_review_is_told_once_and_moves_on(ani, budi) -> None:
    from bubuhan.kernel import clock
    from bubuhan.plans import outcomes

    case = worked_on(ani, budi)
    plan = planned(budi, case)
    later = clock.now() + timedelta(days=31)
    assert outcomes.tell_reviews(clock.now()) == 0
    assert outcomes.tell_reviews(later) == 1
    assert outcomes.tell_reviews(later) == 0
    assert (
        refused(lambda: actions.review(actor=budi, case_id=case.id, note="", next_on=None))
        == "field_missing"
    )
    actions.review(
        actor=budi,
        case_id=case.id,
        note="Makan sudah teratur",
        next_on=today() + timedelta(days=60),
    )
    plan.refresh_from_db()
    assert plan.review_told_at is None
    assert plan.review_on == today() + timedelta(days=60)


def test_actions_of_every_owner_and_their_checks(ani, budi, client_of) -> None:
    case = worked_on(ani, budi)
    actions.begin(actor=budi, case_id=case.id)
    goal = actions.save_goal(actor=budi, case_id=case.id, text="Sehat")
    post = lambda **data: client_of("budi").post(  # noqa: E731
        f"/kasus/{case.id}/rencana/langkah/", {"goal_id": str(goal.id), "text": "Periksa", **data}
    )
    assert post(owner="partner").status_code == 422  # a partner has a name
    assert post(owner="partner", owner_name="Puskesmas Pelambuan").status_code == 302
    assert post(owner="family", service="entah").status_code == 422
    assert post(owner="family", due_on="besok").status_code == 422
    assert post(owner="officer").status_code == 302
    assert post(owner=str(ani.person_id)).status_code == 302
    owners = {(a.owner, a.owner_name) for a in PlanAction.objects.filter(plan__case=case)}
    assert ("responder", ani.name) in owners
    assert ("partner", "Puskesmas Pelambuan") in owners
    removed = PlanAction.objects.filter(plan__case=case).first()
    assert removed
    client_of("budi").post(f"/kasus/{case.id}/rencana/hapus/", {"action_id": str(removed.id)})
    assert PlanAction.objects.filter(plan__case=case).count() == 2


def test_a_finished_case_keeps_its_plan(ani, budi) -> None:
    from bubuhan.cases import actions as cases

    case = worked_on(ani, budi)
    planned(budi, case)
    cases.resolve(actor=ani, case_id=case.id, outcome="terpenuhi", summary="Selesai")
    cases.verify_close(actor=budi, case_id=case.id)
    journal.drain()
    assert refused(lambda: actions.begin(actor=budi, case_id=case.id)) == "plan_case_finished"
    cases.reopen(actor=budi, case_id=case.id, note="kembali sakit")
    assert Plan.objects.get(case=case).state == "approved"
    actions.begin(actor=budi, case_id=case.id)
