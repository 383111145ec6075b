"""What was closed long ago loses its persons and keeps its figures; nothing else does."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from bubuhan.accounts.models import Device
from bubuhan.cases.models import Case, CaseEntry
from bubuhan.cases.tests.doors import fresh, open_case, send
from bubuhan.kernel import clock
from bubuhan.kernel.problems import Problem
from bubuhan.privacy import erasing, retention
from bubuhan.privacy.models import Anonymised, RetentionRule, RetentionRun
from bubuhan.reports.models import Report

pytestmark = pytest.mark.django_db
TELLTALE = re.compile("Siti Aminah|sorangan", re.IGNORECASE)


def old_case(actor, years: float = 6, **changes) -> Case:
    """A case closed so many years ago, with a visit."""
    case = open_case(actor, **changes)
    CaseEntry.objects.create(
        case=case, kind="visit", at=clock.now(), made_at=clock.now(), by_kind="user", by_id="x",
        by_name="Ani", text="Siti Aminah sudah makan.", data={"done": "Siti Aminah diantar"},
    )  # fmt: skip
    then = clock.now() - timedelta(days=365 * years)
    Case.objects.filter(id=case.id).update(
        state="closed", closed_at=then, resolved_at=then, outcome="terpenuhi", opened_at=then,
        first_response_at=None, summary="Siti Aminah terbantu",
    )  # fmt: skip
    return fresh(case)


def run(actor, kind: str) -> RetentionRun:
    """A head begins it, the worker does it."""
    made = retention.start(actor=actor, kind=kind)
    retention.work(made.id, actor.ref)
    made.refresh_from_db()
    return made


def everywhere() -> list[str]:
    """Every table in which a telltale word still stands."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
        )
        tables = [row[0] for row in cursor.fetchall()]
        found = []
        for table in tables:
            if table.startswith(("geo_", "lists_", "procrastinate", "django_", "journal_reaction")):
                continue
            cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608
            found += [f"{table}: {row[0][:160]}" for row in cursor if TELLTALE.search(row[0])]
    return found


def test_the_run_leaves_no_word_of_the_person_anywhere(ani, farida, client_of):
    case = old_case(ani)
    assert everywhere()
    page = client_of("farida").get("/pdp/retensi/kasus/").content.decode()
    assert "Siti" not in page
    assert case.number in page
    assert client_of("farida").post("/pdp/retensi/kasus/jalankan/").status_code == 302
    assert client_of("farida").post("/pdp/retensi/kasus/jalankan/").status_code == 409
    begun = RetentionRun.objects.get()
    page = client_of("farida").get("/pdp/retensi/kasus/").content.decode()
    assert "Anda boleh meninggalkan halaman ini" in page
    retention.work(begun.id, farida.ref)
    done = client_of("farida").get("/pdp/retensi/kasus/kemajuan/")
    assert done["HX-Refresh"] == "true"
    assert everywhere() == []
    now = fresh(case)
    assert (now.need, now.area_code, now.outcome, now.number) == (
        case.need, case.area_code, "terpenuhi", case.number,
    )  # fmt: skip
    assert Anonymised.objects.filter(case_id=case.id).exists()
    with pytest.raises(Problem, match="retention_nothing"):
        run(farida, "kasus")


def test_what_is_young_or_open_or_elsewhere_stays(ani, farida, citra, make_user):
    young = old_case(ani, years=1)
    opened = open_case(
        ani, subject={"name": "Siti Aminah Dua"}, place={"area_code": "63.71.03.1002"}
    )
    assert retention.preview(farida, "kasus").found == 0
    elsewhere = make_user("rina", "Rina", farida.role, "63.05").actor()
    old_case(ani, subject={"name": "Siti Aminah Tiga"}, place={"area_code": "63.71.03.1004"})
    assert retention.preview(elsewhere, "kasus").found == 0
    assert retention.preview(farida, "kasus").found == 1
    run(farida, "kasus")
    assert fresh(young).subject_name
    assert fresh(opened).subject_name


def test_a_protected_case_keeps_only_its_kecamatan(ani, farida):
    case = old_case(ani, need="perlindungan_anak")
    assert retention.preview(farida, "kasus").found == 0
    run(farida, "kasus_dilindungi")
    assert fresh(case).area_code == "63.71.03"


def test_reports_stay_unchangeable_for_everybody_else(ani):
    case = open_case(ani)
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(case_link__case=case).update(story="lain")


def test_reports_without_a_case_go_too(ani, farida):
    body = {
        "kind": "isu", "story": "Jembatan sorangan rusak.",
        "place": {"area_code": "63.71.03.1003"},
    }  # fmt: skip
    send(ani, "report.submit", body, received_at=clock.now() - timedelta(days=365 * 4))
    assert retention.preview(farida, "laporan_lain").found == 1
    run(farida, "laporan_lain")
    assert Report.objects.get().story == erasing.GONE
    assert retention.preview(farida, "laporan_lain").found == 0


