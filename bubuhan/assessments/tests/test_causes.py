"""The cause tree: the officer's full version and the PSM's simple one, which also works late."""

import io

import pytest
from PIL import Image

from bubuhan.accounts.policy import Actor
from bubuhan.assessments import actions, queries
from bubuhan.assessments.documents import family_parts
from bubuhan.assessments.models import Cause, CauseEvidence
from bubuhan.assessments.tests.doors import cause, post, refused, send
from bubuhan.cases.models import Case, CaseEntry, CaseFile
from bubuhan.cases.tests.doors import file_ref, open_case
from bubuhan.journal.models import Event
from bubuhan.kernel.ids import uuid7

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(ani) -> Case:
    return open_case(ani)


@pytest.fixture
def office(client_of):
    return client_of("budi")


def suggest(actor: Actor, case: Case, code: str, **body):
    return send(actor, "cause.suggest", {"case_id": str(case.id), "code": code, **body})


def test_causes_are_drawn_with_their_roots_and_told_as_a_list(case, office, budi) -> None:
    face = cause(budi, case, "penghasilan_kurang")
    middle = cause(budi, case, "sakit_menahun", face, note="Stroke sejak 2023")
    cause(budi, case, "jauh_layanan", middle)
    page = office.get(f"/kasus/{case.id}/keluarga/").content.decode()
    assert page.count('class="tree"') == 2
    assert "Akarnya:" in page
    assert "Layanan jauh" in page
    assert "Stroke sejak 2023" in page
    assert 'role="img"' in page
    views = queries.causes_of(case.id)
    assert [(v.code, len(v.parents)) for v in views] == [
        ("penghasilan_kurang", 1), ("sakit_menahun", 1), ("jauh_layanan", 0),
    ]  # fmt: skip


def test_a_circle_is_refused_in_words(case, office, budi) -> None:
    a = cause(budi, case, "penghasilan_kurang")
    b = cause(budi, case, "sakit_menahun", a)
    answer = post(office, case, f"sebab/{b.id}/hubungkan/", htmx=True, cause=str(a.id))
    assert answer.status_code == 422
    words = answer.content.decode()
    assert "“Sakit menahun” karena “Penghasilan tidak cukup” karena “Sakit menahun”" in words
    own = lambda: actions.link_causes(actor=budi, case_id=case.id, effect_id=a.id, cause_id=a.id)  # noqa: E731
    assert refused(own) == "cause_circle"


def test_links_are_made_and_taken_back(case, office, budi) -> None:
    a, b = cause(budi, case, "utang"), cause(budi, case, "gagal_panen")
    post(office, case, f"sebab/{a.id}/hubungkan/", cause=str(b.id))
    page = office.get(f"/kasus/{case.id}/keluarga/sebab/{a.id}/").content.decode()
    assert "Gagal panen" in page
    post(office, case, f"sebab/{a.id}/lepas/", cause=str(b.id))
    assert queries.causes_of(case.id)[0].parents == ()
    assert post(office, case, f"sebab/{a.id}/lepas/", cause=str(b.id)).status_code == 404
    assert post(office, case, f"sebab/{a.id}/hubungkan/", cause="x").status_code == 404


def test_evidence_is_words_and_a_photo(case, office, budi) -> None:
    one = cause(budi, case, "rumah_tidak_layak")
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, "JPEG")
    photo = io.BytesIO(out.getvalue())
    photo.name = "rumah.jpg"
    post(office, case, f"sebab/{one.id}/bukti/", text="Atap bocor", whose="keluarga", file=photo)
    rows = list(CauseEvidence.objects.filter(cause=one).order_by("sha256"))
    assert [bool(r.sha256) for r in rows] == [False, True]
    page = office.get(f"/kasus/{case.id}/keluarga/sebab/{one.id}/").content.decode()
    assert "Atap bocor" in page
    assert rows[1].sha256 in page
    assert office.get(f"/kasus/{case.id}/berkas/{rows[1].sha256}").status_code == 200
    assert (
        post(office, case, f"sebab/{one.id}/bukti/", text="", whose="keluarga").status_code == 422
    )


