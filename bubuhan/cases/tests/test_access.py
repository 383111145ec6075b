"""One rule: queue, page, documents, files and search show the same to the same person."""

from typing import Any

import pytest

from bubuhan.accounts.policy import Role
from bubuhan.cases import access, actions, queries
from bubuhan.cases.documents import case_documents, report_documents
from bubuhan.cases.models import Case
from bubuhan.cases.tests.doors import PELAMBUAN, entrust, file_ref, fresh, open_case, refused, sha
from bubuhan.journal.models import Feed

pytestmark = pytest.mark.django_db
SECRETS = (
    "Siti",
    "Aminah",
    "kekerasan",
    "Kekerasan",
    "Pelambuan",
    "63.71.03.1003",
    "langgar",
    "sorangan",
)


@pytest.fixture
def neighbour(make_user):
    """A PSM of another kelurahan of the same kecamatan."""
    return make_user("rahmah", "Rahmah Hayati", Role.RELAWAN, "63.71.03.1002").actor()


@pytest.fixture
def lurah(make_user):
    """The office of the kelurahan itself."""
    return make_user("lurah", "Kantor Pelambuan", Role.KOORDINATOR, PELAMBUAN).actor()


def level(actor, case) -> str:
    return access.access(actor, fresh(case))


def everything_seen(actor, case) -> str:
    """All that one actor gets to see of a case, through every door, as one text."""
    seen: list[Any] = [
        vars_of(row) for row in queries.queue(actor, queries.CaseFilter(state="all")).rows
    ]
    try:
        found = queries.detail(actor, case.id)
        seen += [vars_of(found.row), found.entries, found.tasks, found.reports]
    except Exception as problem:
        seen.append(str(problem))
    seen += [d.body for d in case_documents(actor, [str(case.id)]).values()]
    return str(seen)


def vars_of(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__slots__}


def test_a_plain_case(ani, budi, citra, dewi, farida, gazali, neighbour, lurah) -> None:
    case = open_case(ani)
    found = {
        who.name: level(who, case)
        for who in (ani, budi, citra, dewi, farida, gazali, neighbour, lurah)
    }
    assert found == {
        ani.name: "full",
        budi.name: "full",
        citra.name: "none",
        dewi.name: "full",
        farida.name: "full",
        gazali.name: "none",
        neighbour.name: "summary",
        lurah.name: "full",
    }


def test_a_sensitive_case(ani, budi, citra, dewi, farida, gazali, neighbour, lurah) -> None:
    case = open_case(ani, need="kekerasan")
    people = (ani, budi, citra, dewi, farida, gazali, neighbour, lurah)
    found = {who.name: level(who, case) for who in people}
    assert found == {
        ani.name: "masked",
        budi.name: "masked",
        citra.name: "none",
        dewi.name: "masked",
        farida.name: "masked",
        gazali.name: "none",
        neighbour.name: "masked",
        lurah.name: "masked",
    }
    for who in people:
        seen = everything_seen(who, case)
        assert [word for word in SECRETS if word in seen] == [], who.name


def test_a_sensitive_case_opens_for_who_takes_it_and_for_the_responder(ani, budi, farida) -> None:
    case = open_case(ani, need="kekerasan")
    entrust(case.id, budi)
    assert (level(budi, case), level(farida, case)) == ("full", "masked")
    actions.dispatch(actor=budi, case_id=case.id, person_id=ani.person_id)
    actions.accept(actor=ani, case_id=case.id)
    assert level(ani, case) == "full"
    actions.resolve(actor=ani, case_id=case.id, outcome="terpenuhi", summary="Aman")
    actions.verify_close(actor=budi, case_id=case.id)
    assert (level(ani, case), level(budi, case)) == ("masked", "full")


def test_who_lost_the_task_loses_the_sight(ani, budi, neighbour) -> None:
    case = open_case(ani)
    actions.dispatch(actor=budi, case_id=case.id, person_id=neighbour.person_id)
    assert level(neighbour, case) == "full"
    actions.decline(actor=neighbour, case_id=case.id, reason="jauh")
    assert level(neighbour, case) == "summary"


@pytest.mark.parametrize(
    "params",
    [{"q": "aminah"}, {"need": "kekerasan"}, {"area": PELAMBUAN}, {"q": "siti", "state": "all"}],
)
def test_the_masked_is_not_found_by_what_is_masked(ani, budi, params: dict[str, str]) -> None:
    case = open_case(ani, need="kekerasan")
    found = queries.CaseFilter.read(params)
    assert queries.queue(budi, found).total == 0
    assert queries.queue(budi, queries.CaseFilter.read({"q": case.number[-4:]})).total == 1
    entrust(case.id, budi)
    assert queries.queue(budi, found).total == 1


def test_the_list_of_a_desa_does_not_say_where_the_sensitive_are(ani, lurah, dewi) -> None:
    open_case(ani, need="kekerasan")
    assert queries.queue(lurah, queries.CaseFilter()).total == 0
    assert queries.queue(dewi, queries.CaseFilter()).total == 1


