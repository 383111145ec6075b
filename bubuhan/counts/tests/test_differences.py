"""What changed between two snapshots, person by person."""

from datetime import date

import pytest

from bubuhan.counts import actions, differences
from bubuhan.kernel.problems import Problem
from bubuhan.people.models import Person
from bubuhan.volunteers.models import Membership

KAB = "63.71"
ONE, TWO = "63.71.03.1001", "63.71.03.1002"


def of(person: Person) -> Membership:
    return Membership.objects.get(person=person, status="active")


@pytest.mark.django_db
def test_every_kind_of_change_is_told_with_its_reason(farida, make_member, client_of) -> None:
    names = "Berakhir Satu", "Pindah Dua", "Naik Tiga", "Turun Empat", "Berubah Lima", "Tetap Enam"
    gone, moved, better, worse, changed, _ = (make_member(n, ONE, "PSM") for n in names)
    low = [{"code": "sk", "text": "SK belum ada", "blocks": "perbaiki"}]
    Membership.objects.filter(person=better).update(grade="perbaiki", grade_reasons=low)
    Membership.objects.filter(person=worse).update(grade="sah")
    old = actions.take(area=KAB, actor=farida)
    ended = {"status": "ended", "ended_on": date(2026, 6, 1)}
    Membership.objects.filter(person=gone).update(**ended, end_reason="meninggal")
    Membership.objects.filter(person=moved).update(**ended, end_reason="pindah")
    twin = Person.objects.create(name="Pindah II", name_key="pindah", same_as=moved)
    Membership.objects.create(person=twin, pillar="PSM", area_code=TWO)
    Membership.objects.filter(person=better).update(grade="sah", grade_reasons=[])
    Membership.objects.filter(person=worse).update(grade="perbaiki", grade_reasons=low)
    Membership.objects.filter(person=changed).update(decree_no="12/2026")
    make_member("Baru Tujuh", TWO, "PSM")
    new = actions.take(area=KAB, actor=farida)
    found = {c.name: c for c in differences.between(old, new)}
    assert {n: c.kind for n, c in found.items()} == {
        "Baru Tujuh": "baru",
        "Berakhir Satu": "berakhir",
        "Pindah Dua": "pindah",
        "Naik Tiga": "naik",
        "Turun Empat": "turun",
        "Berubah Lima": "berubah",
    }
    assert found["Naik Tiga"].why == ["Perlu diperbaiki → Sah", "Selesai: SK belum ada"]
    assert found["Turun Empat"].why == ["Sah → Perlu diperbaiki", "Baru: SK belum ada"]
    assert found["Berubah Lima"].why == ["Berubah: nomor SK"]
    assert "01-06-2026" in found["Berakhir Satu"].why[0]
    page = client_of("farida").get(f"/hitungan/{old.id}/banding/{new.id}/?jenis=naik")
    assert "Naik Tiga" in page.content.decode()
    assert "Turun Empat" not in page.content.decode()


@pytest.mark.django_db
def test_two_areas_are_not_compared(farida, budi, make_member) -> None:
    make_member("Hamdan", ONE, "PSM")
    whole = actions.take(area=KAB, actor=farida)
    part = actions.take(area="63.71.03", actor=budi)
    with pytest.raises(Problem, match="snapshot_pair"):
        differences.between(whole, part)
    assert differences.between(whole, actions.take(area=KAB, actor=farida)) == []
