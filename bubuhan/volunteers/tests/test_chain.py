"""The way of a new member: kelurahan, kecamatan, Dinsos, and back with a note."""

import pytest

from bubuhan import journal
from bubuhan.accounts.policy import Role
from bubuhan.kernel.problems import Problem
from bubuhan.people.models import Person
from bubuhan.volunteers import chain, rules, verifying
from bubuhan.volunteers.chain import FULL, Step
from bubuhan.volunteers.models import Membership, RegistryRule, Verification

PELAMBUAN = "63.71.03.1003"
KOO, PET, PIM = Role.KOORDINATOR, Role.PETUGAS, Role.PIMPINAN


def code(call, *args, **kwargs):
    with pytest.raises(Problem) as refused:
        call(*args, **kwargs)
    return refused.value.code


@pytest.mark.parametrize(
    ("role", "level", "place"),
    [(KOO, 13, 2), (KOO, 8, 3), (KOO, 5, 3), (PET, 5, 3), (Role.RELAWAN, 13, 1)],
)
def test_a_proposal_begins_above_its_own_desk_and_never_ends_there(role, level, place):
    assert chain.first_place(FULL, role, level) == place


@pytest.mark.parametrize(
    ("actor", "desk", "may"),
    [
        ((KOO, 13), (KOO, 13), True),
        ((KOO, 8), (KOO, 13), True),
        ((KOO, 13), (KOO, 8), False),
        ((PET, 5), (KOO, 13), True),
        ((KOO, 5), (PET, 5), False),
        ((PIM, 5), (PET, 5), True),
        ((Role.PENGELOLA, 2), (KOO, 13), False),
    ],
)
def test_who_may_act_at_a_desk(actor, desk, may):
    assert chain.sits_at(*actor, *desk) is may


def test_a_chain_goes_upwards():
    assert chain.faults(FULL) == ""
    assert "tidak lebih tinggi" in chain.faults([FULL[1], FULL[0]])
    assert "nama, peran" in chain.faults([Step(" ", "petugas", 5)])
    assert "paling banyak" in chain.faults([FULL[2]] * 7)


@pytest.fixture
def person(db):
    return Person.objects.create(name="Contoh", name_key="contoh", area_code=PELAMBUAN)


@pytest.fixture
def lurah(make_user):
    return make_user("lurah", "Lurah Pelambuan", KOO, PELAMBUAN).actor()


def propose(actor, person, **values):
    given = {"pillar": "PSM", "area_code": PELAMBUAN, **values}
    return verifying.propose(actor=actor, person=person, values=given, note="usulan RT 4")


def where(member):
    found = Membership.objects.get(id=member.id)
    return found.status, found.verify_state, found.verify_step


def test_the_whole_way_and_back(person, lurah, dewi, budi):
    member = propose(lurah, person)
    assert where(member) == ("draft", "submitted", 2)
    assert code(verifying.pass_on, actor=lurah, membership_id=member.id) == "forbidden"
    verifying.pass_on(actor=dewi, membership_id=member.id)
    assert where(member) == ("draft", "submitted", 3)
    assert code(verifying.send_back, actor=budi, membership_id=member.id, note="") == "note_missing"
    verifying.send_back(actor=budi, membership_id=member.id, note="KTP belum ada")
    assert where(member) == ("draft", "returned", 2)
    verifying.send_back(actor=dewi, membership_id=member.id, note="Mohon KTP")
    verifying.send_back(actor=lurah, membership_id=member.id, note="Diteruskan ke RT")
    assert where(member) == ("draft", "returned", 0)
    for actor in (lurah, lurah, dewi, budi):
        verifying.pass_on(actor=actor, membership_id=member.id)
    assert where(member) == ("active", "passed", 3)
    said = (
        Verification.objects.filter(membership=member)
        .order_by("id")
        .values_list("decision", flat=True)
    )
    assert list(said) == ["submitted", "passed", "returned", "returned", "returned", "passed", "passed",
                          "passed", "admitted"]  # fmt: skip
    assert journal.history("person", person.id)[0].name == "membership.added"
    assert code(verifying.pass_on, actor=budi, membership_id=member.id) == "verify_state"


def test_a_coordinator_of_the_kecamatan_goes_straight_to_dinsos(person, dewi, budi, citra):
    member = propose(dewi, person)
    assert where(member)[2] == 3
    assert code(verifying.pass_on, actor=citra, membership_id=member.id) == "not_found"
    verifying.refuse(actor=budi, membership_id=member.id, note="Bukan warga sini")
    assert where(member) == ("draft", "refused", 3)


def test_no_chain_means_at_once_and_running_ones_keep_theirs(person, dewi, farida):
    waiting = propose(dewi, person)
    rules.set_rule(
        actor=farida, area_code="63.71", steps=[], identity="second", reason="SK 12/2026"
    )
    other = Person.objects.create(name="Lain", name_key="lain", area_code=PELAMBUAN)
    assert where(propose(dewi, other)) == ("active", "", 0)
    assert len(Membership.objects.get(id=waiting.id).details["chain"]) == 3


def test_the_proposer_never_has_the_last_word(person, dewi, farida):
    only = [Step("Kecamatan", KOO, 8)]
    rules.set_rule(
        actor=farida, area_code="63.71", steps=only, identity="second", reason="percobaan"
    )
    member = propose(dewi, person)
    assert code(verifying.pass_on, actor=dewi, membership_id=member.id) == "own_change"
    verifying.pass_on(actor=farida, membership_id=member.id)
    assert where(member)[0] == "active"


def test_nobody_is_proposed_twice_and_two_officers_see_each_other(person, dewi, budi):
    member = propose(dewi, person)
    assert code(propose, dewi, person) == "membership_overlap"
    rev = Membership.objects.get(id=member.id).rev
    verifying.amend(actor=budi, membership_id=member.id, values={"position": "Anggota"}, rev=rev)
    assert code(verifying.pass_on, actor=budi, membership_id=member.id, rev=rev) == "conflict"


def test_rules_keep_their_history_and_need_a_reason(farida, budi, citra):
    assert code(
        rules.set_rule, actor=farida, area_code="63.71", steps=[], identity="second", reason=""
    ) == ("reason_missing")
    assert code(
        rules.set_rule, actor=budi, area_code="63.71", steps=[], identity="second", reason="x"
    ) == ("forbidden")
    assert code(
        rules.set_rule, actor=farida, area_code="63.05", steps=[], identity="second", reason="x"
    ) == ("forbidden")
    for reason in ("pertama", "kedua"):
        rules.set_rule(actor=farida, area_code="63.71", steps=FULL, identity="head", reason=reason)
    assert RegistryRule.objects.filter(area_code="63.71").count() == 2
    assert rules.rule_for(PELAMBUAN).reason == "kedua"
    assert rules.rule_for("63.05.01").area_code == ""
    assert rules.load_rules() == 0
