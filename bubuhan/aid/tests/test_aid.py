"""The ledger through the doors: entry, warnings, findings, across a border, reversal, rules, export."""

import io
from datetime import date, timedelta
from hashlib import sha256

import openpyxl
import pytest
from PIL import Image

from bubuhan import journal
from bubuhan.aid import actions, checking, ledger, queries
from bubuhan.aid.models import Aid, AidFinding, AidRule
from bubuhan.cases import documents
from bubuhan.cases.models import Case, CaseEntry
from bubuhan.cases.tests.doors import entrust, file_ref, open_case, refused, send, today
from bubuhan.files.actions import Part, receive
from bubuhan.journal.models import Event
from bubuhan.kernel import clock
from bubuhan.kernel.actors import SYSTEM

pytestmark = pytest.mark.django_db
TAPIN_DESA = "63.05.01.2001"


def days_of(rules, kind: str, programme: str, area: str) -> int:
    """The period of the rule that wins."""
    rule = checking.rule_for(rules, kind, programme, area)
    assert rule
    return rule.period_days


def words(**changes) -> actions.AidWords:
    return actions.AidWords(
        **{"kind": "sembako", "source": "baznas", "given_on": today(), **changes}
    )


def body(case: Case, **changes) -> dict:
    return {
        "case_id": str(case.id),
        "kind": "sembako",
        "source": "apbd",
        "given_on": today().isoformat(),
        "worth": 150000,
        **changes,
    }


def give(budi, case, **changes) -> Aid:
    return actions.give(actor=budi, whom=actions.Whom(case_id=case.id), words=words(**changes))


def in_tapin(person_id) -> Case:
    """A case of the same human being in another kabupaten."""
    from bubuhan.kernel import clock

    now = clock.now()
    return Case.objects.create(
        number="T-1", area_code=TAPIN_DESA, need="kekurangan_pangan", subject_name="Siti Aminah",
        person_id=person_id, band="sedang", opened_at=now,
    )  # fmt: skip


@pytest.fixture
def case(ani, make_member) -> Case:
    found = open_case(ani)
    found.person_id = make_member("Siti Aminah", found.area_code, "PSM").id
    found.save()
    return found


def test_from_the_phone_without_signal_it_is_always_kept(ani, budi, case) -> None:
    key, told = send(ani, "aid.give", body(case, files=[file_ref(1)]))
    assert told is None
    aid = Aid.objects.get(id=key)
    assert (aid.worth, aid.sha256, aid.given_by) == (150000, file_ref(1)["sha256"], ani.name)
    assert CaseEntry.objects.filter(case=case, kind="aid", text__contains="Paket sembako").exists()
    again, told = send(ani, "aid.give", body(case, reason="banjir susulan"))
    assert told == {"warnings": 1}
    assert Aid.objects.get(id=again).went_on == "banjir susulan"
    finding = AidFinding.objects.get()
    assert (finding.first_id, finding.second_id, finding.per) == (key, again, "household")
    assert Event.objects.filter(name="aid.doubled").count() == 1
    part = documents.case_documents(ani, [str(case.id)])[str(case.id)].body["aid"]
    assert [line["kind"] for line in part["given"]] == ["sembako", "sembako"]
    assert part["rules"] == {"sembako": {"per": "household", "days": 30}}


def test_from_the_office_a_warning_wants_a_reason(budi, case, client_of) -> None:
    give(budi, case, given_on=today() - timedelta(days=5))
    path = f"/kasus/{case.id}/bantuan/"
    form = {
        "kind": "sembako",
        "source": "apbd",
        "given_on": today().isoformat(),
        "worth": "Rp 150.000",
    }
    shown = client_of("budi").post(f"{path}periksa/", form).content.decode()
    assert "sudah menerima paket sembako" in shown
    answer = client_of("budi").post(f"{path}catat/", form, HTTP_HX_REQUEST="true")
    assert answer.status_code == 422
    assert "Tulis alasan" in answer.content.decode()
    answer = client_of("budi").post(f"{path}catat/", {**form, "went_on": "anak bertambah"})
    assert answer.status_code == 302
    page = client_of("budi").get(path).content.decode()
    assert "anak bertambah" in page
    assert "Rp150.000" in page


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"kind": "emas"}, 422),
        ({"source": ""}, 422),
        ({"worth": "banyak"}, 422),
        ({"given_on": "besok"}, 422),
        ({"given_on": "2030-01-01"}, 422),
    ],
)
def test_what_makes_no_sense_is_refused(budi, case, client_of, change, status) -> None:
    form = {"kind": "sembako", "source": "apbd", "given_on": today().isoformat(), **change}
    assert client_of("budi").post(f"/kasus/{case.id}/bantuan/catat/", form).status_code == status
    assert not Aid.objects.exists()


