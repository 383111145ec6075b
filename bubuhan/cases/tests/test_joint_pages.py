"""`/kasus/bagi-tugas/`: the proposal, the officer's changes, and cases that moved on meanwhile."""

import pytest

from bubuhan import journal
from bubuhan.cases import actions
from bubuhan.cases.models import Assignment
from bubuhan.cases.tests.doors import PELAMBUAN, TELAGA_BIRU, entrust, fresh, open_case

pytestmark = pytest.mark.django_db
PAGE = "/kasus/bagi-tugas/"


@pytest.fixture
def work(ani, make_member):
    make_member("Hamdan Yusri", TELAGA_BIRU, "PSM")
    names = ["Siti Aminah", "Rahmat Hidayat", "Galuh Sari", "Utuh Mansyur"]
    return [open_case(ani, subject={"name": n, "sex": "P"}) for n in names]


def pick(cases, person, **over) -> dict:
    data: dict = {"pick": [str(c.id) for c in cases]}
    for case in cases:
        data |= {f"to-{case.id}": str(person), f"rev-{case.id}": str(fresh(case).rev)}
    return data | over


def test_a_proposal_with_reasons_and_who_is_next(
    client_of, work, django_assert_max_num_queries
) -> None:
    client_of("budi").get(PAGE)
    client = client_of("budi")
    with django_assert_max_num_queries(28):
        page = client.get(PAGE).content.decode()
    assert "4 kasus untuk " in page
    assert "Hamdan Yusri" in page
    assert "Berikutnya:" in page
    assert "PSM mendampingi warga" in page
    assert "Tidak ada kasus yang menunggu" in client.get(PAGE + "?kebutuhan=odgj").content.decode()


def test_it_applies_case_by_case_and_says_what_moved_on(client_of, ani, budi, work) -> None:
    data = pick(work, ani.person_id, note="Periksa keadaan rumah")
    actions.dispatch(actor=budi, case_id=work[0].id, person_id=ani.person_id)
    actions.accept(actor=ani, case_id=work[0].id)
    page = client_of("dewi").post(PAGE, data).content.decode()
    assert "Sudah berubah sementara Anda memilih: sekarang ditangani, Ani Rahmawati." in page
    assert page.count("Ditawarkan") == 3
    tasks = Assignment.objects.filter(case__in=[c.id for c in work[1:]])
    assert {(t.person_id, t.note, t.offered_by) for t in tasks} == {
        (ani.person_id, "Periksa keadaan rumah", "Dewi Noor Aisyah")
    }
    names = [e.name for e in journal.history("case", str(work[1].id))]
    assert names.count("case.dispatched") == 1


def test_not_now_and_nothing(client_of, work, ani) -> None:
    data = pick(work, "")
    assert client_of("budi").post(PAGE, data).status_code == 422
    assert not Assignment.objects.exists()
    assert client_of("ani").get(PAGE).status_code in (302, 403)
    assert client_of("gazali").get(PAGE).status_code == 403


def test_protected_and_foreign_cases_stay_out(client_of, work, ani, budi, citra) -> None:
    secret = open_case(ani, need="kekerasan", subject={"name": "Rahasiawati", "sex": "P"})
    entrust(secret.id, budi)
    page = client_of("budi").get(PAGE).content.decode()
    assert "Rahasiawati" not in page
    assert secret.number not in page
    assert "Siti Aminah" not in client_of("citra").get(PAGE).content.decode()
    page = client_of("citra").post(PAGE, pick(work[:1], ani.person_id)).content.decode()
    assert "Siti Aminah" not in page
    assert fresh(work[0]).state == "waiting"


def test_what_cannot_be_given_is_said(client_of, ani, work, make_member) -> None:
    page = client_of("budi").get(PAGE + "?tiap=1").content.decode()
    assert "1 kasus belum mendapat siapa pun" in page
    assert "Semua orang yang cocok sudah mendapat cukup banyak kasus." in page
    assert PELAMBUAN
