"""A member moves, leaves or dies: his open cases go on with somebody, and none is lost."""

from datetime import timedelta

import pytest

from bubuhan import journal
from bubuhan.accounts.policy import Role
from bubuhan.cases import actions, handover
from bubuhan.cases.models import Assignment, CaseEntry
from bubuhan.cases.tests.doors import PELAMBUAN, fresh, open_case
from bubuhan.journal.models import Event, Feed
from bubuhan.kernel import clock
from bubuhan.volunteers import moving
from bubuhan.volunteers.actions import end_membership
from bubuhan.volunteers.models import Membership

pytestmark = pytest.mark.django_db
TELAGA_BIRU = "63.71.03.1002"


@pytest.fixture
def rahmah(make_user):
    """Another PSM of the same kelurahan, with an account."""
    return make_user("rahmah", "Rahmah Hayati", Role.RELAWAN, PELAMBUAN).actor()


def hat_of(actor) -> Membership:
    return Membership.objects.get(person_id=actor.person_id, status="active")


def three_cases(ani, budi):
    """One offered to Ani, one she works on, one that is already done."""
    cases = [
        open_case(ani, subject={"name": name, "sex": "P", "age_years": 71})
        for name in ("Siti Aminah", "Jamilah", "Maspah")
    ]
    for case in cases:
        actions.dispatch(actor=budi, case_id=case.id, person_id=ani.person_id)
    actions.accept(actor=ani, case_id=cases[1].id)
    actions.accept(actor=ani, case_id=cases[2].id)
    actions.resolve(
        actor=ani, case_id=cases[2].id, outcome="terpenuhi", summary="Sudah dibantu keluarga."
    )
    return cases


def today():
    return clock.today()


def test_a_transfer_hands_open_cases_to_the_successor(ani, budi, rahmah):
    offered, active, done = three_cases(ani, budi)
    moving.transfer(
        actor=budi,
        membership_id=hat_of(ani).id,
        to_area=TELAGA_BIRU,
        on=today(),
        note="ikut suami",
        successor_id=rahmah.person_id,
    )
    journal.drain()
    for case in (offered, active):
        now = fresh(case)
        task = now.assignments.get(state="offered")
        assert (now.state, task.person_id) == ("offered", rahmah.person_id)
        assert now.assignments.get(person_id=ani.person_id).state == "withdrawn"
        entry = CaseEntry.objects.filter(case=case).latest("at")
        assert entry.kind == "dispatch"
        assert "Serah terima: Ani Rahmawati pindah wilayah tugas." in entry.text
        assert Feed.objects.filter(space=f"mine:{rahmah.person_id}", doc_id=str(case.id)).exists()
    assert fresh(done).state == "resolved"
    assert done.assignments.get().person_id == ani.person_id
    actions.accept(actor=rahmah, case_id=active.id)
    assert fresh(active).state == "active"


def test_without_a_successor_they_wait_again_with_a_note(ani, budi, rahmah):
    offered, active, _ = three_cases(ani, budi)
    actions.dispatch(actor=budi, case_id=offered.id, person_id=rahmah.person_id)
    moving.transfer(actor=budi, membership_id=hat_of(ani).id, to_area=TELAGA_BIRU, on=today())
    journal.drain()
    assert fresh(active).state == "waiting"
    assert fresh(offered).state == "offered"  # the other offer stands
    entry = CaseEntry.objects.filter(case=active).latest("at")
    assert (entry.kind, entry.by_name) == ("withdraw", "Budi Santoso")
    assert "kasus kembali ke antrean" in entry.text
    assert Assignment.objects.filter(person_id=ani.person_id, state__in=handover.OPEN).count() == 0


def test_the_end_of_a_hat_hands_over_too_and_other_hats_keep_theirs(ani, budi, rahmah):
    _, active, _ = three_cases(ani, budi)
    other = Membership.objects.create(
        person_id=ani.person_id, pillar="TAGANA", area_code="63.71", started_on="2020-01-01",
        started_precision="day",
    )  # fmt: skip
    kept = open_case(ani, subject={"name": "Norhayati", "sex": "P", "age_years": 66})
    actions.dispatch(actor=budi, case_id=kept.id, person_id=ani.person_id, membership_id=other.id)
    psm = Membership.objects.get(person_id=ani.person_id, pillar="PSM")
    assert handover.open_tasks([psm.id]) == 2
    end_membership(
        actor=budi,
        membership_id=psm.id,
        ended_on=today(),
        reason="mengundurkan_diri",
        successor_id=rahmah.person_id,
    )
    journal.drain()
    assert fresh(active).assignments.get(state="offered").person_id == rahmah.person_id
    assert fresh(kept).assignments.get(state="offered").person_id == ani.person_id


def test_the_same_event_again_changes_nothing_and_a_successor_who_left_is_passed_over(
    ani, budi, rahmah
):
    _, active, _ = three_cases(ani, budi)
    end_membership(
        actor=budi,
        membership_id=hat_of(ani).id,
        ended_on=today(),
        reason="pindah",
        successor_id=rahmah.person_id,
    )
    Membership.objects.filter(person_id=rahmah.person_id).update(
        status="ended", ended_on=today() + timedelta(days=0), end_reason="pindah"
    )
    journal.drain()
    assert fresh(active).state == "waiting"
    lines = CaseEntry.objects.count()
    event = Event.objects.get(name="membership.ended")
    assert handover.hand_over(event) == 0
    assert CaseEntry.objects.count() == lines


def test_a_successor_who_already_has_the_case_keeps_his_own_offer(ani, budi, rahmah):
    offered, _, _ = three_cases(ani, budi)
    actions.dispatch(actor=budi, case_id=offered.id, person_id=rahmah.person_id)
    moving.transfer(
        actor=budi,
        membership_id=hat_of(ani).id,
        to_area=TELAGA_BIRU,
        on=today(),
        successor_id=rahmah.person_id,
    )
    journal.drain()
    assert [t.person_id for t in offered.assignments.filter(state="offered")] == [rahmah.person_id]