def test_across_districts_without_name_or_office(budi, citra, case, client_of) -> None:
    there = in_tapin(case.person_id)
    give(citra, there, given_by="Dinsos Tapin")
    found = queries.warnings([case.person_id], "sembako", today(), actor=budi)
    assert len(found) == 1
    month = f"{checking.MONTHS[today().month - 1]} {today().year}"
    assert f"di wilayah lain pada {month}" in found[0].text
    assert "Tapin" not in found[0].text
    give(budi, case, went_on="darurat")
    finding = AidFinding.objects.get()
    assert finding.across
    page = client_of("budi").get("/bantuan/ganda/").content.decode()
    assert "Di wilayah lain" in page
    assert "Tapin" not in page
    assert "T-1" not in page
    assert "Di wilayah lain" in client_of("citra").get("/bantuan/ganda/?lintas=1").content.decode()


def test_two_persons_of_one_household(budi, ani, case) -> None:
    from bubuhan.assessments.models import Household, HouseholdCase, Member
    from bubuhan.kernel import clock

    now = clock.now()
    other = open_case(
        ani, subject={"name": "Rahmat Hidayat", "sex": "L"}, need="sakit_tanpa_jaminan"
    )
    home = Household.objects.create(area_code=case.area_code)
    for one in (case, other):
        HouseholdCase.objects.create(case=one, household=home, at=now, by="Budi")
    wife = Member.objects.create(household=home, name="Siti", relation="istri", created_at=now)
    give(budi, case, kind="alat_bantu")
    assert (
        actions.preview(
            actor=budi, whom=actions.Whom(case_id=other.id), words=words(kind="alat_bantu")
        )
        == []
    )
    give(budi, case)
    found = actions.preview(actor=budi, whom=actions.Whom(case_id=other.id), words=words())
    assert "Anggota lain keluarga ini" in found[0].text
    whom = actions.Whom(case_id=case.id, member_id=wife.id)
    assert actions.preview(actor=budi, whom=whom, words=words())[0].given.whose == "household"
    strange = actions.Whom(
        case_id=open_case(ani, subject={"name": "Orang Lain"}).id, member_id=wife.id
    )
    assert refused(lambda: actions.give(actor=budi, whom=strange, words=words())) == "aid_whom"


def test_found_afterwards_when_two_persons_turn_out_to_be_one(
    budi, citra, case, make_member
) -> None:
    from bubuhan.people.decisions import record_decision

    twin = make_member("Siti Aminah", TAPIN_DESA, "PSM")
    give(citra, in_tapin(twin.id))
    give(budi, case)
    assert not AidFinding.objects.exists()
    with journal.unit():
        record_decision(case.person_id, twin.id, "same", actor=budi.ref)
        journal.record(
            "person.linked",
            actor=budi.ref,
            subject=("person", case.person_id),
            data={"other": str(twin.id)},
        )
    journal.drain()
    finding = AidFinding.objects.get()
    assert finding.later
    assert finding.across


def test_a_wrong_line_is_reversed_not_deleted(budi, dewi, case, client_of) -> None:
    first = give(budi, case)
    second = give(budi, case, went_on="salah")
    assert refused(lambda: actions.reverse(actor=dewi, aid_id=second.id, reason="x")) == "forbidden"
    path = f"/bantuan/{second.id}/batal/"
    assert client_of("budi").post(path, {"reason": ""}).status_code == 422
    assert client_of("budi").post(path, {"reason": "salah orang"}).status_code == 302
    assert client_of("budi").post(path, {"reason": "lagi"}).status_code == 409
    assert Aid.objects.count() == 3
    assert AidFinding.objects.get().state == "gone"
    assert (
        actions.preview(actor=budi, whom=actions.Whom(case_id=case.id), words=words())[0].given.id
        == first.id
    )
    assert ledger.page(budi, {})["count"] == 1