def test_files_open_where_the_case_is_full(ani, budi, citra, neighbour) -> None:
    case = open_case(ani, files=[file_ref(1)])
    secret = open_case(ani, need="kekerasan", files=[file_ref(2)])
    assert queries.case_of_file(budi, case.id, sha(1))
    assert not queries.case_of_file(budi, case.id, sha(2))
    assert not queries.case_of_file(neighbour, case.id, sha(1))
    assert not queries.case_of_file(citra, case.id, sha(1))
    assert not queries.case_of_file(budi, secret.id, sha(2))


def test_what_is_finished_leaves_the_neighbours_phones(ani, budi) -> None:
    case = open_case(ani)
    rows = Feed.objects.filter(kind="case", doc_id=str(case.id))
    assert {f.space: f.gone for f in rows} == {"63.71.03": False, f"mine:{ani.person_id}": False}
    actions.reject(actor=budi, case_id=case.id, reason="ganda")
    assert {f.space: f.gone for f in rows.all()} == {
        "63.71.03": True,
        f"mine:{ani.person_id}": False,
    }
    actions.reopen(actor=budi, case_id=case.id, note="Ternyata bukan")
    assert not rows.filter(gone=True).exists()


def test_a_masked_row_does_not_name_the_responder(ani, budi, farida) -> None:
    case = open_case(ani, need="kekerasan")
    entrust(case.id, budi)
    actions.dispatch(actor=budi, case_id=case.id, person_id=ani.person_id)
    (row,) = queries.queue(farida, queries.CaseFilter()).rows
    assert (row.level, row.responder) == ("masked", "")


def test_out_of_sight_is_not_found(ani, citra, gazali) -> None:
    case = open_case(ani)
    assert refused(lambda: queries.detail(citra, case.id)) == "not_found"
    assert refused(lambda: queries.detail(gazali, case.id)) == "not_found"
    assert case_documents(citra, [str(case.id)]) == {}


def test_a_taken_case_that_moved_away_stays_in_the_officer_s_list(ani, budi) -> None:
    case = open_case(ani)
    entrust(case.id, budi)
    Case.objects.filter(id=case.id).update(area_code="63.05.01.1001")
    assert [r.id for r in queries.queue(budi, queries.CaseFilter()).rows] == [case.id]


def test_the_reporter_s_document(ani, neighbour) -> None:
    case = open_case(ani, files=[file_ref(1)])
    report_id = str(case.reports.get().report_id)
    body = report_documents(ani, [report_id])[report_id].body
    assert (body["state"], body["case_number"]) == ("diterima", case.number)
    assert body["files"] == {"arrived": 0, "total": 1}
    assert report_documents(neighbour, [report_id]) == {}


def test_the_full_document(ani, budi) -> None:
    case = open_case(ani, files=[file_ref(1)])
    actions.dispatch(actor=budi, case_id=case.id, person_id=ani.person_id, note="Tolong")
    doc = case_documents(ani, [str(case.id)])[str(case.id)]
    assert doc.rev == fresh(case).rev
    assert doc.body["subject"] == {"name": "Siti Aminah", "sex": "P", "age": 71, "phone": ""}
    assert doc.body["offer"]["note"] == "Tolong"
    assert doc.body["mine"] is doc.body["reported_by_me"] is True
    assert doc.body["responder"]["state"] == "offered"
    assert doc.body["reasons"][0] == "Kebutuhan: Lansia terlantar"
    first = doc.body["entries"][0]
    assert first["kind"] == "report"
    assert first["files"] == [{"sha256": sha(1), "kind": "photo", "arrived": False}]


def test_initials() -> None:
    assert access.initials("Siti Aminah") == "S. A."
    assert access.initials("") == ""


def test_a_report_from_afar_that_joins_a_case_does_not_open_it(ani, make_user) -> None:
    """Otherwise a name and a desa would be enough to read anybody's case."""
    case = open_case(ani, story="Nini sakit gula.")
    afar = make_user("jauh", "Jauh Sekali", Role.RELAWAN, "63.05.01.2001").actor()
    assert level(afar, case) == "none"
    joined = open_case(afar)
    assert joined.id == case.id
    assert (level(afar, case), level(ani, case)) == ("summary", "full")
    seen = everything_seen(afar, case)
    assert [word for word in ("sakit gula", "langgar", ani.name) if word in seen] == []


def test_a_neighbour_whose_report_joined_works_on_with_it(ani, neighbour) -> None:
    case = open_case(ani)
    assert open_case(neighbour).id == case.id
    assert level(neighbour, case) == "full"


def test_an_answer_to_a_foreign_case_does_not_tell_that_it_exists(ani, citra) -> None:
    case = open_case(ani)
    assert refused(lambda: actions.accept(actor=citra, case_id=case.id)) == "not_found"
