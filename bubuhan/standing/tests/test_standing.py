"""Answers, grades and double roles over a real database."""

from datetime import timedelta

import pytest

from bubuhan import journal
from bubuhan.journal.models import Event, Feed
from bubuhan.kernel import clock
from bubuhan.kernel.documents import registry as documents
from bubuhan.people.models import DuplicateProposal, Person
from bubuhan.standing import actions, deciding, doubles, facts, load, raising, rules
from bubuhan.standing.actions import AnswerValues
from bubuhan.standing.deciding import Decision
from bubuhan.standing.models import (
    CriterionAnswer,
    DoubleDecision,
    DoubleFinding,
    DoubleRule,
    Occupation,
)
from bubuhan.standing.tests.doors import refused, send
from bubuhan.volunteers.actions import (
    MembershipValues,
    add_membership,
    confirm,
    end_membership,
)
from bubuhan.volunteers.models import Membership

pytestmark = pytest.mark.django_db
PELAMBUAN, KECAMATAN, TAPIN = "63.71.03.1003", "63.71.03", "63.05.01.2001"
ALL_SEVEN = ("wni", "komitmen", "ktp_domisili", "usia_18", "baca_tulis", "kelakuan_baik", "bimtek_dasar")  # fmt: skip


def say(
    actor, person: Person, criterion: str, answer: str = "pernyataan", **more
) -> CriterionAnswer:
    values = AnswerValues(criterion, answer, **more)
    return actions.answer(actor=actor, person=person, values=values)


@pytest.fixture
def member(make_member):
    """A PSM of Pelambuan with everything in order but his criteria."""
    person = make_member("Hamdan Yusri", PELAMBUAN, "PSM")
    person.set_nik("6371031705800000")
    person.birth_date, person.birth_precision, person.sex = "1980-05-17", "day", "L"
    person.phone = "+6289900000001"
    person.save()
    found = person.memberships.get()
    found.decree_no, found.confirmed_at = "400.9/1", clock.now()
    found.save()
    found.refresh_from_db()
    return found


def regraded(member: Membership) -> Membership:
    actions.regrade([member.id])
    member.refresh_from_db()
    return member


def add_hat(actor, person: Person, pillar: str, area: str = KECAMATAN, **more) -> Membership:
    values = MembershipValues(pillar=pillar, area_code=area, **more)
    made = add_membership(actor=actor, person=person, values=values)
    made = getattr(made, "membership", made)
    journal.drain()
    return made


# -- criteria and grade ---------------------------------------------------------------------------


def test_the_way_to_sah(member, budi) -> None:
    assert regraded(member).grade == "perbaiki"
    assert [r["code"] for r in member.grade_reasons] == ["kriteria_kurang"]
    for code in ("wni", "komitmen", "baca_tulis", "kelakuan_baik"):
        say(budi, member.person, code)
    member.refresh_from_db()
    assert member.grade_reasons == [
        {"code": "kriteria_calon", "text": "Calon PSM (belum Bimtek dasar)", "blocks": "perbaiki"}
    ]
    say(budi, member.person, "bimtek_dasar", "bukti", note="sertifikat nomor 12, dilihat asli")
    member.refresh_from_db()
    assert (member.grade, member.grade_reasons) == ("sah", [])
    assert member.graded_at


def test_answers_are_appended_and_told(member, budi) -> None:
    row = say(budi, member.person, "wni")
    say(budi, member.person, "wni", "belum")
    assert CriterionAnswer.objects.filter(criterion="wni").count() == 2
    with pytest.raises(TypeError):
        row.save()
    with pytest.raises(TypeError):
        row.delete()
    told = Event.objects.filter(name="criterion.answered", subject_id=str(member.person_id))
    assert told.count() == 2
    member.refresh_from_db()
    assert member.grade == "ragu"


def test_who_may_answer_what(member, budi, citra, dewi, farida, ani) -> None:
    person = member.person
    assert refused(lambda: say(citra, person, "wni")) == "forbidden"
    assert refused(lambda: say(farida, person, "wni")) == "forbidden"
    assert refused(lambda: say(ani, person, "wni")) == "forbidden"
    say(dewi, person, "wni")
    assert refused(lambda: say(dewi, person, "wni", "bukti", note="KTP dilihat")) == "forbidden"
    assert refused(lambda: say(budi, person, "wni", "bukti")) == "evidence_missing"
    assert refused(lambda: say(budi, person, "terbang")) == "criterion_unknown"
    assert refused(lambda: say(budi, person, "wni", "ya")) == "field_invalid"
    past = facts.today() - timedelta(days=1)
    assert refused(lambda: say(budi, person, "wni", expires_on=past)) == "field_invalid"


