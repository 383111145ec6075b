"""Offers that lapse, go on to the next, and are still his who comes late; pillars that help."""

from datetime import datetime, timedelta

import pytest

from bubuhan import journal
from bubuhan.cases import actions, offers, queries
from bubuhan.cases.documents import case_documents
from bubuhan.cases.models import Assignment, CaseEntry
from bubuhan.cases.tests.doors import (
    PELAMBUAN,
    TELAGA_BIRU,
    entrust,
    fresh,
    open_case,
    refused,
    send,
)
from bubuhan.duty.hours import WITA
from bubuhan.duty.models import NightRule, TravelFactor
from bubuhan.duty.queries import offer_terms
from bubuhan.kernel import clock
from bubuhan.kernel.problems import Problem

pytestmark = pytest.mark.django_db
LATE = timedelta(days=4)


@pytest.fixture
def hamdan(make_member):
    return make_member("Hamdan Yusri", TELAGA_BIRU, "PSM")


@pytest.fixture
def case(ani):
    return open_case(ani)


def offer(budi, case, person_id, **over):
    actions.dispatch(actor=budi, case_id=case.id, person_id=person_id, **over)
    return Assignment.objects.filter(case=case, person_id=person_id).latest("offered_at")


def test_an_offer_says_until_when_and_lapses_once(ani, budi, case) -> None:
    task = offer(budi, case, ani.person_id, note="Antar makanan")
    minutes = offer_terms(case.area_code, fresh(case).band).minutes
    assert task.lapses_at >= task.offered_at + timedelta(minutes=minutes)
    body = case_documents(ani, [str(case.id)])[str(case.id)].body
    assert body["offer"]["lapses_at"] == task.lapses_at.isoformat()
    assert offers.lapse_due(task.lapses_at - timedelta(seconds=1)) == 0
    assert offers.lapse_due(task.lapses_at) == 1
    assert offers.lapse_due(task.lapses_at + LATE) == 0
    assert fresh(case).state == "waiting"
    task.refresh_from_db()
    assert (task.state, task.ended_at) == ("lapsed", task.lapses_at)
    assert [e.name for e in journal.history("case", str(case.id))].count("offer.lapsed") == 1
    lines = queries.detail(budi, case.id).entries
    assert (lines[-1].entry.kind, dict(lines[-1].notes)) == ("lapse", {"Dari": ani.name})
    assert case_documents(ani, [str(case.id)])[str(case.id)].body["offer"] is None


def test_what_wakes_nobody_begins_to_count_in_the_morning(ani, budi, case) -> None:
    row = fresh(case)
    NightRule.objects.filter(band=row.band).update(starts="20:00", ends="07:00")
    minutes = timedelta(minutes=offers.terms_of(row).minutes)
    night = datetime(2026, 3, 2, 23, 0, tzinfo=WITA)
    assert offers.lapse_moment(row, night) == datetime(2026, 3, 3, 7, 0, tzinfo=WITA) + minutes
    noon = datetime(2026, 3, 2, 12, 0, tzinfo=WITA)
    assert offers.lapse_moment(row, noon) == noon + minutes


def test_it_goes_on_to_the_next_when_asked(ani, budi, case, hamdan) -> None:
    task = offer(budi, case, ani.person_id, go_on=True)
    assert offers.lapse_due(task.lapses_at) == 1
    after = Assignment.objects.get(case=case, state="offered")
    assert (after.person_name, after.offered_by) == ("Hamdan Yusri", budi.name)
    assert fresh(case).state == "offered"
    line = CaseEntry.objects.filter(case=case, kind="dispatch").latest("id")
    assert f"atas permintaan {budi.name}" in line.text
    assert "bertugas di kecamatan yang sama" in line.text
    assert line.by_kind == "system"
    for _ in range(3):  # TKSK Dewi, then nobody is left who was not asked before
        open_one = Assignment.objects.filter(case=case, state="offered").first()
        if open_one and open_one.lapses_at:
            offers.lapse_due(open_one.lapses_at)
    assert fresh(case).state == "waiting"
    assert not Assignment.objects.filter(case=case).exclude(state="lapsed").exists()


def test_it_goes_on_after_a_refusal_too_and_stops_after_n(
    ani, budi, case, hamdan, make_member
) -> None:
    make_member("Ipah Norlaila", TELAGA_BIRU, "PSM")
    task = offer(budi, case, ani.person_id, go_on=True)
    wish = CaseEntry.objects.get(case=case, kind="dispatch")
    wish.data["go_on"]["left"] = 1
    wish.save()
    actions.decline(actor=ani, case_id=case.id, reason="sakit")
    second = Assignment.objects.get(case=case, state="offered")
    assert offers.wish_of(second) is None
    offers.lapse_due(second.lapses_at or clock.now())
    assert Assignment.objects.filter(case=case).count() == 2
    assert task.case_id == case.id


def test_without_the_wish_nobody_else_is_asked(ani, budi, case, hamdan) -> None:
    task = offer(budi, case, ani.person_id)
    offers.lapse_due(task.lapses_at)
    assert not Assignment.objects.filter(case=case, state="offered").exists()


def test_a_protected_case_never_goes_on_by_itself(ani, budi, hamdan) -> None:
    case = open_case(ani, need="kekerasan")
    entrust(case.id, budi)
    task = offer(budi, case, ani.person_id, go_on=True)
    assert offers.wish_of(task) is None
    offers.lapse_due(task.lapses_at)
    assert fresh(case).state == "waiting"


