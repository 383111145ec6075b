"""The queue: filters, order, counts, suggestions, and how many queries each costs."""

from datetime import timedelta

import pytest

from bubuhan.accounts.models import Device
from bubuhan.cases import actions, queries
from bubuhan.cases.tests.doors import MONDAY, TELAGA_BIRU, entrust, open_case
from bubuhan.kernel import clock

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def three(ani):
    """An emergency, a plain one, and one of another kabupaten."""
    first = open_case(ani, MONDAY, subject={"name": "Nurhayati"}, signs={"danger_now": True})
    second = open_case(
        ani, MONDAY + DAY, need="alat_bantu", signs={}, place={"area_code": TELAGA_BIRU}
    )
    third = open_case(ani, MONDAY, subject=None, place={"area_code": "63.05.01.1001"})
    return first, second, third


def found(actor, **params) -> list[str]:
    page = queries.queue(actor, queries.CaseFilter.read(params), now=MONDAY + 2 * DAY)
    return [row.number for row in page.rows]


def test_filters(three, budi, citra, ani) -> None:
    a, b, c = (case.number for case in three)
    assert found(budi) == [a, b]
    assert found(citra) == [c]
    assert found(budi, sort="newest") == [b, a]
    assert found(budi, band="darurat") == [a]
    assert found(budi, need="alat_bantu") == [b]
    assert found(budi, area="63.71.03") == [a, b]
    assert found(budi, area="63.71.03.1002") == [b]
    assert found(budi, overdue="1") == [a]
    assert found(budi, q="hayati") == [a]
    assert found(budi, q=a.lower()) == [a]
    assert found(budi, state="closed") == []
    assert found(budi, state="nonsense", band="nonsense", sort="nonsense") == [a, b]
    assert found(budi, mine="1") == []
    entrust(three[1].id, budi)
    assert found(budi, mine="1") == [b]
    assert sorted(found(ani, state="all")) == sorted([a, b, c])


def test_a_page_beyond_the_end_is_the_last(three, budi) -> None:
    page = queries.queue(budi, queries.CaseFilter(), 99)
    assert (page.number, page.total, page.first_row, page.last_row) == (1, 2, 1, 2)


def test_counts(three, budi) -> None:
    header = queries.counts(budi, now=MONDAY + 2 * DAY)
    assert (header.total, header.overdue) == (2, 1)
    assert header.by_band == {"darurat": 1, "tinggi": 0, "sedang": 1, "rendah": 0}
    assert header.by_state == {"waiting": 2, "offered": 0, "active": 0, "resolved": 0}
    assert queries.counts(budi, "63.71.03.1002", now=MONDAY).total == 1


def test_at_most_six_queries(ani, budi, dewi, django_assert_max_num_queries) -> None:
    for n in range(5):
        case = open_case(ani, MONDAY, subject=None, need="kekerasan" if n % 2 else "odgj")
        if not case.sensitive:
            actions.dispatch(actor=budi, case_id=case.id, person_id=ani.person_id)
    for actor in (budi, dewi):
        queries.queue(actor, queries.CaseFilter())  # names of areas are remembered
        with django_assert_max_num_queries(6):
            assert len(queries.queue(actor, queries.CaseFilter(q="BJM")).rows) == 5
        with django_assert_max_num_queries(2):
            queries.counts(actor)


def test_a_case_page_takes_at_most_ten(ani, budi, django_assert_max_num_queries) -> None:
    case = open_case(ani)
    for n in range(5):
        actions.note(actor=budi, case_id=case.id, text=f"Catatan {n}")
    queries.detail(budi, case.id)
    with django_assert_max_num_queries(10):
        page = queries.detail(budi, case.id)
    assert [e.entry.kind for e in page.entries] == ["report"] + ["note"] * 5
    may = {"dispatch", "visit", "note", "update", "resolve", "reject", "take", "protect", "band"}
    assert page.allowed == may
    assert ("Sendirian, tidak ada yang merawat", "Ya") in page.entries[0].notes


def test_a_protected_case_is_the_heads_to_give(ani, budi, dewi) -> None:
    case = open_case(ani, need="kekerasan")
    page = queries.detail(budi, case.id)
    assert (page.level, page.may_take, page.allowed, page.entries) == (
        "masked",
        False,
        frozenset({"glass"}),
        (),
    )
    assert queries.detail(dewi, case.id).may_take is False


def test_suggestions(ani, budi, dewi, users, make_member, django_assert_max_num_queries) -> None:
    case = open_case(ani, subject=None)
    far = make_member("Hamdan Yusri", "63.71.01.1001", "PSM")
    make_member("Karim Anwar", "63.71", "LK3")
    Device.objects.create(
        user=users["ani"], name="HP", token_hash="x" * 64, enrolled_at=clock.now()
    )
    queries.responders(budi, case)
    with django_assert_max_num_queries(11):
        ranked = queries.responders(budi, case)
    assert [r.candidate.name for r in ranked] == [ani.name, dewi.name, far.name]
    assert ranked[0].reasons[1:3] == (
        "bertugas di desa/kelurahan yang sama",
        "sekitar kurang dari 1 km dari lokasi",
    )
    assert "belum memakai aplikasi di HP" in ranked[2].reasons
    actions.dispatch(actor=budi, case_id=case.id, person_id=ani.person_id)
    assert next(
        r for r in queries.responders(budi, case) if r.candidate.name == ani.name
    ).candidate.offered
    actions.decline(actor=ani, case_id=case.id, reason="sakit")
    assert queries.responders(budi, case)[0].candidate.name == dewi.name


def test_suggestions_of_a_protected_case_are_protected(ani, budi) -> None:
    case = open_case(ani, need="kekerasan")
    assert queries.responders(budi, case) == []