def test_an_answer_for_one_membership_is_not_for_the_other(member, budi) -> None:
    add_hat(budi, member.person, "PSM", "63.71.01.1002")
    say(budi, member.person, "ktp_domisili", "bukti", note="KTP dilihat", membership_id=member.id)
    members = Membership.objects.filter(person=member.person).select_related("person")
    found = {
        one.member.area_code: one.verdict.reasons[2].answer for one in facts.load(list(members))
    }
    assert found == {PELAMBUAN: "bukti", "63.71.01.1002": "tidak_diketahui"}


def test_an_open_duplicate_makes_doubt_and_the_other_rule_set_is_at_hand(
    member, make_member
) -> None:
    twin = make_member("Hamdan Yusrie", PELAMBUAN, "TAGANA")
    a, b = sorted((member.person_id, twin.id))
    now = clock.now()
    DuplicateProposal.objects.create(a_id=a, b_id=b, at=now, changed_at=now)
    assert "ganda" in [r["code"] for r in regraded(member).grade_reasons]
    assert member.grade == "ragu"
    sets = rules.book().all_of("PSM")
    assert [len(one.rules) for one in sets] == [7, 8]


def test_a_group_shares_its_answers(member, budi, make_member) -> None:
    other = make_member("Hamdan Yusri", TAPIN, "PSM")
    say(budi, member.person, "wni", "bukti", note="KTP")
    Person.objects.filter(id=other.id).update(same_as=member.person)
    (one,) = facts.load([other.memberships.select_related("person").get()])
    assert one.verdict.reasons[0].answer == "bukti"


def test_many_are_graded_in_few_queries(make_member, django_assert_max_num_queries) -> None:
    for n in range(30):
        make_member(f"Orang {n}", PELAMBUAN, "PSM")
    ids = list(Membership.objects.values_list("id", flat=True))
    actions.regrade(ids)
    with django_assert_max_num_queries(22):
        actions.regrade(ids)
    assert not Membership.objects.filter(grade="").exists()


def test_unchanged_grades_are_not_written_again(member) -> None:
    first = regraded(member).graded_at
    assert actions.regrade([member.id]) == 0
    member.refresh_from_db()
    assert member.graded_at == first


def test_ended_memberships_have_no_grade(member, budi) -> None:
    regraded(member)
    end_membership(actor=budi, membership_id=member.id, ended_on=facts.today(), reason="pindah")
    journal.drain()
    member.refresh_from_db()
    assert (member.grade, member.grade_reasons) == ("", [])


def test_a_confirmation_is_seen_by_the_grade(member, budi) -> None:
    Membership.objects.filter(id=member.id).update(confirmed_at=None)
    assert "konfirmasi_belum" in [r["code"] for r in regraded(member).grade_reasons]
    confirm([member.id], actor=budi, how="HP", at=clock.now())
    journal.drain()
    member.refresh_from_db()
    assert "konfirmasi_belum" not in [r["code"] for r in member.grade_reasons]


# -- the phone ------------------------------------------------------------------------------------


def test_the_owner_states_on_the_phone(ani, budi) -> None:
    member = Membership.objects.select_related("person").get(person_id=ani.person_id)
    sha = "ab" * 32
    body = {"membership_id": str(member.id), "criterion": "bimtek_dasar", "file": {"sha256": sha}}
    send(ani, "criterion.state", body)
    row = CriterionAnswer.objects.get()
    assert (row.answer, row.sha256, row.origin, row.membership_id) == ("pernyataan", sha, "phone", None)  # fmt: skip
    (doc,) = documents["standing"](ani, [str(member.id)]).values()
    training = doc.body["criteria"][-1]
    assert training["answer"] == "pernyataan"
    assert training["why"] == "berkasnya menunggu diperiksa petugas"
    assert doc.body["verdict"] == "terdata"
    assert Feed.objects.filter(space=f"mine:{ani.person_id}", kind="standing", doc_id=str(member.id)).exists()  # fmt: skip


def test_the_phone_says_what_is_missing_in_one_sentence(ani, budi) -> None:
    member = Membership.objects.select_related("person").get(person_id=ani.person_id)
    for code in ALL_SEVEN[:-1]:
        say(budi, member.person, code)
    (doc,) = documents["standing"](ani, [str(member.id)]).values()
    assert doc.body["headline"] == "Kurang satu: unggah sertifikat Bimtek dasar."
    assert doc.body["verdict_label"] == "calon PSM (belum Bimtek dasar)"
    assert doc.body["missing"] == ["unggah sertifikat Bimtek dasar"]


def test_a_phone_speaks_of_its_owner_only(ani, member) -> None:
    body = {"membership_id": str(member.id), "criterion": "wni"}
    assert refused(lambda: send(ani, "criterion.state", body)) == "forbidden"
    assert documents["standing"](ani, [str(member.id), "x"]) == {}


# -- double roles ---------------------------------------------------------------------------------


