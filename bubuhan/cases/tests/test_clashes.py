"""Beda isian on the phone: the writer in the field sees both values and chooses."""

import pytest

from bubuhan.cases import actions, clashes
from bubuhan.cases.actions import update_fields
from bubuhan.cases.entries import Stamp
from bubuhan.cases.models import CaseEntry, Conflict, EntryKind
from bubuhan.cases.tests.doors import open_case
from bubuhan.kernel.ids import uuid7
from bubuhan.kernel.problems import Problem

pytestmark = pytest.mark.django_db


@pytest.fixture
def working_case(ani, budi):
    """Offered to Ani and accepted by her."""
    found = open_case(ani)
    actions.dispatch(actor=budi, case_id=found.id, person_id=ani.person_id)
    return actions.accept(actor=ani, case_id=found.id)


@pytest.fixture
def clash(ani, budi, working_case):
    """Budi wrote a landmark; Ani, who had not seen it, another."""
    seen = working_case.rev
    update_fields(
        actor=budi, case_id=working_case.id, changes={"place_note": "dekat pasar"}, base_rev=seen
    )
    update_fields(
        actor=ani, case_id=working_case.id, changes={"place_note": "dekat masjid"}, base_rev=seen
    )
    working_case.refresh_from_db()
    return Conflict.objects.get(case=working_case)


def settle(actor, clash, choice, rev=None, case_id=None):
    return clashes.settle_own(
        actor=actor,
        conflict_id=clash.id,
        case_id=case_id or clash.case_id,
        choice=choice,
        base_rev=clash.case.rev if rev is None else rev,
        stamp=Stamp.fresh(),
    )


def test_the_document_tells_both_values_to_the_writer_alone(ani, budi, clash):
    (told,) = clashes.part(ani, [clash.case_id])[clash.case_id]
    assert (told["name"], told["yours"], told["theirs"]) == (
        "patokan tempat",
        "dekat masjid",
        "dekat pasar",
    )
    assert told["their_name"] == budi.name
    assert told["state"] == "open"
    assert clashes.part(budi, [clash.case_id]) == {}


@pytest.mark.parametrize(("choice", "stands"), [("sent", "dekat masjid"), ("kept", "dekat pasar")])
def test_the_writer_chooses_and_both_stay_on_record(ani, clash, choice, stands):
    settle(ani, clash, choice)
    clash.refresh_from_db()
    clash.case.refresh_from_db()
    assert clash.case.place_note == stands
    assert (clash.sent_value, clash.kept_value) == ("dekat masjid", "dekat pasar")
    assert (clash.choice, clash.settled_by) == (choice, ani.name)
    (told,) = clashes.part(ani, [clash.case_id])[clash.case_id]
    assert (told["state"], told["choice"]) == ("settled", choice)
    updates = CaseEntry.objects.filter(case=clash.case, kind=EntryKind.UPDATE).count()
    assert updates == (2 if choice == "sent" else 1)


def test_a_newer_value_never_goes_unseen(ani, budi, clash):
    rev = clash.case.rev
    update_fields(
        actor=budi, case_id=clash.case_id, changes={"place_note": "pindah rumah"}, base_rev=rev
    )
    with pytest.raises(Problem) as caught:
        settle(ani, clash, "sent", rev=rev)
    assert caught.value.code == "conflict"
    settle(ani, clash, "kept", rev=rev)  # to give way is always possible


def test_nobody_else_and_not_twice(ani, dewi, clash):
    for args in ({"actor": dewi}, {"actor": ani, "case_id": uuid7()}):
        with pytest.raises(Problem) as caught:
            settle(args["actor"], clash, "sent", case_id=args.get("case_id"))
        assert caught.value.code == "not_found"
    settle(ani, clash, "kept")
    with pytest.raises(Problem) as caught:
        settle(ani, clash, "sent")
    assert caught.value.code == "conflict_settled"
