"""Persons of a household told from the field: added, corrected, late, and against another hand."""

from typing import Any

import pytest
from django.urls import reverse

from bubuhan import journal
from bubuhan.assessments.documents import family_parts
from bubuhan.assessments.models import Member, MemberEntry
from bubuhan.assessments.tests.doors import fresh, house, member, refused, send, tell
from bubuhan.cases import actions as cases
from bubuhan.cases import clashes
from bubuhan.cases.models import Case, Conflict
from bubuhan.cases.tests.doors import open_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(ani, budi) -> Case:
    case = open_case(ani)
    cases.dispatch(actor=budi, case_id=case.id, person_id=ani.person_id)
    send(ani, "case.accept", {"case_id": str(case.id)})
    return fresh(case)


def on_phone(actor, case: Case) -> list[dict[str, Any]]:
    return list(family_parts(actor, [case.id])[case.id]["members"])


def test_a_person_is_added_with_nothing_but_a_relation(case, ani) -> None:
    made, told = tell(ani, case, relation="cucu")
    assert told == {"member_id": str(made)}, "the phone's own id, so that it can go on with it"
    assert [m["relation"] for m in on_phone(ani, case)] == ["subjek", "cucu"]
    assert Member.objects.get(id=made).age_years is None
    assert MemberEntry.objects.get(member_id=made).by == ani.name


def test_what_was_added_without_signal_is_corrected_without_signal(case, ani) -> None:
    made, _ = tell(ani, case, relation="anak", name="Rahmat")
    tell(ani, case, made, {"age_years": None}, age_years=41, nik="6371031708650000")
    row = Member.objects.get(id=made)
    assert (row.name, row.age_years, row.nik) == ("Rahmat", 41, "6371031708650000")
    shown = on_phone(ani, case)[1]
    assert shown["identified"]
    assert "6371031708650000" not in str(shown)


def test_other_fields_are_both_kept(case, ani, budi) -> None:
    one = member(budi, case, name="Rahmat", age_years=40)
    tell(ani, case, one.id, {"phone": ""}, phone="0899-0000-0041")
    one.refresh_from_db()
    assert (one.name, one.age_years, one.phone) == ("Rahmat", 40, "+6289900000041")


def test_the_same_field_waits_for_a_person_and_both_stay(case, ani, budi) -> None:
    one = member(budi, case, name="Rahmat", age_years=40)
    tell(ani, case, one.id, {"age_years": 38, "sex": ""}, age_years=45, sex="L")
    one.refresh_from_db()
    assert (one.age_years, one.sex) == (40, "L"), "what nobody else touched is written"
    clash = Conflict.objects.get()
    assert (clash.kept_value, clash.sent_value, clash.kept_by) == ("40", "45", budi.name)
    told = clashes.part(ani, [case.id])[case.id][0]
    assert (told["name"], told["yours"], told["theirs"]) == ("umur Rahmat", "45", "40")
    body = {"case_id": str(case.id), "conflict_id": str(clash.id), "choice": "sent"}
    send(ani, "case.settle", body, base_rev=fresh(case).rev)
    one.refresh_from_db()
    assert one.age_years == 45
    history = MemberEntry.objects.filter(member=one).latest("at")
    assert history.data == {"age_years": ["40", "45"]}


def test_the_office_reads_the_clash_in_words_and_a_newer_value_is_not_overwritten(
    case, ani, budi, client_of
) -> None:
    one = member(budi, case, name="Rahmat", residence="rumah")
    tell(ani, case, one.id, {"residence": "jalan"}, residence="lain")
    page = client_of("budi").get(reverse("conflicts")).content.decode()
    assert "Tempat tinggal Rahmat" in page
    assert "Di tempat lain" in page
    Member.objects.filter(id=one.id).update(residence="panti")
    settle = lambda choice: cases.settle_conflict(  # noqa: E731
        actor=budi, conflict_id=Conflict.objects.get().id, choice=choice
    )
    assert refused(lambda: settle("sent")) == "conflict"
    settle("kept")
    assert Member.objects.get(id=one.id).residence == "panti"


def test_who_is_gone_is_not_corrected(case, ani, budi) -> None:
    one = member(budi, case, name="Rahmat")
    Member.objects.filter(id=one.id).update(removed_at=case.opened_at)
    assert refused(lambda: tell(ani, case, one.id, name="Rahmat H")) == "member_gone"


def test_a_suspicion_is_said_and_never_lifted_from_a_phone(case, ani, budi) -> None:
    made, _ = tell(ani, case, relation="wali", name="Udin", suspected=True, guardian=True)
    tell(ani, case, made, {"name": "Udin"}, name="Udin Petot")
    row = Member.objects.get(id=made)
    assert row.suspected
    assert row.suspected_on_id == case.id


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"relation": "ayah"}, "field_invalid"),
        ({"relation": "anak", "nik": "123"}, "nik_length"),
        ({"relation": "anak", "phone": "bukan nomor 1"}, "phone_invalid"),
        ({"relation": "anak", "birth_date": "2999-01-01"}, "date_future"),
        ({"relation": "anak", "residence": "bulan"}, "field_invalid"),
    ],
)
def test_bad_input(case, ani, changes, code) -> None:
    assert refused(lambda: tell(ani, case, **changes)) == code


def test_a_nik_on_record_is_not_replaced_from_a_phone(case, ani, budi) -> None:
    one = member(budi, case, name="Rahmat", nik="6371031708650000")
    wrong = lambda: tell(ani, case, one.id, nik="6371031708660000")  # noqa: E731
    assert refused(wrong) == "member_nik_known"


def test_strangers_may_not(case, ani, citra, farida, gazali) -> None:
    assert refused(lambda: tell(citra, case, relation="anak")) == "not_found"
    assert refused(lambda: tell(gazali, case, relation="anak")) == "not_found"
    Case.objects.filter(id=case.id).update(sensitive=True)
    assert refused(lambda: tell(farida, case, relation="anak")) == "case_protected"


def test_the_subject_follows_the_case(case, ani, budi) -> None:
    member(budi, case, name="Rahmat")
    cases.update_fields(
        actor=ani,
        case_id=case.id,
        changes={"subject_name": "Siti Aminah binti Ali", "subject_age": 73},
        base_rev=fresh(case).rev,
    )
    journal.drain()
    subject = house(case).members.get(relation="subjek")
    assert (subject.name, subject.age_years) == ("Siti Aminah binti Ali", 73)
    assert on_phone(ani, case)[0]["age"] == 73
