"""Is it the same person? The exact rules as a table, and the reaction that asks them."""

from datetime import date
from uuid import UUID

import pytest

from bubuhan import journal
from bubuhan.kernel.actors import SYSTEM
from bubuhan.kernel.problems import Problem
from bubuhan.kernel.text import name_key
from bubuhan.people.actions import SubjectFields, match_report_subject, record_source
from bubuhan.people.matching import ExactMatcher, Known, MatchInput, Pool, decide
from bubuhan.people.models import LinkDecision, MatchProposal, Person, SourceRecord, nik_index

PELAMBUAN, KUIN = "63.71.03.1003", "63.71.04.1001"
ANI = UUID(int=1)
BORN = date(1970, 3, 5)


def known(**changes):
    base = {
        "id": ANI, "name": "Siti Aminah", "name_key": name_key("Siti Aminah"), "nik_blind": b"a" * 32,
        "birth_date": BORN, "phones": ("+6289900000001",), "areas": frozenset({PELAMBUAN}),
    }  # fmt: skip
    return Known(**{**base, **changes})


def ask(**fields):
    base = {"name_key": name_key("Hj. St. Aminah, S.Pd"), "areas": (PELAMBUAN,)}
    return MatchInput(**{**base, **fields})


@pytest.mark.parametrize(
    ("record", "person", "verdict"),
    [
        (ask(nik_blind=b"a" * 32), known(), "same"),
        (ask(nik_blind=b"a" * 32, name_key="rahmat"), known(), "possible"),
        (ask(birth_date=BORN), known(), "same"),
        (ask(birth_date=BORN), known(nik_blind=None), "same"),
        (ask(birth_date=BORN, areas=("63.71.03",)), known(), "same"),
        (ask(birth_date=BORN, areas=(KUIN,)), known(), "possible"),
        (ask(birth_date=date(1971, 3, 5)), known(), "new"),
        (ask(birth_date=BORN, nik_blind=b"b" * 32), known(), "possible"),
        (ask(phone="+6289900000001"), known(), "same"),
        (ask(phone="+6289900000002"), known(), "possible"),
        (ask(), known(), "possible"),
        (ask(), known(nik_blind=None, birth_date=None, phones=()), "same"),
        (ask(areas=(KUIN,)), known(), "new"),
        (ask(name_key="rahmat", birth_date=BORN), known(), "new"),
        (ask(name_key=""), known(), "new"),
    ],
)
def test_the_exact_rules(record, person, verdict):
    result = decide(record, Pool([person]))
    assert result.verdict == verdict
    assert (result.person_id == ANI) == (verdict == "same")
    assert bool(result.reasons) == (verdict != "new")


def test_two_namesakes_that_both_fit_are_never_chosen_silently():
    twin = known(id=UUID(int=2), nik_blind=None)
    result = decide(ask(birth_date=BORN), Pool([known(nik_blind=None), twin]))
    assert result.verdict == "possible"
    assert set(result.candidates) == {ANI, UUID(int=2)}


def make_person(**changes):
    person = Person(
        name="Siti Aminah",
        name_key=name_key("Siti Aminah"),
        birth_date=BORN,
        birth_precision="day",
        area_code=PELAMBUAN,
    )
    person.set_nik("6371034503700000")
    for field, value in changes.items():
        setattr(person, field, value)
    person.save()
    return person


@pytest.mark.django_db
def test_many_records_cost_one_query(django_assert_num_queries):
    person = make_person()
    asked = [
        ask(birth_date=BORN),
        ask(nik_blind=nik_index("6371034503700000")),
        ask(name_key="nobody"),
    ]
    with django_assert_num_queries(1):
        results = ExactMatcher().match_many(asked)
    assert [r.person_id for r in results] == [person.id, person.id, None]


@pytest.mark.django_db
def test_a_nik_is_never_readable_in_the_database(settings):
    settings.BUBUHAN_DEMO = True
    make_person()
    record = record_source(
        "report", "r1", fields=SubjectFields(name="Siti", nik="6371034503700000"), actor=SYSTEM
    )
    from django.db import connection

    with connection.cursor() as cursor:
        for table in ("people_person", "people_sourcerecord"):
            cursor.execute(f"SELECT t::text FROM {table} t")  # noqa: S608
            assert "6371034503700000" not in str(cursor.fetchall())
    assert SourceRecord.objects.get(id=record.id).nik == "6371034503700000"
    assert Person.objects.get().nik_masked == "6371 •••• •••• 0000"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("nik", "code"), [("637103450370000", "nik_length"), ("6371034503700000", "nik_serial")]
)
def test_a_bad_nik_in_a_report_has_its_own_code(nik, code, settings):
    settings.BUBUHAN_DEMO = False
    with pytest.raises(Problem) as caught:
        record_source("report", "r1", fields=SubjectFields(nik=nik), actor=SYSTEM)
    assert (caught.value.code, caught.value.field) == (code, "subject.nik")


@pytest.mark.django_db
def test_the_same_source_is_kept_once():
    fields = SubjectFields(name="Kai Darma", age_years=78, note="tinggal sendiri")
    first = record_source("report", "r1", fields=fields, actor=SYSTEM)
    assert record_source("report", "r1", fields=fields, actor=SYSTEM).id == first.id
    assert first.body == {
        "name": "Kai Darma",
        "age_years": 78,
        "note": "tinggal sendiri",
        "by": "Sistem",
    }


def submitted(origin_id):
    with journal.unit():
        return journal.record("test.submitted", actor=SYSTEM, subject=("report", origin_id))


@pytest.mark.django_db
def test_a_reported_person_who_is_known_is_linked_with_a_decision():
    person = make_person()
    fields = SubjectFields(name="HJ. SITI AMINAH", birth_date=BORN, area_code=PELAMBUAN)
    record = record_source("report", "r1", fields=fields, actor=SYSTEM)
    match_report_subject(submitted("r1"))
    record.refresh_from_db()
    assert record.person_id == person.id
    decision = LinkDecision.objects.get()
    assert (decision.verdict, decision.reasons) == (
        "same",
        ["name_equal", "birth_equal", "area_equal"],
    )
    assert journal.history("person", person.id)[0].name == "person.matched"
    with pytest.raises(TypeError):
        decision.delete()
    with pytest.raises(TypeError):
        decision.save()


@pytest.mark.django_db
def test_a_likely_person_goes_to_the_desk_and_a_stranger_nowhere():
    person = make_person()
    record_source(
        "report", "r1", fields=SubjectFields(name="Siti Aminah", area_code=PELAMBUAN), actor=SYSTEM
    )
    record_source(
        "report", "r2", fields=SubjectFields(name="Rahmat", area_code=PELAMBUAN), actor=SYSTEM
    )
    for report in ("r1", "r2", "r-without-subject"):
        match_report_subject(submitted(report))
    proposal = MatchProposal.objects.get()
    assert (proposal.person_id, proposal.record.origin_id) == (person.id, "r1")
    assert not LinkDecision.objects.exists()


@pytest.mark.django_db
def test_the_reporters_own_choice_counts():
    person = make_person()
    record = record_source(
        "report", "r1", fields=SubjectFields(name="Aminah", person_id=person.id), actor=SYSTEM
    )
    match_report_subject(submitted("r1"))
    record.refresh_from_db()
    assert record.person_id == person.id
