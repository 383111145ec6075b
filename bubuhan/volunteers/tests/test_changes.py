"""Wishes to change the registry: from the phone and the office, decided field by field by another."""

import json
from datetime import date

import pytest

from bubuhan import journal
from bubuhan.accounts.policy import Role
from bubuhan.journal.models import Feed
from bubuhan.kernel import clock, commands, documents
from bubuhan.kernel.commands import CommandContext
from bubuhan.kernel.ids import uuid7
from bubuhan.kernel.problems import Problem
from bubuhan.people.models import Person, PersonFact
from bubuhan.volunteers import changes, rules
from bubuhan.volunteers.models import ChangeRequest, Membership

pytestmark = pytest.mark.django_db
PELAMBUAN, TELAGA_BIRU = "63.71.03.1003", "63.71.03.1002"


def send(actor, body):
    kind = commands.registry["person.request_change"]
    context = CommandContext(
        actor=actor, command_id=uuid7(), made_at=clock.now(), received_at=clock.now()
    )
    kind.handle(context, kind.schema.model_validate(body))
    return ChangeRequest.objects.get(id=context.command_id)


def code(call, *args, **kwargs):
    with pytest.raises(Problem) as refused:
        call(*args, **kwargs)
    return refused.value.code


def me(ani):
    return Person.objects.get(id=ani.person_id)


@pytest.fixture
def second(make_user):
    """Another officer of the same office."""
    return make_user("rusdi", "Rusdi Effendi", Role.PETUGAS, "63.71").actor()


def test_a_new_number_from_the_phone_is_approved_with_source_and_history(ani, budi):
    asked = send(
        ani, {"changes": {"phone": "0899 0000 0077 / 0899 0000 0078"}, "note": "HP hilang"}
    )
    assert (asked.kind, asked.phone_only, asked.state, asked.area_code) == (
        "contact", True, "waiting", PELAMBUAN,
    )  # fmt: skip
    changes.approve(actor=budi, request_id=asked.id, rev=1)
    person = me(ani)
    assert (person.phone, person.phone_other) == ("+6289900000077", "+6289900000078")
    fact = PersonFact.objects.get(person=person, field="phone")
    assert (fact.origin, fact.by) == ("phone", "Budi Santoso")
    assert fact.note == "Permohonan Ani Rahmawati. HP hilang"
    names = [e.name for e in journal.history("person", person.id)]
    assert names == ["change.approved", "person.edited", "change.requested"]
    assert Feed.objects.filter(space=f"mine:{person.id}", kind="changes").exists()
    assert code(changes.approve, actor=budi, request_id=asked.id) == "change_state"


@pytest.mark.parametrize(
    ("body", "expected", "field"),
    [
        ({"phone": "12"}, "phone_invalid", "changes.phone"),
        ({"nik": "637"}, "nik_length", "changes.nik"),
        ({"area_code": "63.99.01.1001"}, "area_unknown", "changes.area_code"),
        ({"birth_date": "2031-01-01"}, "date_ahead", "changes.birth_date"),
        ({"name": "X"}, "name_missing", "changes.name"),
        ({"name": "Ani Rahmawati"}, "change_empty", "changes"),
    ],
)
def test_a_wrong_wish_is_refused_at_its_field(ani, body, expected, field):
    with pytest.raises(Problem) as refused:
        send(ani, {"changes": body})
    assert (refused.value.code, refused.value.field) == (expected, field)


def test_a_later_wish_takes_the_place_of_ones_own_earlier_one(ani, budi):
    first = send(ani, {"changes": {"phone": "0899 0000 0077"}})
    other = send(ani, {"changes": {"address": "Jl. Baru"}})
    send(ani, {"changes": {"phone": "0899 0000 0079"}})
    first.refresh_from_db()
    other.refresh_from_db()
    assert (first.state, other.state) == ("withdrawn", "waiting")


