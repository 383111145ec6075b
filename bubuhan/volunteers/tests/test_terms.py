"""Decrees, terms, ends, transfers and confirmations: what is written, refused and kept."""

from datetime import date, timedelta

import pytest

from bubuhan import journal
from bubuhan.kernel import clock
from bubuhan.kernel.problems import Problem
from bubuhan.people.models import Person
from bubuhan.volunteers import actions, moving
from bubuhan.volunteers.actions import MembershipValues
from bubuhan.volunteers.models import ChangeRequest, MemberFact, Membership

pytestmark = pytest.mark.django_db
PELAMBUAN, TELAGA_BIRU, TAPIN = "63.71.03.1003", "63.71.03.1002", "63.05.01.1001"


@pytest.fixture
def person():
    return Person.objects.create(name="Contoh", name_key="contoh", area_code=PELAMBUAN)


def add(actor, person, **values):
    given = {"pillar": "PSM", "area_code": PELAMBUAN, "started_on": date(2020, 1, 1),
             "started_precision": "day", **values}  # fmt: skip
    return actions.add_membership(actor=actor, person=person, values=MembershipValues(**given))


def code(call, *args, **kwargs):
    with pytest.raises(Problem) as refused:
        call(*args, **kwargs)
    return refused.value.code


def facts(member):
    return {
        f.field: (f.old, f.new, f.by, f.note) for f in MemberFact.objects.filter(membership=member)
    }


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"ends_on": date(2019, 12, 31)}, "ends_on"),
        ({"decree_date": date(2020, 3, 1), "ends_on": date(2020, 2, 1)}, "ends_on"),
    ],
)
def test_a_decree_that_ends_before_it_begins_is_refused(person, budi, values, field):
    with pytest.raises(Problem) as refused:
        add(budi, person, **values)
    assert (refused.value.code, refused.value.field) == ("decree_ends_before", field)
    assert "Periksa kedua tanggal pada surat SK" in refused.value.message
    assert not Membership.objects.filter(person=person).exists()


def test_who_issues_a_decree_is_a_list(person, budi):
    assert code(add, budi, person, decree_issuer_type="raja") == "field_invalid"
    assert add(budi, person, decree_issuer_type="kepala_desa").decree_issuer_type == "kepala_desa"


def test_a_number_belongs_to_one_member(person, budi):
    add(budi, person, member_no="63.71.0001")
    other = Person.objects.create(name="Lain", name_key="lain", area_code=PELAMBUAN)
    assert code(add, budi, other, member_no="63.71.0001") == "member_no_taken"


def test_a_correction_keeps_before_after_who_and_why(person, budi, citra):
    member = add(budi, person)
    values = {"position": "Ketua", "decree_no": "12/2020", "pillar": "TKSK"}
    edit = {"membership_id": member.id, "values": values}
    assert code(actions.edit_membership, actor=budi, reason=" ", **edit) == "reason_missing"
    assert code(actions.edit_membership, actor=citra, reason="salah tulis", **edit) == "forbidden"
    actions.edit_membership(actor=budi, reason="salah tulis", rev=1, **edit)
    assert code(actions.edit_membership, actor=budi, reason="lagi", rev=1, **edit) == "conflict"
    member.refresh_from_db()
    assert (member.position, member.pillar, member.rev) == ("Ketua", "PSM", 2)
    assert facts(member)["decree_no"] == ("", "12/2020", "Budi Santoso", "salah tulis")
    event = journal.history("person", person.id)[0]
    assert event.name == "membership.changed"
    assert event.data["changes"]["position"] == ["", "Ketua"]


def test_a_renewal_keeps_the_former_decree(person, budi):
    member = add(budi, person, decree_no="1/2020", ends_on=date(2025, 1, 1))
    new = {"decree_no": "2/2025", "decree_issuer_type": "lurah", "decree_issuer": "Lurah Pelambuan",
           "decree_date": date(2025, 1, 2), "starts_on": date(2025, 1, 2), "ends_on": date(2030, 1, 1)}  # fmt: skip
    wrong = {**new, "ends_on": date(2024, 1, 1)}
    assert (
        code(actions.renew, actor=budi, membership_id=member.id, values=wrong)
        == "decree_ends_before"
    )
    assert code(actions.renew, actor=budi, membership_id=member.id, values={}) == "decree_missing"
    same = actions.renew(actor=budi, membership_id=member.id, values=new)
    assert (same.id, same.ends_on, same.started_on) == (
        member.id,
        date(2030, 1, 1),
        date(2020, 1, 1),
    )
    event = journal.history("person", person.id)[0]
    assert (event.name, event.data["before"]["decree_no"]) == ("membership.renewed", "1/2020")
    assert facts(same)["ends_on"][:2] == ("2025-01-01", "2030-01-01")