def test_who_accepts_too_late_still_gets_it_when_nobody_has_it(ani, budi, case, hamdan) -> None:
    task = offer(budi, case, ani.person_id, go_on=True)
    offers.lapse_due(task.lapses_at)
    _, told = send(ani, "case.accept", {"case_id": str(case.id)})
    assert told == {"kept_as": "late_accept"}
    assert fresh(case).state == "active"
    states = dict(Assignment.objects.filter(case=case).values_list("person_name", "state"))
    assert states == {ani.name: "accepted", "Hamdan Yusri": "withdrawn"}


def test_who_accepts_too_late_is_told_kindly_when_another_has_it(ani, budi, case, hamdan) -> None:
    task = offer(budi, case, ani.person_id, go_on=True)
    offers.lapse_due(task.lapses_at)
    second = Assignment.objects.get(case=case, state="offered")
    actions.accept(actor=budi, case_id=case.id, assignment_id=second.id)
    assert refused(lambda: actions.accept(actor=ani, case_id=case.id)) == "offer_lapsed"
    assert fresh(case).state == "active"


def test_another_pillar_helps_beside_the_responder(ani, budi, case, hamdan, make_member) -> None:
    tagana = make_member("Rusli Anwar", PELAMBUAN, "TAGANA")
    waiting = open_case(ani, subject={"name": "Rahmat", "sex": "L"})
    assert refused(lambda: offer(budi, waiting, tagana.id, part="support")) == "case_state"
    offer(budi, case, ani.person_id)
    actions.accept(actor=ani, case_id=case.id)
    help_task = offer(budi, case, tagana.id, part="support", note="Tenda untuk dua keluarga")
    assert fresh(case).state == "active"
    assert journal.history("case", str(case.id))[0].data["part"] == "support"
    actions.accept(actor=budi, case_id=case.id, assignment_id=help_task.id)
    page = queries.detail(budi, case.id)
    assert page.responder
    assert page.responder.person_id == ani.person_id
    assert [(t.person_name, t.note) for t in page.supporters] == [
        ("Rusli Anwar", "Tenda untuk dua keluarga")
    ]
    body = case_documents(ani, [str(case.id)])[str(case.id)].body
    assert (body["responder"]["name"], body["supporters"][0]["note"]) == (
        ani.name,
        "Tenda untuk dua keluarga",
    )
    row = next(r for r in queries.queue(budi, queries.CaseFilter()).rows if r.id == case.id)
    assert row.responder == ani.name
    offer(budi, case, hamdan.id)  # another takes the lead: the helper stays
    states = dict(Assignment.objects.filter(case=case).values_list("person_name", "state"))
    assert states == {ani.name: "withdrawn", "Rusli Anwar": "accepted", "Hamdan Yusri": "offered"}
    actions.decline(actor=budi, case_id=case.id, reason="sakit", assignment_id=help_task.id)
    assert fresh(case).state == "offered"


def test_a_helper_does_not_end_the_case(ani, budi, case, make_user, make_member) -> None:
    tagana = make_member("Rusli Anwar", PELAMBUAN, "TAGANA")
    user = make_user("rusli", "Rusli Anwar", "relawan", PELAMBUAN)
    user.person_id = tagana.id
    user.save()
    offer(budi, case, ani.person_id)
    actions.accept(actor=ani, case_id=case.id)
    offer(budi, case, tagana.id, part="support", note="Dapur umum")
    actions.accept(actor=user.actor(), case_id=case.id)
    body = {"case_id": str(case.id), "outcome": "terpenuhi", "summary": "Sudah dibantu."}
    _, told = send(user.actor(), "case.resolve", body)
    assert told == {"kept_as": "late_note"}
    assert fresh(case).state == "active"
    send(ani, "case.resolve", body)
    assert fresh(case).state == "resolved"
    assert set(Assignment.objects.filter(case=case).values_list("state", flat=True)) == {"done"}


def test_the_way_over_the_river_counts_and_is_said(ani, budi, case, hamdan, client_of) -> None:
    TravelFactor.objects.create(
        area_code=PELAMBUAN[:8], other_code=PELAMBUAN[:8], factor=4, by="Budi",
        reason="hanya lewat feri", valid_from=clock.now(),
    )  # fmt: skip
    found = {r.candidate.name: r for r in queries.responders(budi, case)}
    assert "hanya lewat feri" in found["Hamdan Yusri"].reasons
    page = client_of("budi").get(f"/kasus/{case.id}/mengapa/?nama=hamdan").content.decode()
    assert "Dapat diminta" in page
    offer(budi, case, hamdan.id)
    page = client_of("budi").get(f"/kasus/{case.id}/mengapa/?nama=hamdan").content.decode()
    assert "Kasus ini sudah ada padanya." in page
    assert client_of("citra").get(f"/kasus/{case.id}/mengapa/?nama=hamdan").status_code == 404


def test_the_dialogs(ani, budi, case, client_of) -> None:
    page = client_of("budi").get(f"/kasus/{case.id}/isian/tugaskan/").content.decode()
    assert "Lanjutkan otomatis bila tidak dijawab dalam" in page
    offer(budi, case, ani.person_id)
    actions.accept(actor=ani, case_id=case.id)
    page = client_of("budi").get(f"/kasus/{case.id}/isian/pendamping/").content.decode()
    assert "Apa yang diminta" in page
    assert Problem("offer_lapsed").message.endswith(".")
