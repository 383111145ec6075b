"""Shared fields: different fields are both kept, the same field goes to the desk."""

from typing import Any

import pytest

from bubuhan import journal
from bubuhan.cases import actions, queries
from bubuhan.cases.models import CaseEntry, Conflict
from bubuhan.cases.tests.doors import TELAGA_BIRU, fresh, open_case, refused, send
from bubuhan.geo.models import AreaChange
from bubuhan.journal.models import Feed
from bubuhan.kernel.problems import Problem

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(ani, budi):
    """Offered to Ani and accepted by her."""
    found = open_case(ani)
    actions.dispatch(actor=budi, case_id=found.id, person_id=ani.person_id)
    return actions.accept(actor=ani, case_id=found.id)


def change(actor, case, base_rev: int, **changes: Any) -> dict[str, Any]:
    body = {"case_id": str(case.id), "changes": changes}
    answer: dict[str, Any] = send(actor, "case.update", body, base_rev=base_rev)[1]
    return answer


def test_different_fields_are_both_kept(ani, budi, case) -> None:
    rev = case.rev
    actions.update_fields(actor=budi, case_id=case.id, changes={"subject_age": "73"}, base_rev=rev)
    answer = change(ani, case, rev, subject_phone="0899-0000-0123", place_note="samping langgar")
    assert answer == {"applied": ["subject_phone", "place_note"], "conflicts": []}
    now = fresh(case)
    assert (now.subject_age, now.subject_phone, now.place_note) == (
        73,
        "+6289900000123",
        "samping langgar",
    )


def test_the_same_field_goes_to_the_desk(ani, budi, case) -> None:
    rev = case.rev
    actions.update_fields(
        actor=budi, case_id=case.id, changes={"subject_name": "Siti Aminah Hj."}, base_rev=rev
    )
    answer = change(ani, case, rev, subject_name="Siti Amnah", place_note="samping langgar")
    assert answer == {"applied": ["place_note"], "conflicts": ["subject_name"]}
    conflict = Conflict.objects.get()
    assert (conflict.sent_value, conflict.sent_by, conflict.kept_by) == (
        "Siti Amnah",
        ani.name,
        budi.name,
    )
    assert conflict.kept_value == fresh(case).subject_name != "Siti Amnah"
    assert [c.id for c in queries.conflicts(budi).rows] == [conflict.id]

    actions.settle_conflict(actor=budi, conflict_id=conflict.id, choice="sent")
    assert fresh(case).subject_name == "Siti Amnah"
    again = lambda: actions.settle_conflict(actor=budi, conflict_id=conflict.id, choice="kept")  # noqa: E731
    assert refused(again) == "conflict_settled"
    names = [e.name for e in journal.history("case", case.id)][:3]
    assert names == ["case.conflict_settled", "case.updated", "case.conflicted"]


def test_the_same_value_is_no_conflict(ani, budi, case) -> None:
    rev = case.rev
    actions.update_fields(actor=budi, case_id=case.id, changes={"subject_age": 73}, base_rev=rev)
    assert change(ani, case, rev, subject_age=73) == {"applied": [], "conflicts": []}
    assert not Conflict.objects.exists()


def test_moving_to_another_kecamatan_leaves_the_old_space(ani, case) -> None:
    change(ani, case, case.rev, area_code="63.71.01.1001")
    rows = {f.space: f.gone for f in Feed.objects.filter(kind="case", doc_id=str(case.id))}
    assert rows["63.71.03"] is True
    assert rows["63.71.01"] is False
    assert (
        CaseEntry.objects.get(case=case, kind="update")
        .data["changes"]["area_code"][0]
        .startswith("Kel. Pelambuan")
    )


def test_moving_within_the_kecamatan_stays(ani, case) -> None:
    change(ani, case, case.rev, area_code=TELAGA_BIRU)
    assert not Feed.objects.filter(kind="case", doc_id=str(case.id), gone=True).exists()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"area_code": "63.71.99.1001"}, "area_unknown"),
        ({"area_code": ""}, "area_missing"),
        ({"subject_phone": "12"}, "phone_invalid"),
    ],
)
def test_what_is_refused(ani, case, changes: dict[str, Any], code: str) -> None:
    assert refused(lambda: change(ani, case, case.rev, **changes)) == code


def test_a_retired_area_names_its_successor(ani, case) -> None:
    old = AreaChange.objects.exclude(new_code="").filter(old_code__startswith="63").first()
    assert old is not None
    with pytest.raises(Problem) as found:
        change(ani, case, case.rev, area_code=old.old_code)
    assert found.value.code == "area_retired"
    assert old.new_code in found.value.message


def test_the_phone_must_say_what_it_saw(ani, case) -> None:
    body = {"case_id": str(case.id), "changes": {"subject_age": 70}}
    assert refused(lambda: send(ani, "case.update", body)) == "field_missing"


def test_need_is_the_office_s_to_correct(ani, budi, case) -> None:
    wanted = {"need": "kekerasan"}
    by_ani = lambda: actions.update_fields(  # noqa: E731
        actor=ani, case_id=case.id, changes=wanted, base_rev=case.rev
    )
    assert refused(by_ani) == "field_unknown"
    actions.update_fields(actor=budi, case_id=case.id, changes=wanted, base_rev=case.rev)
    now = fresh(case)
    assert (now.need, now.sensitive) == ("kekerasan", True)


def test_a_closed_case_is_not_changed(ani, budi, case) -> None:
    actions.reject(actor=budi, case_id=case.id, reason="ganda")
    assert refused(lambda: change(ani, case, fresh(case).rev, subject_age=70)) == "case_state"