def test_some_fields_are_taken_and_the_rest_is_told(ani, budi):
    asked = send(ani, {"changes": {"phone": "0899 0000 0077", "address": "Jl. Baru"}})
    changes.approve(actor=budi, request_id=asked.id, only=["phone"], note="Alamat belum jelas")
    assert me(ani).address == ""
    assert {i.field: i.applied for i in asked.items.all()} == {"phone": True, "address": False}
    document = documents.registry["changes"](ani, [str(ani.person_id)])[str(ani.person_id)]
    shown = document.body["requests"][0]
    assert (shown["state_label"], shown["decision_note"]) == ("Disetujui", "Alamat belum jelas")
    assert code(changes.approve, actor=budi, request_id=send(ani, {"changes": {"address": "X 1"}}).id,
                only=[]) == "change_empty"  # fmt: skip


def test_returning_and_refusing_need_words_that_the_phone_gets(ani, budi):
    asked = send(ani, {"changes": {"address": "Jl. Baru"}})
    assert code(changes.send_back, actor=budi, request_id=asked.id, note=" ") == "note_missing"
    changes.send_back(actor=budi, request_id=asked.id, note="Tulis nomor rumah")
    profile = documents.registry["profile"](ani, [str(ani.person_id)])[str(ani.person_id)]
    assert profile.body["pending_changes"] == 1
    again = send(ani, {"changes": {"address": "Jl. Baru 7"}})
    changes.refuse(actor=budi, request_id=again.id, note="Bukan wilayah ini")
    body = documents.registry["changes"](ani, [str(ani.person_id)])[str(ani.person_id)].body
    assert [r["state"] for r in body["requests"]] == ["refused", "withdrawn"]
    assert documents.registry["changes"](budi, [str(ani.person_id)]) == {}


def test_an_identity_needs_two_people(ani, budi, second, farida, dewi):
    asked = changes.request_change(
        actor=budi,
        person_id=ani.person_id,
        changes={"name": "Ani Rachmawati", "nik": "6371034503700000"},
    )
    assert asked.kind == "identity"
    assert code(changes.approve, actor=budi, request_id=asked.id) == "own_change"
    assert code(changes.approve, actor=dewi, request_id=asked.id) == "forbidden"
    item = asked.items.get(field="nik")
    assert (item.new, item.nik) == ("6371 •••• •••• 0000", "6371034503700000")
    changes.approve(actor=second, request_id=asked.id)
    person = me(ani)
    assert (person.name, person.nik) == ("Ani Rachmawati", "6371034503700000")
    events = journal.history("person", person.id)
    assert "6371034503700000" not in json.dumps([e.data for e in events])


def test_an_office_may_want_its_head_to_decide(ani, budi, second, farida):
    rules.set_rule(
        actor=farida, area_code="63.71", steps=[], identity="head", reason="satu petugas"
    )
    asked = changes.request_change(actor=budi, person_id=ani.person_id, changes={"name": "Ani R"})
    assert code(changes.approve, actor=second, request_id=asked.id) == "head_decides"
    changes.approve(actor=farida, request_id=asked.id)
    assert me(ani).name == "Ani R"


def test_an_officer_may_finish_a_contact_he_wrote_down_but_not_his_own(ani, budi):
    from dataclasses import replace

    wish = {"person_id": ani.person_id, "changes": {"phone": "0899 0000 0011"}}
    asked = changes.request_change(actor=budi, **wish)
    himself = replace(budi, person_id=ani.person_id)
    assert code(changes.approve, actor=himself, request_id=asked.id) == "own_change"
    changes.approve(actor=budi, request_id=asked.id)


def test_even_a_head_never_decides_what_he_asked_or_what_is_his_own(ani, farida, make_user, budi):
    from dataclasses import replace

    asked = send(ani, {"changes": {"name": "Ani R"}})
    assert code(
        changes.approve, actor=replace(farida, person_id=ani.person_id), request_id=asked.id
    ) == ("own_change")