def test_a_finding_is_decided_with_a_reason_once(budi, citra, case, client_of) -> None:
    give(budi, case)
    second = give(budi, case, went_on="x")
    finding = AidFinding.objects.get()
    path = f"/bantuan/ganda/{finding.id}/"
    post = lambda who, **data: client_of(who).post(path, data).status_code  # noqa: E731
    assert post("citra", verdict="wajar", reason="ok") == 404
    assert post("dewi", verdict="wajar", reason="ok") == 403
    assert post("budi", verdict="entah", reason="ok") == 422
    assert post("budi", verdict="wajar", reason="") == 422
    assert (
        post("budi", verdict="salah_catat", reason="tercatat dua kali", reverse_id=str(second.id))
        == 302
    )
    assert Aid.objects.get(reverses=second)
    assert post("budi", verdict="wajar", reason="ok") == 409
    assert (
        "tercatat dua kali"
        in client_of("budi").get("/bantuan/ganda/?keadaan=diputuskan").content.decode()
    )


def test_a_protected_case_tells_nobody_else_anything(ani, budi, farida, dewi, client_of) -> None:
    secret = open_case(ani, need="kekerasan", subject={"name": "Rahasiawati Binti", "sex": "P"})
    entrust(secret.id, budi)
    give(budi, secret, programme="Rumah Aman", worth=900000)
    give(budi, secret, went_on="perlu", worth=1)
    page = client_of("dewi").get("/bantuan/").content.decode()
    assert "R. B." in page
    assert all(
        word not in page for word in ("Rahasiawati", "Rumah Aman", "sembako</td>", "900.000")
    )
    for query in ("?q=rahasiawati", "?jenis=sembako", "?sumber=baznas", "?wilayah=63.71.03.1003"):
        assert ledger.page(dewi, dict([query[1:].split("=")]))["page"].total == 0
    assert ledger.page(dewi, {})["worth"] == 0
    assert "Rahasiawati" not in client_of("farida").get("/bantuan/ganda/").content.decode()
    assert ledger.findings(dewi, {})["page"].total == 0
    assert ledger.findings(budi, {})["page"].total == 1
    sheet = openpyxl.load_workbook(
        io.BytesIO(client_of("farida").get("/bantuan/unduh/").content)
    ).worksheets[0]
    cells = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row]
    assert "R. B." in cells
    assert not any(
        "Rahasiawati" in cell or "Rumah Aman" in cell or cell == "900000" for cell in cells
    )


def test_the_ledger_filters_exports_what_is_seen_and_stays_few_queries(
    budi, citra, case, client_of, django_assert_max_num_queries
) -> None:
    for day in range(6):
        give(
            budi,
            case,
            kind="permakanan",
            given_on=today() - timedelta(days=day * 2),
            went_on="harian",
        )
    with django_assert_max_num_queries(30):
        page = client_of("budi").get("/bantuan/?jenis=permakanan").content.decode()
    assert page.count("Permakanan siap santap<") >= 6
    assert ledger.page(budi, {"dari": today().isoformat()})["page"].total == 1
    assert ledger.page(budi, {"q": "aminah", "jenis": "uang"})["page"].total == 0
    assert ledger.page(citra, {})["page"].total == 0
    made = client_of("budi").get("/bantuan/unduh/")
    rows = list(
        openpyxl.load_workbook(io.BytesIO(made.content)).worksheets[0].iter_rows(values_only=True)
    )
    assert len(rows) == 2 + 1 + 6 - 0
    assert Event.objects.get(name="aid.exported").data == {"rows": 6}
    assert client_of("dewi").get("/bantuan/unduh/").status_code == 403


