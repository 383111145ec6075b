"""Freezing a count: who counts once, what is kept, and what a later change looks like."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from bubuhan.counts import actions, freezing, tallying
from bubuhan.counts.models import Snapshot, SnapshotRow
from bubuhan.kernel import clock
from bubuhan.kernel.problems import Problem
from bubuhan.people.models import Person
from bubuhan.volunteers.models import Membership

PELAMBUAN = "63.71.03.1003"
TELAGA_BIRU = "63.71.03.1002"
KAB = "63.71"


@pytest.fixture
def three(make_member):
    """Ani-like people: one sah, one to repair, one doubtful; and one across the border."""
    made = [
        make_member("Hamdan Yusri", PELAMBUAN, "PSM"),
        make_member("Norhayati", TELAGA_BIRU, "PSM"),
        make_member("Rusdiansyah", TELAGA_BIRU, "PSM"),
    ]
    make_member("Salasiah", "63.05.01.2001", "PSM")
    for person, grade in zip(made, ("sah", "perbaiki", "ragu"), strict=True):
        Membership.objects.filter(person=person).update(
            grade=grade, grade_reasons=[{"code": "sk", "text": f"SK {grade}", "blocks": grade}]
        )
    return made


def grades(area: str, pillar: str = "PSM") -> dict[str, int]:
    found = [t for t in tallying.live(area, len(area)) if t.pillar == pillar]
    return found[0].grades if found else {}


@pytest.mark.django_db
def test_one_human_counts_once_with_the_best_grade(three) -> None:
    assert grades(KAB) == {"sah": 1, "perbaiki": 1, "ragu": 1}
    twin = Person.objects.create(name="M. Hamdan Yusri", name_key="hamdan yusri", same_as=three[0])
    Membership.objects.create(person=twin, pillar="PSM", area_code=TELAGA_BIRU, grade="ragu")
    assert grades(KAB) == {"sah": 1, "perbaiki": 1, "ragu": 1}
    assert grades("63.71.03.1002") == {"perbaiki": 1, "ragu": 2}
    assert sum(grades("").values()) == 4


@pytest.mark.django_db
def test_a_snapshot_holds_rows_numbers_hash_and_signature(farida, three) -> None:
    person = three[0]
    person.set_nik("6371031708650000")
    person.save()
    with_number = actions.take(area=KAB, actor=farida, note="Rakor  November")
    found = Snapshot.objects.get(id=with_number.id)
    assert found.row_count == 5  # with Ani (PSM) and Dewi (TKSK)
    assert found.note == "Rakor November"
    assert found.body["by_pillar"]["PSM"]["sah"] == 1
    assert {"pillar": "PSM", "area_code": "63.71.03", "grade": "ragu", "count": 1} in found.body[
        "totals"
    ]
    assert found.body["coverage"]["PSM"]["units"] == 52
    assert found.body["coverage"]["PSM"]["covered"] == 2
    assert "63.71.03.1001" in found.body["coverage"]["PSM"]["empty_codes"]
    row = SnapshotRow.objects.get(snapshot=found, person_id=person.id)
    assert row.facts["nik"] == "6371 •••• •••• 0000"
    assert "6371031708650000" not in str(row.facts)
    assert row.reasons[0]["text"] == "SK sah"
    assert freezing.check(found).ok


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE counts_snapshotrow SET grade = 'sah' WHERE name = 'Rusdiansyah'",
        "UPDATE counts_snapshotrow SET name = 'Rusdi' WHERE name = 'Rusdiansyah'",
        "DELETE FROM counts_snapshotrow WHERE name = 'Rusdiansyah'",
        "UPDATE counts_snapshot SET body = jsonb_set(body, '{by_pillar,PSM,sah}', '175')",
        "UPDATE counts_snapshot SET taken_at = taken_at - interval '1 day'",
        "UPDATE counts_snapshot SET area_label = 'Kota Banjarbaru'",
    ],
)
def test_any_later_change_shows(farida, three, sql) -> None:
    made = actions.take(area=KAB, actor=farida)
    with connection.cursor() as cursor:
        cursor.execute(sql)
    found = freezing.check(Snapshot.objects.get(id=made.id))
    assert (found.whole, found.genuine) == (False, True)


@pytest.mark.django_db
def test_a_hash_made_to_fit_lacks_the_signature(farida, three) -> None:
    made = actions.take(area=KAB, actor=farida)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE counts_snapshot SET note = 'lain'")
    forged = Snapshot.objects.get(id=made.id)
    sealer = freezing.Sealer()
    sealer.add(freezing.rows_in_order(forged))
    Snapshot.objects.filter(id=made.id).update(hash=sealer.seal(forged))
    found = freezing.check(Snapshot.objects.get(id=made.id))
    assert (found.whole, found.genuine) == (True, False)
    Snapshot.objects.filter(id=made.id).update(signature="x")
    assert not freezing.check(Snapshot.objects.get(id=made.id)).genuine


@pytest.mark.django_db
def test_a_snapshot_is_never_edited(farida, three) -> None:
    made = actions.take(area=KAB, actor=farida)
    with pytest.raises(TypeError, match="never changed"):
        made.save()
    with pytest.raises(TypeError, match="never deleted"):
        made.delete()


@pytest.mark.django_db
def test_who_may_freeze_and_sign(ani, budi, citra, farida, three) -> None:
    for actor in (ani, citra):
        with pytest.raises(Problem, match="forbidden"):
            actions.take(area=KAB, actor=actor)
    with pytest.raises(Problem, match="area_unknown"):
        actions.take(area="63.71.99", actor=budi)
    made = actions.take(area=KAB, actor=budi)
    today = clock.today()
    values: dict[str, Any] = {
        "snapshot_id": made.id,
        "name": "Farida Hanum",
        "office": "Kepala Dinas Sosial",
    }
    with pytest.raises(Problem, match="forbidden"):
        actions.sign(actor=budi, signed_on=today, **values)
    wrongs: tuple[tuple[dict[str, Any], str], ...] = (
        ({"signed_on": today + timedelta(days=1)}, "date_ahead"),
        ({"signed_on": date(2020, 1, 1)}, "signed_before_count"),
        ({"signed_on": today, "nip": "12"}, "nip_invalid"),
    )
    for wrong, code in wrongs:
        with pytest.raises(Problem, match=code):
            actions.sign(actor=farida, **{**values, **wrong})
    row = actions.sign(actor=farida, signed_on=today, nip="19700101 199503 2 001", **values)
    assert row.nip == "197001011995032001"
    with pytest.raises(Problem, match="sheet_signed"):
        actions.sign(actor=farida, signed_on=today, **values)


@pytest.mark.django_db
def test_published_numbers_and_absences_are_frozen_with_the_count(budi, three) -> None:
    values = actions.ControlValues(KAB, "PSM", 175, "seputaran.id", date(2025, 11, 1), "month")
    first = actions.set_control(actor=budi, values=values)
    actions.record_absence(
        actor=budi, area=KAB, pillar="WPKS", said_by="Kabid Dayasos", said_on=date(2026, 1, 5)
    )
    made = actions.take(area=KAB, actor=budi)
    assert made.body["by_pillar"]["PSM"]["gap"] == -171
    assert made.body["control_totals"][0]["date"] == "11-2025"
    assert made.body["absences"][0]["said_by"] == "Kabid Dayasos"
    better = actions.ControlValues(KAB, "PSM", 180, "Dinsos", date(2026, 1, 1))
    actions.set_control(actor=budi, values=better, replaces=first.pk, why="angka baru")
    with pytest.raises(Problem, match="control_replaced"):
        actions.withdraw_control(actor=budi, control_id=first.pk, why="x")
    with pytest.raises(Problem, match="absence_known"):
        actions.record_absence(
            actor=budi, area=KAB, pillar="WPKS", said_by="lain", said_on=date(2026, 1, 5)
        )
    assert freezing.check(Snapshot.objects.get(id=made.id)).ok


@pytest.mark.django_db
def test_criteria_are_counted_as_the_grade_sees_them(farida, three) -> None:
    """Our quick way and `standing.facts.load` give one verdict for everybody."""
    from bubuhan.counts import evidence
    from bubuhan.standing import facts
    from bubuhan.standing.models import CriterionAnswer

    for place, word in enumerate(("bukti", "pernyataan")):
        for code in ("wni", "bimtek_dasar", "berkelakuan_baik"):
            CriterionAnswer.objects.create(
                person=three[place], criterion=code, answer=word, origin="office", by="x",
                by_id="x", at=clock.now(),
            )  # fmt: skip
    found = evidence.criteria(KAB)
    members = list(Membership.objects.filter(area_code__startswith=KAB).select_related("person"))
    slow = [(one.member.pillar, one.verdict) for one in facts.load(members)]
    for row in found["verdicts"]:
        same = [v for p, v in slow if (p, v.code) == (row["pillar"], row["code"])]
        assert len(same) == row["count"]
    for row in found["criteria"]:
        for answer, count in row["answers"].items():
            again = [
                1
                for pillar, verdict in slow
                for one in verdict.reasons
                if (pillar, one.code, one.answer) == (row["pillar"], row["code"], answer)
            ]
            assert len(again) == count
    assert sum(row["count"] for row in found["verdicts"]) == len(members)
