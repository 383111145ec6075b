"""Reports through the command door: what is kept, what is refused, and that nothing changes later."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pydantic import ValidationError

from bubuhan import journal
from bubuhan.geo.models import AreaChange
from bubuhan.journal.models import Event, Feed
from bubuhan.kernel import clock
from bubuhan.kernel.commands import CommandContext
from bubuhan.kernel.ids import uuid7
from bubuhan.kernel.problems import Problem
from bubuhan.people.models import SourceRecord
from bubuhan.reports import actions, queries
from bubuhan.reports.commands import ReportSubmit
from bubuhan.reports.models import Report

pytestmark = pytest.mark.django_db
PELAMBUAN = "63.71.03.1003"
NIK = "6371035203540000"


def body(**changes: Any) -> dict[str, Any]:
    return {
        "kind": "kasus",
        "story": "Nini sorangan di rumah, balum makan.",
        "need": "lansia_terlantar",
        "place": {"area_code": PELAMBUAN, "lat": -3.32, "lon": 114.57, "note": "dekat langgar"},
        "subject": {"name": "Siti Aminah", "sex": "P", "age_years": 71, "nik": NIK},
        "signs": {"alone": True, "medical": None},
        "consent": {"given": True},
        "happened_on": clock.today().isoformat(),
        **changes,
    }


def context(actor, **around: Any) -> CommandContext:
    now = around.pop("received_at", None) or clock.now()
    return CommandContext(
        actor, around.pop("command_id", None) or uuid7(), around.pop("made_at", now), now, **around
    )


def submit(actor, around: dict[str, Any] | None = None, **changes: Any) -> Report:
    return actions.submit(
        context(actor, **(around or {})), ReportSubmit.model_validate(body(**changes))
    )


def refused(actor, around: dict[str, Any] | None = None, **changes: Any) -> tuple[str, str | None]:
    with pytest.raises(Problem) as found:
        submit(actor, around, **changes)
    assert Report.objects.count() == 0
    assert SourceRecord.objects.count() == 0
    return found.value.code, found.value.field


def test_a_report_is_kept_as_sent(ani) -> None:
    report = submit(ani)
    kept = Report.objects.get(id=report.id)
    assert (kept.kind, kept.need, kept.area_code) == ("kasus", "lansia_terlantar", PELAMBUAN)
    assert (kept.reporter_id, kept.reporter_name) == (ani.person_id, ani.name)
    assert kept.body["signs"] == {"alone": True, "medical": None}
    assert kept.body["subject"]["age_years"] == 71
    event = Event.objects.get(name="report.submitted")
    assert (event.subject_id, event.area_code) == (str(report.id), PELAMBUAN)
    assert Feed.objects.filter(
        space=f"mine:{ani.person_id}", kind="report", doc_id=str(report.id)
    ).exists()


def test_the_nik_is_in_the_source_record_only(ani) -> None:
    report = submit(ani)
    assert NIK not in str(report.body)
    source = SourceRecord.objects.get(origin="report", origin_id=str(report.id))
    assert source.nik == NIK
    assert NIK not in str(source.body)
    assert NIK not in str(list(Event.objects.values_list("data", flat=True)))


def test_a_subject_nobody_knows(ani) -> None:
    report = submit(ani, subject=None, consent={"given": False, "reason": "tidak_bertemu"})
    assert report.source_record is None
    unnamed = submit(ani, subject={"name": None, "sex": None, "age_years": None}, consent=None)
    assert unnamed.source_record is not None
    assert unnamed.source_record.name_key == ""


@pytest.mark.parametrize(
    "verb", ["UPDATE reports_report SET story = 'x'", "DELETE FROM reports_report"]
)
def test_a_report_is_never_changed(ani, verb: str) -> None:
    from django.db import connection

    submit(ani)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(verb)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"need": ""}, ("field_missing", "need")),
        ({"need": "tidak_ada"}, ("field_invalid", "need")),
        ({"signs": {"tidak_ada": True}}, ("field_invalid", "signs.tidak_ada")),
        ({"consent": None}, ("field_missing", "consent")),
        ({"consent": {"given": False}}, ("field_missing", "consent.reason")),
        ({"place": {"area_code": ""}}, ("area_missing", "place.area_code")),
        ({"place": {"area_code": "63.71.99.1001"}}, ("area_unknown", "place.area_code")),
        ({"subject": {"name": "Siti", "nik": "637103520354000"}}, ("nik_length", "subject.nik")),
        ({"subject": {"name": "Siti", "nik": "6371039903540001"}}, ("nik_date", "subject.nik")),
        ({"happened_on": "2999-01-01"}, ("date_future", "happened_on")),
    ],
)
def test_what_is_refused(ani, changes: dict[str, Any], expected: tuple[str, str]) -> None:
    assert refused(ani, **changes) == expected


def test_a_retired_area_names_its_successor(ani) -> None:
    old = AreaChange.objects.exclude(new_code="").filter(old_code__startswith="63").first()
    if old is None:
        pytest.skip("no retired code in this edition")
    with pytest.raises(Problem) as found:
        submit(ani, place={"area_code": old.old_code})
    assert found.value.code == "area_retired"
    assert old.new_code in found.value.message


def test_serial_0000_is_for_examples_only(ani, settings) -> None:
    settings.BUBUHAN_DEMO = False
    assert refused(ani) == ("nik_serial", "subject.nik")


def test_the_administrator_does_not_report(gazali) -> None:
    assert refused(gazali) == ("forbidden", None)


def test_a_phone_a_day_ahead_loses_nothing(ani) -> None:
    now = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
    ahead = {
        "received_at": now,
        "made_at": now + timedelta(days=1),
        "clock_offset_ms": int(-timedelta(days=1).total_seconds() * 1000),
    }
    report = submit(ani, ahead, happened_on="2026-03-03")
    assert report.happened_on.isoformat() == "2026-03-02"
    assert report.body["happened_on"] == "2026-03-03"
    assert report.made_at == now + timedelta(days=1)


def test_a_phone_with_a_right_clock_may_not_see_the_future(ani) -> None:
    around = {"received_at": datetime(2026, 3, 2, 3, 0, tzinfo=UTC)}
    assert refused(ani, around, happened_on="2026-03-03") == ("date_future", "happened_on")


@pytest.mark.parametrize(
    ("changes", "sensitive"),
    [
        ({}, False),
        ({"need": "kekerasan"}, True),
        ({"need": "perlindungan_anak"}, True),
        ({"signs": {"violence": True}}, True),
        ({"signs": {"violence": False}}, False),
        ({"signs": {"violence": None}}, False),
    ],
)
def test_what_makes_a_report_sensitive(ani, changes: dict[str, Any], sensitive: bool) -> None:
    assert submit(ani, **changes).sensitive is sensitive


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"unknown": 1}, "extra_forbidden"),
        ({"story": ""}, "string_too_short"),
        ({"story": "x" * 5001}, "string_too_long"),
        ({"signs": {"alone": "yes"}}, "bool_type"),
        (
            {"files": [{"sha256": "z" * 64, "kind": "photo", "mime": "image/jpeg", "bytes": 1}]},
            "string_pattern_mismatch",
        ),
        ({"place": {"area_code": PELAMBUAN, "lat": "3"}}, "float_type"),
        ({"place": {"area_code": PELAMBUAN, "lat": 91}}, "less_than_equal"),
        ({"kind": "gosip"}, "literal_error"),
    ],
)
def test_the_shape_is_strict(changes: dict[str, Any], kind: str) -> None:
    with pytest.raises(ValidationError) as found:
        ReportSubmit.model_validate(body(**changes))
    assert kind in {e["type"] for e in found.value.errors()}


def test_files_are_named_once(ani) -> None:
    ref = {"sha256": "a" * 64, "kind": "photo", "mime": "image/jpeg", "bytes": 10}
    report = submit(ani, files=[ref, ref, {**ref, "sha256": "b" * 64}])
    assert list(report.files.order_by("position").values_list("position", flat=True)) == [1, 2]


def test_many_at_once_take_as_many_statements_as_one(ani, django_assert_max_num_queries) -> None:
    submit(ani)  # lists and areas are known from here on
    with django_assert_max_num_queries(8):  # savepoint, facts, event, job, counter, feed
        actions.submit_many(
            [(context(ani), ReportSubmit.model_validate(body())) for _ in range(50)]
        )
    assert Report.objects.count() == 51


def test_many_at_once_are_all_or_none(ani) -> None:
    items = [(context(ani), ReportSubmit.model_validate(body())) for _ in range(3)]
    items.append(
        (context(ani), ReportSubmit.model_validate(body(place={"area_code": "63.71.99.1001"})))
    )
    with pytest.raises(Problem):
        actions.submit_many(items)
    assert Report.objects.count() == 0


def test_who_reads_which_reports(ani, budi, citra, dewi, gazali) -> None:
    issue = submit(ani, kind="isu", subject=None)
    submit(ani, kind="masukan", need="kekerasan", subject=None)
    kasus = submit(ani)
    found = {
        who.name: [r.report.kind for r in queries.listing(who, queries.ReportFilter()).rows]
        for who in (budi, citra, dewi, gazali)
    }
    assert found == {budi.name: ["isu"], citra.name: [], dewi.name: ["isu"], gazali.name: []}
    assert queries.detail(budi, issue.id).area_label == "Kel. Pelambuan, Banjarmasin Barat"
    with pytest.raises(Problem, match="not_found"):
        queries.detail(citra, issue.id)
    with pytest.raises(Problem, match="not_found"):
        queries.detail(budi, kasus.id)
    only = queries.ReportFilter.read({"kind": "isu", "q": "nini"})
    assert [r.report.id for r in queries.listing(ani, only).rows] == [issue.id]


def test_its_own_transaction_is_enough(ani) -> None:
    """Nothing that reacts later can make the upload fail: the reactions are only queued."""
    report = submit(ani)
    assert journal.history("report", report.id)[0].name == "report.submitted"