def test_corrected_and_taken_off_with_the_history_kept(case, office, budi) -> None:
    one = cause(budi, case, "utang", note="Rentenir")
    post(
        office,
        case,
        f"sebab/{one.id}/simpan/",
        note="Rentenir pasar",
        whose="keluarga",
        sureness="pasti",
    )
    assert queries.causes_of(case.id)[0].note == "Rentenir pasar"
    assert post(office, case, f"sebab/{one.id}/hapus/", reason="").status_code == 422
    post(office, case, f"sebab/{one.id}/hapus/", reason="Ternyata sudah lunas")
    assert queries.causes_of(case.id) == ()
    one.refresh_from_db()
    assert one.removed_reason == "Ternyata sudah lunas"
    names = list(
        Event.objects.filter(name__startswith="cause.")
        .order_by("id")
        .values_list("name", flat=True)
    )
    assert names == ["cause.added", "cause.changed", "cause.removed"]
    assert CaseEntry.objects.filter(case=case, kind="assess").count() == 3


# -- from the phone -------------------------------------------------------------------------------


def test_a_psm_picks_says_and_photographs(case, ani) -> None:
    command_id, told = suggest(
        ani, case, "tanpa_perawat", note="Anaknya jauh", whose="keluarga", sureness="pasti",
        files=[file_ref(7), file_ref(8, "voice")],
    )  # fmt: skip
    row = Cause.objects.get()
    assert row.id == command_id
    assert told == {"cause_id": str(command_id)}
    assert CaseFile.objects.filter(case=case, sha256=file_ref(7)["sha256"]).exists()
    (one,) = family_parts(ani, [case.id])[case.id]["causes"]
    assert (one["name"], one["files"], one["whose"]) == ("Tidak ada yang merawat", 2, "keluarga")
    assert family_parts(ani, [case.id])[case.id]["roots"] == [str(command_id)]


def test_the_same_cause_again_is_one_cause_with_one_more_voice(case, ani, budi) -> None:
    first = cause(budi, case, "utang", note="Rentenir")
    second, _ = suggest(ani, case, "utang", note="Juga di warung", whose="keluarga")
    suggest(ani, case, "gagal_panen", effect_id=str(second))
    assert Cause.objects.filter(code="utang").count() == 1
    utang, panen = queries.causes_of(case.id)
    assert utang.parents == (panen.id,), "an effect named by its second voice is the same cause"
    (shown, _) = family_parts(ani, [case.id])[case.id]["causes"]
    assert shown["said"] == ["Juga di warung"]
    suggest(ani, case, "lainnya", note="satu")
    suggest(ani, case, "lainnya", note="dua")
    assert Cause.objects.filter(code="lainnya").count() == 2
    assert first.id == utang.id


def test_an_effect_that_is_gone_or_would_circle_is_left_out(case, ani, budi) -> None:
    a = cause(budi, case, "utang")
    cause(budi, case, "gagal_panen", a)
    suggest(ani, case, "utang", effect_id=str(Cause.objects.get(code="gagal_panen").id))
    suggest(ani, case, "bencana", effect_id=str(uuid7()))
    parents = {v.code: len(v.parents) for v in queries.causes_of(case.id)}
    assert parents == {"utang": 1, "gagal_panen": 0, "bencana": 0}


def test_a_closed_case_still_takes_what_was_seen_in_the_field(case, ani) -> None:
    Case.objects.filter(id=case.id).update(
        state="closed", outcome="terpenuhi", resolved_at=case.opened_at, closed_at=case.opened_at
    )
    suggest(ani, case, "utang")
    assert Cause.objects.count() == 1


def test_strangers_may_not(case, citra, make_user, ani) -> None:
    other = make_user("noor", name="Noor", area="63.71.03.1002", role="relawan").actor()
    assert refused(lambda: suggest(other, case, "utang")) in ("forbidden", "not_found")
    assert refused(lambda: suggest(citra, case, "utang")) == "not_found"
    assert refused(lambda: suggest(ani, case, "ngawur")) == "field_invalid"


def test_a_sensitive_cases_event_names_no_code(ani) -> None:
    case = open_case(ani, need="kekerasan")
    suggest(ani, case, "kekerasan")
    event = Event.objects.get(name="cause.added")
    assert "code" not in event.data
    assert event.area_code == "63.71.03"
