"""Numbers, issue, revoke: what an office does with cards, and what a stranger can check."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from bubuhan.cards import actions, numbering, payload, queries
from bubuhan.cards.documents import cards as card_documents
from bubuhan.cards.models import Card
from bubuhan.kernel import clock, signing
from bubuhan.kernel.problems import Problem
from bubuhan.volunteers.actions import end_membership
from bubuhan.volunteers.models import Membership

PELAMBUAN = "63.71.03.1003"
SAMPLE = Path(__file__).parent / "sample.json"


@pytest.fixture
def member(make_member) -> Membership:
    person = make_member("Hamdan Yusri", PELAMBUAN, "PSM")
    return Membership.objects.get(person=person)


def issue_one(actor, member, **more) -> Card:
    (card,) = actions.issue(actor=actor, membership_ids=[member.id], **more).cards
    return card


@pytest.mark.django_db
def test_a_card_is_numbered_signed_and_can_be_read_offline(budi, member) -> None:
    card = issue_one(budi, member)
    assert card.number == "PSM-6371-0001"
    assert Membership.objects.get(id=member.id).member_no == card.number
    fields, signature = payload.read("https://psm.example/cek/#" + queries.text_of(card))
    assert (fields.name, fields.pillar, fields.number) == ("Hamdan Yusri", "PSM", card.number)
    assert fields.area == "Kel. Pelambuan, Banjarmasin Barat"
    assert signing.verify(payload.PURPOSE, payload.message(fields), fields.key_id, signature)
    assert queries.by_token(fields.token)[0] == queries.CardState.VALID
    assert queries.by_token("0" * 12)[0] == queries.CardState.UNKNOWN


@pytest.mark.django_db
def test_numbers_are_given_once_and_never_again(budi, member, make_member) -> None:
    first = issue_one(budi, member)
    actions.revoke(actor=budi, card_id=first.id, reason="hilang")
    again = issue_one(budi, member)
    assert again.number == first.number
    assert again.token != first.token
    other = make_member("Norhayati", PELAMBUAN, "PSM")
    Membership.objects.filter(person=other).update(member_no="PSM-6371-0002")  # from elsewhere
    third = Membership.objects.get(person=make_member("Rusdi", PELAMBUAN, "PSM"))
    assert issue_one(budi, third).number == "PSM-6371-0003"
    Membership.objects.filter(id=third.id).delete()
    fourth = Membership.objects.get(person=make_member("Salasiah", PELAMBUAN, "PSM"))
    assert issue_one(budi, fourth).number == "PSM-6371-0004"


@pytest.mark.django_db
def test_each_member_stands_alone_in_a_bulk_issue(budi, member, make_member, citra) -> None:
    today = clock.today()
    doubtful = Membership.objects.get(person=make_member("Ragu", PELAMBUAN, "PSM"))
    Membership.objects.filter(id=doubtful.id).update(grade="ragu")
    short = Membership.objects.get(person=make_member("Sebentar", PELAMBUAN, "PSM"))
    Membership.objects.filter(id=short.id).update(ends_on=today + timedelta(days=30))
    issue_one(budi, member)
    done = actions.issue(actor=budi, membership_ids=[member.id, doubtful.id, short.id])
    assert sorted(p.code for p in done.refused) == ["card_doubtful", "card_in_force"]
    assert [c.valid_until for c in done.cards] == [today + timedelta(days=30)]
    with pytest.raises(Problem, match="not_found"):
        actions.issue(actor=citra, membership_ids=[member.id])
    for wrong in (today, today + timedelta(days=9 * 365)):
        with pytest.raises(Problem, match="card_term"):
            actions.issue(actor=budi, membership_ids=[short.id], valid_until=wrong)


@pytest.mark.django_db
def test_a_card_ends_with_the_hat(budi, member) -> None:
    from bubuhan.journal.models import Event

    card = issue_one(budi, member)
    end_membership(actor=budi, membership_id=member.id, ended_on=clock.today(), reason="lainnya")
    assert (
        queries.by_token(card.token)[0] == queries.CardState.ENDED
    )  # at once, before any reaction
    event = Event.objects.get(name="membership.ended")
    actions.membership_ended(event)
    actions.membership_ended(event)  # idempotent
    card.refresh_from_db()
    assert card.revoked_reason == "berakhir"
    assert Event.objects.filter(name="card.revoked").count() == 1


@pytest.mark.django_db
def test_what_a_revoked_and_an_old_card_say(budi, farida, member) -> None:
    card = issue_one(budi, member)
    Card.objects.filter(id=card.id).update(valid_until=date(2020, 1, 1))
    assert queries.by_token(card.token)[0] == queries.CardState.EXPIRED
    newer = issue_one(budi, member)
    assert Card.objects.get(id=card.id).revoked_reason == "diganti"
    with pytest.raises(Problem, match="revoke_reason_unknown"):
        actions.revoke(actor=farida, card_id=newer.id, reason="x")
    actions.revoke(actor=farida, card_id=newer.id, reason="salah", note="nama")
    assert queries.by_token(newer.token)[0] == queries.CardState.REVOKED
    with pytest.raises(Problem, match="card_revoked"):
        actions.revoke(actor=farida, card_id=newer.id, reason="salah")


@pytest.mark.django_db
def test_each_kabkota_sets_its_pattern(budi, member, make_member) -> None:
    actions.set_scheme(actor=budi, area="63.71", pattern="BJM/{pilar}/{tahun}.{urut}", digits=5)
    year = clock.now().year
    assert issue_one(budi, member).number == f"BJM/PSM/{year}.00001"
    actions.set_scheme(actor=budi, area="63.71", pattern=numbering.DEFAULT, digits=4)
    tksk = Membership.objects.get(person=make_member("Dua", "63.71.03", "TKSK"))
    assert issue_one(budi, tksk).number == "TKSK-6371-0001"
    with pytest.raises(Problem, match="forbidden"):
        actions.set_scheme(actor=budi, area="63.05", pattern=numbering.DEFAULT, digits=4)


@pytest.mark.parametrize(
    ("pattern", "digits", "why"),
    [
        ("{pilar}-{kode}-{urut}", 4, ""),
        ("PSM.{urut}", 3, ""),
        ("{pilar}-{kode}", 4, "tepat satu"),
        ("{urut}{urut}", 4, "tepat satu"),
        ("{nama}-{urut}", 4, "tidak dikenal"),
        ("psm-{urut}", 4, "huruf besar"),
        ("{urut}", 2, "3 sampai 8"),
        ("PEKERJA/SOSIAL/{pilar}/{kode}/{urut}", 8, "lebih dari 40"),
    ],
)
def test_patterns(pattern, digits, why) -> None:
    assert why in numbering.trouble(pattern, digits)
    assert bool(why) == bool(numbering.trouble(pattern, digits))


@pytest.mark.django_db
def test_the_phone_gets_its_owners_card_and_nobody_elses(ani, budi, users) -> None:
    member = Membership.objects.get(person_id=ani.person_id)
    card = issue_one(budi, member)
    (doc,) = card_documents(ani, [str(ani.person_id)]).values()
    (shown,) = doc.body["cards"]
    assert shown["number"] == card.number
    assert shown["state"] == "berlaku"
    assert len(shown["qr"]) == len(shown["qr"][0]) >= 21
    assert card_documents(budi, [str(ani.person_id)]) == {}
    actions.revoke(actor=budi, card_id=card.id, reason="hilang")
    (after,) = card_documents(ani, [str(ani.person_id)]).values()
    assert after.body["cards"] == []
    assert after.rev > doc.rev


@pytest.mark.parametrize(
    "text", ["", "BBH1", "BBH1.a.b", "BBH2.YQ.YQ", "BBH1.YQ.YQ", "https://x/#"]
)
def test_what_is_no_card_is_refused(text) -> None:
    with pytest.raises(payload.PayloadError):
        payload.read(text)


def test_the_sample_that_the_browsers_reader_must_read_too(settings) -> None:
    """tests/sample.json is also read by the JavaScript test: both sides agree on the form."""
    settings.BUBUHAN_SIGN_KEYS = [signing.new_key(bytes(range(32)), date(2026, 1, 1))]
    fields = payload.Fields(
        "Hj. Siti Nor’aini, S.Sos", "PSM", "Kel. Pelambuan, Banjarmasin Barat", "PSM-6371-0001",
        "2028-11-21", signing.current(), "0123456789ab",
    )  # fmt: skip
    made = signing.sign(payload.PURPOSE, payload.message(fields))
    sample = json.loads(SAMPLE.read_text("utf-8"))
    assert payload.code(fields, made.raw) == sample["code"]
    assert signing.public_keys()[-1].text == sample["key"]
