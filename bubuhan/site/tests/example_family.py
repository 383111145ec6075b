"""The household, the tree and a filled form behind a side's case, for the tests that walk every address."""

from typing import Any

from bubuhan.kernel import clock


def family(side: Any) -> dict[str, Any]:
    """One of each, made once a side; every text names the side's subject."""
    if "family" in side.made:
        found: dict[str, Any] = side.made["family"]
        return found
    from bubuhan.assessments import models

    now, case, name = clock.now(), side.case, side.subject
    house = models.Household.objects.create(area_code=side.area, address=f"Gang {name}")
    models.HouseholdCase.objects.create(case=case, household=house, at=now, by=side.name)
    member = models.Member.objects.create(
        household=house, name=f"{name} Anak", relation="anak", suspected=True, suspected_on=case,
        note=f"Catatan {name}", created_at=now,
    )  # fmt: skip
    models.MemberEntry.objects.create(
        member=member, case=case, kind="changed", at=now, by=side.name, data={"name": ["", name]}
    )
    common = {"case": case, "at": now, "by": side.name}
    kind = models.Classification.objects.create(
        member=member, taxonomy="ppks", code="24", valid_from=clock.day(now), note=name, **common
    )
    cause = models.Cause.objects.create(
        code="utang", note=f"Utang {name}", whose="petugas", sureness="mungkin", **common
    )
    models.CauseEvidence.objects.create(
        cause=cause, whose="petugas", text=f"Kata {name}", at=now, by=side.name
    )
    measured = models.Assessment.objects.create(
        instrument="hasil_singkat", version=1, moment="awal", answers='{"makan": "1"}', score=1,
        most=20, band="berat", made_at=now, **common,
    )  # fmt: skip
    side.made["family"] = {"member": member, "type": kind, "cause": cause, "measured": measured}
    return family(side)