def test_from_the_desk_for_a_person_of_the_registry(
    budi, citra, case, make_member, client_of
) -> None:
    person = make_member("Hamdan Yusri", case.area_code, "PSM")
    page = client_of("budi").get("/bantuan/catat/?q=hamdan").content.decode()
    assert f"?orang={person.id}" in page
    form = {
        "person_id": str(person.id),
        "kind": "uang",
        "source": "apbd",
        "given_on": today().isoformat(),
    }
    assert client_of("citra").post("/bantuan/catat/simpan/", form).status_code == 404
    assert client_of("citra").get(f"/bantuan/catat/?orang={person.id}").status_code == 404
    assert client_of("budi").post("/bantuan/catat/simpan/", form).status_code == 302
    assert Aid.objects.get().recipient == "Hamdan Yusri"
    assert "Siti Aminah" in client_of("budi").get("/bantuan/catat/?q=siti amin").content.decode()


def test_evidence_is_read_only_by_who_sees_the_line(budi, citra, case, client_of, tmp_path) -> None:
    aid = give(budi, case)
    out = io.BytesIO()
    Image.new("RGB", (8, 8), (40, 90, 90)).save(out, "JPEG")
    sha = sha256(out.getvalue()).hexdigest()
    size = len(out.getvalue())
    receive(Part(sha, 0, size, out.getvalue(), "image/jpeg"), by=SYSTEM, now=clock.now())
    Aid.objects.filter(id=aid.id).update(sha256=sha)
    assert client_of("budi").get(f"/bantuan/{aid.id}/bukti/").status_code == 200
    assert client_of("citra").get(f"/bantuan/{aid.id}/bukti/").status_code == 404


def test_rules_are_rows_with_history(farida, budi, client_of) -> None:
    page = client_of("budi").get("/pengaturan/bantuan/").content.decode()
    assert "CONTOH" in page
    form = {
        "kind": "sembako",
        "per": "person",
        "period_days": "14",
        "area_code": "63.71",
        "reason": "SK 12",
    }
    assert client_of("budi").post("/pengaturan/bantuan/simpan/", form).status_code == 403
    assert (
        client_of("farida")
        .post("/pengaturan/bantuan/simpan/", {**form, "area_code": "63.05"})
        .status_code
        == 403
    )
    assert (
        client_of("farida")
        .post("/pengaturan/bantuan/simpan/", {**form, "period_days": "0"})
        .status_code
        == 422
    )
    assert client_of("farida").post("/pengaturan/bantuan/simpan/", form).status_code == 302
    client_of("farida").post("/pengaturan/bantuan/simpan/", {**form, "period_days": "21"})
    assert AidRule.objects.filter(kind="sembako", area_code="63.71").count() == 2
    assert days_of(queries.rules_now(), "sembako", "", "63.71.03") == 21
    assert days_of(queries.rules_now(), "sembako", "", TAPIN_DESA) == 30


def test_the_check_is_pure() -> None:
    day = date(2026, 10, 10)
    rules = [
        checking.Rule("household", 30, "sembako"),
        checking.Rule("person", 7, "sembako", "Jumat Berkah"),
        checking.Rule("person", 90, "sembako", area_code="63.71"),
    ]
    assert days_of(rules, "sembako", "Jumat Berkah", "63.05") == 7
    assert days_of(rules, "sembako", "Jumat Berkah", "63.71.03") == 90
    assert checking.rule_for(rules, "uang", "", "63.71") is None
    near = checking.Given(
        "a", "sembako", date(2026, 9, 20), "household", recipient="Siti", seen=True
    )
    far = checking.Given("b", "sembako", date(2026, 9, 10), "person")
    unseen = checking.Given(
        "c", "sembako", date(2026, 10, 9), "person", recipient="X", place="Y", seen=False
    )
    found = checking.check(rules[0], [near, far, unseen], day, "Paket sembako")
    assert [one.given.id for one in found] == ["c", "a"]
    assert found[0].text == (
        "Penerima sudah menerima paket sembako di wilayah lain pada Oktober 2026. "
        "Aturannya sekali per keluarga dalam sebulan."
    )
    assert checking.check(rules[1], [near], day, "Paket sembako") == []
    assert checking.check(None, [near], day, "Paket sembako") == []
    assert [checking.period(d) for d in (1, 30, 90, 365, 1825)] == [
        "1 hari",
        "sebulan",
        "3 bulan",
        "setahun",
        "5 tahun",
    ]