def the_finding() -> DoubleFinding:
    return DoubleFinding.objects.get()


def test_a_second_hat_raises_a_finding_once(member, budi) -> None:
    add_hat(budi, member.person, "TKSK")
    found = the_finding()
    assert (found.first, found.second, found.verdict, found.state) == ("PSM", "TKSK", "jalur", "open")  # fmt: skip
    assert (found.area_code, found.area_other) == (PELAMBUAN, KECAMATAN)
    assert Event.objects.filter(name="double.found").count() == 1
    actions.refresh([member.person_id])
    assert Event.objects.filter(name="double.found").count() == 1
    member.refresh_from_db()
    assert "Rangkap tugas perlu ditelaah: PSM dan TKSK" in [r["text"] for r in member.grade_reasons]
    assert list(doubles.all_findings()) == [(member.person_id, ["PSM", "TKSK"], "jalur")]


def test_plain_membership_of_karang_taruna_is_no_finding(member, budi) -> None:
    add_hat(budi, member.person, "KARANG_TARUNA", PELAMBUAN)
    assert not DoubleFinding.objects.exists()
    other = add_hat(budi, member.person, "KARANG_TARUNA", "63.71.03.1002", position="Ketua")
    found = the_finding()
    assert (found.second, found.verdict, found.state) == ("PSM", "dicatat", "noted")
    end_membership(actor=budi, membership_id=other.id, ended_on=facts.today(), reason="pindah")
    journal.drain()
    assert the_finding().state == "closed"


def test_two_rows_of_one_human_are_one_person(member, budi, make_member) -> None:
    other = make_member("H. Hamdan Yusri", KECAMATAN, "TKSK")
    actions.refresh([member.person_id, other.id])
    assert not DoubleFinding.objects.exists()
    Person.objects.filter(id=other.id).update(same_as=member.person)
    actions.refresh([other.id])
    assert the_finding().person_id == member.person_id
    assert doubles.findings_for([other.id])[other.id] == [the_finding()]
    Person.objects.filter(id=other.id).update(same_as=None)
    actions.refresh([other.id, member.person_id])
    assert the_finding().state == "closed"


def test_work_outside_counts_and_its_end_closes(member, budi) -> None:
    row = actions.add_occupation(actor=budi, person=member.person, code="PENDAMPING_PKH", detail="", source="pernyataan sendiri", started_on=None)  # fmt: skip
    found = the_finding()
    assert (found.verdict, found.occupation_id) == ("dilarang_kecuali_izin", row.id)

    def again():
        return actions.add_occupation(
            actor=budi,
            person=member.person,
            code="PENDAMPING_PKH",
            detail="",
            source="x",
            started_on=None,
        )

    assert refused(again) == "occupation_known"
    actions.end_occupation(actor=budi, occupation_id=row.id)
    assert the_finding().state == "closed"
    assert not Occupation.objects.filter(ended_on=None).exists()


@pytest.fixture
def finding(member, budi) -> DoubleFinding:
    add_hat(budi, member.person, "TKSK")
    return the_finding()


def test_allow_until_and_open_again_when_it_ends(finding, budi, member) -> None:
    until = facts.today() + timedelta(days=30)
    values = Decision("izinkan", "Disetujui kepala dinas.", letter_no="800/12", valid_until=until)
    found = deciding.decide(actor=budi, finding_id=finding.id, values=values)
    assert (found.state, found.valid_until) == ("decided", until)
    member.refresh_from_db()
    assert "rangkap_telaah" not in [r["code"] for r in member.grade_reasons]
    actions.refresh([member.person_id])
    assert the_finding().state == "decided"
    actions.nightly(clock.now() + timedelta(days=29))
    assert the_finding().state == "decided"
    actions.nightly(clock.now() + timedelta(days=32))
    found = the_finding()
    assert (found.state, found.why) == ("open", f"izin berakhir {until:%d-%m-%Y}")
    member.refresh_from_db()
    assert "rangkap_telaah" in [r["code"] for r in member.grade_reasons]


def test_choosing_one_role_ends_the_other(finding, budi, member) -> None:
    values = Decision("pilih", "Diangkat menjadi TKSK.", end_role="PSM")
    found = deciding.decide(actor=budi, finding_id=finding.id, values=values)
    member.refresh_from_db()
    assert (found.state, member.status, member.end_reason) == ("closed", "ended", "beralih_pilar")
    assert DoubleDecision.objects.get().ended_role == "PSM"
    journal.drain()


def test_referring_keeps_it_open_for_the_grade(finding, budi, member) -> None:
    values = Decision("rujuk", "Perlu arahan.", referred_to="Dinsos Provinsi")
    assert deciding.decide(actor=budi, finding_id=finding.id, values=values).state == "referred"
    member.refresh_from_db()
    assert "rangkap_telaah" in [r["code"] for r in member.grade_reasons]