def test_one_human_with_two_rows_is_still_himself(ani, budi, second, make_member, make_user):
    """Two rows of one human, each with an account: neither decides for the other."""
    from dataclasses import replace

    other = make_member("Ani Rahmawati", PELAMBUAN, "TAGANA")
    Person.objects.filter(id=other.id).update(same_as=me(ani))
    asked = send(ani, {"changes": {"phone": "0899 0000 0011"}})
    himself = replace(second, person_id=other.id)
    assert code(changes.approve, actor=himself, request_id=asked.id) == "own_change"
    maker = make_user("rangkap", "Ani di kantor", Role.PETUGAS, "63.71")
    maker.person_id = other.id
    maker.save()
    about = make_member("Hasanah Rusdi", PELAMBUAN, "PSM")
    wish = changes.request_change(
        actor=maker.actor(), person_id=about.id, changes={"name": "Hasanah"}
    )
    checker = replace(second, person_id=ani.person_id)
    assert code(changes.approve, actor=checker, request_id=wish.id) == "own_change"
    changes.approve(actor=second, request_id=wish.id)


def test_a_value_that_changed_meanwhile_is_seen(ani, budi):
    asked = send(ani, {"changes": {"phone": "0899 0000 0077", "nik": "6371034503700000"}})
    person = me(ani)
    items = {i.field: i for i in asked.items.all()}
    assert [changes.stale(person, i) for i in items.values()] == [False, False]
    before = person.rev
    person.phone, person.rev = "+6289900000011", person.rev + 1
    person.save()
    assert changes.stale(me(ani), items["phone"])
    assert code(changes.approve, actor=budi, request_id=asked.id, person_rev=before) == "conflict"
    changes.approve(actor=budi, request_id=asked.id, person_rev=before + 1)
    assert me(ani).phone == "+6289900000077"


def test_a_move_of_duty_area_is_a_transfer(ani, budi):
    hat = Membership.objects.get(person_id=ani.person_id)
    asked = send(ani, {"membership_id": str(hat.id), "changes": {"area_code": TELAGA_BIRU}})
    assert (asked.kind, asked.items.get().field) == ("area", "duty_area")
    changes.approve(actor=budi, request_id=asked.id)
    assert [
        m.area_code for m in Membership.objects.filter(person_id=ani.person_id, status="active")
    ] == [TELAGA_BIRU]
    assert me(ani).area_code == PELAMBUAN
    not_mine = {"membership_id": str(uuid7()), "changes": {"area_code": TELAGA_BIRU}}
    with pytest.raises(Problem, match="not_found"):
        send(ani, not_mine)


def test_many_numbers_at_once_one_refusal_stops_no_other(ani, budi, make_member):
    asked = [
        changes.request_change(
            actor=budi.ref,
            person_id=make_member(f"Contoh {n}", PELAMBUAN, "PSM").id,
            changes={"phone": f"0899 0000 00{n}"},
        )
        for n in range(10, 14)
    ]
    name = send(ani, {"changes": {"name": "Ani R"}})
    found = changes.approve_many(actor=budi, request_ids=[*(a.id for a in asked), name.id])
    assert [r.problem.code if r.problem else "" for r in found].count("") == 4
    assert me(ani).name == "Ani Rahmawati"


def test_who_may_ask(ani, budi, citra, dewi, gazali):
    wish = {"person_id": ani.person_id, "changes": {"address": "Jl. Baru"}}
    assert changes.request_change(actor=dewi, **wish).made_by == "Dewi Noor Aisyah"
    for actor in (citra, gazali):
        assert code(changes.request_change, actor=actor, **wish) == "forbidden"
    other = {**wish, "person_id": dewi.person_id}
    assert code(changes.request_change, actor=ani, **other) == "forbidden"


def test_a_birth_date_may_become_only_a_year(ani, budi, second):
    asked = changes.request_change(
        actor=budi, person_id=ani.person_id, changes={"birth_date": "1965"}
    )
    changes.approve(actor=second, request_id=asked.id)
    person = me(ani)
    assert (person.birth_date, person.birth_precision) == (date(1965, 1, 1), "year")
