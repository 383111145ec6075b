"""The officer's own word on urgency: with a reason, in the history, and stronger than the rule until it knows more."""

from datetime import timedelta
from typing import Any

import pytest

from bubuhan.cases.banding import set_band
from bubuhan.cases.models import CaseEntry
from bubuhan.cases.opening import review_waiting
from bubuhan.cases.tests.doors import fresh, open_case, refused

pytestmark = pytest.mark.django_db
WHY = "Tetangga menjaga, dokter sudah datang"


def test_an_officer_sets_the_band_and_the_deadline_follows(ani, budi):
    case = open_case(ani, signs={"danger_now": True})
    assert case.band == "darurat"
    first = case.deadline_at
    set_band(actor=budi, case_id=case.id, band="sedang", reason=f" {WHY} ", rev=case.rev)
    now = fresh(case)
    assert first
    assert now.deadline_at
    assert (now.band, now.deadline_at > first, now.rev) == ("sedang", True, case.rev + 1)
    assert now.reasons[0]["text"] == f"Ditetapkan {budi.name}: {WHY}"
    line = CaseEntry.objects.filter(case=case, kind="triage").latest("at")
    assert (line.text, line.data, line.by_name) == (
        WHY,
        {"from": "darurat", "to": "sedang"},
        budi.name,
    )
    set_band(actor=budi, case_id=case.id, band="darurat", reason="Kambuh lagi")
    assert fresh(case).deadline_at == first
    assert [r for r in fresh(case).reasons if "score" in r][1:] == []


def test_who_may_and_what_is_refused(ani, budi, citra, dewi, gazali):
    case = open_case(ani)
    ask: dict[str, Any] = {"case_id": case.id, "band": "darurat", "reason": WHY}
    assert refused(lambda: set_band(actor=ani, **ask)) == "forbidden"
    assert refused(lambda: set_band(actor=dewi, **ask)) == "forbidden"
    assert refused(lambda: set_band(actor=citra, **ask)) == "not_found"
    assert refused(lambda: set_band(actor=gazali, **ask)) == "not_found"
    assert refused(lambda: set_band(actor=budi, **{**ask, "reason": " "})) == "field_missing"
    assert refused(lambda: set_band(actor=budi, **{**ask, "band": "merah"})) == "field_invalid"
    same = {**ask, "band": case.band}
    assert refused(lambda: set_band(actor=budi, **same)) == "field_invalid"
    assert refused(lambda: set_band(actor=budi, **ask, rev=case.rev + 5)) == "conflict"


def test_waiting_does_not_undo_his_word_and_something_graver_does(ani, budi):
    case = open_case(ani, signs={"alone": True})
    set_band(actor=budi, case_id=case.id, band="rendah", reason=WHY)
    review_waiting(fresh(case).opened_at + timedelta(days=9))
    assert fresh(case).band == "rendah"
    assert fresh(case).reasons[0]["text"].startswith("Ditetapkan")
    open_case(ani, signs={"danger_now": True, "alone": True, "medical": True})  # of the same person
    assert fresh(case).band == "darurat"


def test_through_the_page(ani, budi, client_of):
    case = open_case(ani)
    web = client_of("budi")
    form = web.get(f"/kasus/{case.id}/isian/urgensi/").content.decode()
    assert "Simpan kegawatan" in form
    assert f'value="{case.band}"' not in form
    other = "darurat" if case.band != "darurat" else "tinggi"
    sent = web.post(f"/kasus/{case.id}/urgensi/", {"band": other, "reason": WHY, "rev": case.rev})
    assert sent.status_code == 302
    page = web.get(f"/kasus/{case.id}/").content.decode()
    assert WHY in page
    assert "Semula" in page