@pytest.mark.parametrize(
    ("verdict", "values", "code"),
    [
        ("jalur", Decision("izinkan", " "), "field_missing"),
        ("jalur", Decision("boleh", "ya"), "field_invalid"),
        ("jalur", Decision("rujuk", "ya"), "field_missing"),
        ("jalur", Decision("pilih", "ya", end_role="TAGANA"), "field_missing"),
        ("dilarang", Decision("izinkan", "ya", letter_no="1"), "double_forbidden"),
        ("dilarang", Decision("catat", "ya"), "double_forbidden"),
        ("dilarang_kecuali_izin", Decision("izinkan", "ya"), "letter_missing"),
        ("dilarang_kecuali_izin", Decision("catat", "ya"), "double_forbidden"),
    ],
)
def test_what_cannot_be_decided(finding, budi, verdict, values, code) -> None:
    DoubleFinding.objects.update(verdict=verdict)
    call = lambda: deciding.decide(actor=budi, finding_id=finding.id, values=values)  # noqa: E731
    assert refused(call) == code
    assert not DoubleDecision.objects.exists()


def test_who_may_decide_and_never_over_a_change(finding, citra, dewi, farida) -> None:
    values = Decision("catat", "Sudah biasa di sini.")
    decide = lambda actor, seen="": deciding.decide(actor=actor, finding_id=finding.id, values=values, seen=seen)  # noqa: E731  # fmt: skip
    assert refused(lambda: decide(citra)) == "not_found"
    assert refused(lambda: decide(dewi)) == "forbidden"
    seen = deciding.stamp(the_finding())
    assert decide(farida, seen).state == "noted"
    assert refused(lambda: decide(farida, seen)) == "conflict"


def test_a_changed_rule_opens_what_was_settled(finding, budi, farida) -> None:
    deciding.decide(actor=budi, finding_id=finding.id, values=Decision("catat", "Biasa."))
    rules.set_double_rule(actor=farida, area_code="63.71", first="TKSK", second="PSM", verdict="perlu_keputusan", reason="edaran kota")  # fmt: skip
    actions.nightly(clock.now())
    found = the_finding()
    assert (found.state, found.verdict) == ("open", "perlu_keputusan")
    assert refused(lambda: rules.set_double_rule(actor=farida, area_code="", first="TKSK", second="PSM", verdict="wajar", reason="x")) == "forbidden"  # fmt: skip


def test_decisions_and_rows_that_hold_a_person(finding, budi) -> None:
    from bubuhan.standing import evidence

    assert evidence.persons_in_use([finding.person_id]) == set()
    deciding.decide(actor=budi, finding_id=finding.id, values=Decision("catat", "Biasa."))
    assert evidence.persons_in_use([finding.person_id]) == {finding.person_id}


def test_many_people_take_few_queries(make_member, django_assert_max_num_queries) -> None:
    people = [make_member(f"Orang {n}", PELAMBUAN, "PSM") for n in range(25)]
    for one in people:
        Membership.objects.create(person=one, pillar="TKSK", area_code=KECAMATAN)
    with django_assert_max_num_queries(40):
        actions.refresh([p.id for p in people])
    assert DoubleFinding.objects.count() == 25
    assert set(raising.many_hats()) == {p.id for p in people}


# -- rules ----------------------------------------------------------------------------------------


def test_the_seeds_come_once_and_never_accuse_psm() -> None:
    assert load.load_rules() == 0
    for row in DoubleRule.objects.filter(valid_to=None):
        assert "10/2019" not in row.basis, "no text was found in which it forbids a double role"
        if row.certainty != "V":
            assert row.example


def test_an_office_makes_its_own_set_and_lets_it_count(member, farida, gazali) -> None:
    made = rules.add_ruleset(actor=farida, pillar="PSM", area_code="63.71", name="Perwali contoh", copy_of="permensos-10-2019", reason="Perwali")  # fmt: skip
    values = rules.CriterionValues("bimtek_dasar", "Bimtek dasar atau lanjutan", training=True)
    rules.set_criterion(actor=farida, ruleset=made.code, values=values, reason="Perwali Pasal 3")
    rules.choose_ruleset(actor=farida, area_code="63.71", ruleset=made.code, valid_from=facts.today(), reason="Perwali")  # fmt: skip
    (one,) = facts.load([Membership.objects.select_related("person").get(id=member.id)])
    assert one.rules is not None
    assert one.rules.code == made.code
    assert made.criteria.filter(code="bimtek_dasar").count() == 2
    national = lambda: rules.set_criterion(actor=farida, ruleset="permensos-10-2019", values=values, reason="x")  # noqa: E731  # fmt: skip
    assert refused(national) == "forbidden"