def test_a_renewal_of_an_ended_hat_makes_a_successor_with_its_number(person, budi):
    member = add(budi, person, member_no="N-1")
    actions.end_membership(
        actor=budi, membership_id=member.id, ended_on=date(2024, 1, 1), reason="habis_masa"
    )
    new = {"decree_no": "2/2024", "starts_on": date(2024, 1, 1)}
    assert (
        code(actions.renew, actor=budi, membership_id=member.id, values=new)
        == "member_ended_before"
    )
    new["starts_on"] = date(2024, 6, 1)
    made = actions.renew(actor=budi, membership_id=member.id, values=new)
    assert (made.previous_id, made.member_no, made.status) == (member.id, "N-1", "active")
    member.refresh_from_db()
    assert (member.member_no, member.status) == ("", "ended")


def test_death_ends_every_hat_and_every_open_wish(person, budi, gazali):
    psm = add(budi, person)
    other = Membership.objects.create(person=person, pillar="TAGANA", area_code="63.05")
    draft = Membership.objects.create(
        person=person, pillar="LKS", area_code=PELAMBUAN, status="draft", verify_state="submitted"
    )
    now = clock.now()
    asked = ChangeRequest.objects.create(
        person=person, area_code=PELAMBUAN, kind="contact", origin="phone", made_by="x",
        made_at=now, received_at=now,
    )  # fmt: skip
    actions.end_membership(
        actor=budi, membership_id=psm.id, ended_on=date(2026, 1, 1), reason="meninggal"
    )
    for row in (psm, other, draft, asked):
        row.refresh_from_db()
    assert [psm.status, other.status, draft.verify_state, asked.state] == [
        "ended", "ended", "refused", "withdrawn",
    ]  # fmt: skip
    assert other.end_reason == "meninggal"


def test_a_transfer_is_two_hats_one_event_and_the_number_goes_along(person, budi):
    old = add(budi, person, member_no="N-7", decree_no="1/2020")
    today = clock.today()
    call = {"actor": budi, "membership_id": old.id, "on": today}
    assert code(moving.transfer, to_area=PELAMBUAN, **call) == "transfer_same_area"
    assert code(moving.transfer, to_area="99.99", **call) == "area_unknown"
    late = {**call, "on": today + timedelta(days=1)}
    assert code(moving.transfer, to_area=TELAGA_BIRU, **late) == "date_ahead"
    early = {**call, "on": date(2019, 1, 1)}
    assert code(moving.transfer, to_area=TELAGA_BIRU, **early) == "ended_before_start"
    somebody = {**call, "successor_id": person.id}
    assert code(moving.transfer, to_area=TELAGA_BIRU, **somebody) == "successor_unknown"
    new = moving.transfer(to_area=TELAGA_BIRU, note="pindah rumah", rev=1, **call)
    old.refresh_from_db()
    assert (old.status, old.end_reason, old.ended_on, old.member_no, old.decree_no) == (
        "ended", "pindah_tugas", today, "", "1/2020",
    )  # fmt: skip
    assert (new.status, new.previous_id, new.member_no, new.decree_no) == (
        "active",
        old.id,
        "N-7",
        "",
    )
    event = journal.history("person", person.id)[0]
    assert event.name == "membership.transferred"
    assert (event.data["from_area"], event.data["to_area"]) == (PELAMBUAN, TELAGA_BIRU)
    assert event.data["successor"] is None


def test_a_transfer_beyond_ones_area_waits_for_the_office_there(person, budi, citra):
    from bubuhan.volunteers import verifying

    old = add(budi, person)
    today = clock.today()
    new = moving.transfer(actor=budi, membership_id=old.id, to_area=TAPIN, on=today)
    assert (new.status, new.verify_state, new.verify_role) == ("draft", "submitted", "petugas")
    assert code(verifying.pass_on, actor=budi, membership_id=new.id) == "not_found"
    verifying.pass_on(actor=citra, membership_id=new.id)
    new.refresh_from_db()
    assert (new.status, new.verify_state) == ("active", "passed")


def test_a_confirmation_is_kept_and_an_older_one_is_not(person, budi):
    member = add(budi, person)
    now = clock.now()
    assert actions.confirm([member.id], actor=budi, how="daftar lurah", at=now) == 1
    assert actions.confirm([member.id], actor=budi.ref, how="HP", at=now - timedelta(days=9)) == 0
    member.refresh_from_db()
    assert (member.confirmed_at, member.confirmed_by) == (now, "Budi Santoso (daftar lurah)")
    assert journal.history("person", person.id)[0].name == "membership.confirmed"