def test_a_run_goes_on_where_it_stopped(ani, farida, monkeypatch):
    for n in range(3):
        old_case(ani, subject={"name": f"Siti Aminah {n}"})
    monkeypatch.setattr(erasing, "MOST_AT_ONCE", 1)
    begun = retention.start(actor=farida, kind="kasus")
    assert retention._chunk(begun.id, farida.ref) == 1  # and the worker is switched off
    assert retention.run_automatic(clock.now()) == 2
    begun.refresh_from_db()
    assert (begun.state, begun.found, begun.done) == ("done", 3, 3)


def test_old_messages_go_and_settled_refusals_lose_their_words(farida):
    old = clock.now() - timedelta(days=400)
    message = {
        "recipient": "user:x", "name": "x", "area_code": "63.71.03", "kind": "uji",
        "topic": "sistem", "title": "x", "text": "x", "state": "app_only",
    }  # fmt: skip
    Message = apps.get_model("bubuhan_messages.Message")
    for at in (old, clock.now()):
        Message.objects.create(at=at, **message)
    assert run(farida, "pesan").done == 1
    assert Message.objects.count() == 1
    device = Device.objects.create(
        user_id=farida.user_id, name="HP", token_hash="r" * 64, enrolled_at=old
    )
    Receipt = apps.get_model("sync.Receipt")
    Receipt.objects.create(
        device=device, seq=1, type="case.note", outcome="refused", body="Siti Aminah",
        received_at=old, settled_at=old, settled_how="dismissed", settled_why="Siti Aminah",
    )  # fmt: skip
    assert run(farida, "tanda_terima").done == 1
    kept = Receipt.objects.get()
    assert (kept.seq, kept.body, kept.settled_why) == (1, "", "")
    with pytest.raises(Problem, match="retention_nothing"):
        retention.start(actor=farida, kind="tanda_terima")


def test_the_night_runs_only_what_an_office_let_run(ani, farida, client_of):
    case = old_case(ani)
    assert retention.run_automatic(clock.now()) == 0
    form = {"months": "60", "automatic": "on", "basis": "JRA", "reason": "Disepakati"}
    assert client_of("farida").post("/pdp/retensi/kasus/", form).status_code == 302
    assert retention.run_automatic(clock.now()) == 1
    assert not fresh(case).subject_name
    assert RetentionRule.objects.filter(kind="kasus").count() == 2


def test_a_place_keeps_to_its_own_rule(ani, farida):
    case, now = old_case(ani), clock.now()
    row = {"kind": "kasus", "valid_from": now, "by": "x", "reason": "x"}
    RetentionRule.objects.filter(kind="kasus").update(valid_to=now)
    RetentionRule.objects.create(area_code=case.area_code[:2], months=12, automatic=True, **row)
    RetentionRule.objects.create(area_code=case.area_code[:5], months=120, **row)
    assert retention.run_automatic(now) == 0
    assert retention.due(retention.CLASSES["kasus"], "", now).count() == 0
    RetentionRule.objects.filter(months=120).update(valid_to=now)
    assert retention.run_automatic(now) == 1


def test_who_may_not(budi, farida, client_of):
    assert client_of("budi").get("/pdp/retensi/").status_code == 403
    assert client_of("gazali").post("/pdp/retensi/kasus/jalankan/").status_code == 403
    with pytest.raises(Problem, match="not_found"):
        retention.preview(farida, "semua")
    with pytest.raises(Problem, match="field_invalid"):
        retention.set_rule(
            actor=farida, kind="kasus", months=0, automatic=False, basis="", reason="x"
        )


def test_months_before():
    now = datetime(2026, 3, 31, tzinfo=UTC)
    assert retention.months_before(now, 1) == datetime(2026, 2, 28, tzinfo=UTC)
    assert retention.months_before(now, 60) == datetime(2021, 3, 31, tzinfo=UTC)


def leads_to_a_case() -> set[str]:
    """Every table with a key, or an id, of a case, directly or through such a table."""
    tables = [m for m in apps.get_models() if m.__module__.startswith("bubuhan.")]
    found = {"cases.Case"}
    while True:
        more = {m._meta.label for m in tables if m._meta.label not in found and _points(m, found)}
        if not more:
            return found - {"cases.Case"}
        found |= more


def _points(model: type[models.Model], known: set[str]) -> bool:
    for field in model._meta.get_fields():
        if field.name == "case_id" or (
            isinstance(field, models.ForeignKey) and field.related_model._meta.label in known
        ):
            return True
    return False


def test_no_table_is_forgotten():
    decided = set(erasing.WIPED) | set(erasing.KEPT)
    assert leads_to_a_case() - decided == set(), "say in privacy/erasing.py what becomes of these"
    assert decided - leads_to_a_case() - {"privacy.Anonymised"} == set()
