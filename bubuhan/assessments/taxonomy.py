"""PPKS types and PAS groups of a person: what follows from what, and what does not fit an age. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

# How sure a mapping is, in words for the screen.
CERTAINTY = {
    "V": "terbaca dalam peraturan",
    "S": "menurut berita, belum dicek ke teks peraturan",
    "M": "belum dikonfirmasi",
    "I": "kesimpulan sendiri",
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A PAS group that follows from a PPKS type."""

    code: str
    certainty: str

    @property
    def words(self) -> str:
        return CERTAINTY.get(self.certainty, "")


@dataclass(frozen=True, slots=True)
class Limit:
    """Ages between which a type is usual; None is no limit."""

    minimum: int | None
    maximum: int | None


def proposal(ppks_data: Mapping[str, Any]) -> Proposal | None:
    """The PAS group of a PPKS type by the mapping of its list row (`pas`, `pas_certainty`)."""
    code = ppks_data.get("pas")
    return Proposal(str(code), str(ppks_data.get("pas_certainty", "I"))) if code else None


def age_warning(name: str, age: int | None, limit: Limit | None) -> str:
    """A sentence when the age is outside what is usual, "" when it fits or is unknown. Never a refusal."""
    if limit is None or age is None:
        return ""
    low, high = limit.minimum, limit.maximum
    if (low is None or age >= low) and (high is None or age <= high):
        return ""
    if low is not None and high is not None:
        usual = f"{low} sampai {high} tahun"
    else:
        usual = f"{low} tahun ke atas" if low is not None else f"paling tua {high} tahun"
    return (
        f"Umurnya {age} tahun, padahal {name} biasanya {usual}. Periksa lagi umurnya atau jenisnya."
    )


def age_on(
    day: date, birth_date: date | None, age_years: int | None, noted_on: date | None
) -> int | None:
    """Age on a day, from the birth date, or from an age once told and the years since."""
    if birth_date is not None:
        had = (day.month, day.day) >= (birth_date.month, birth_date.day)
        return max(0, day.year - birth_date.year - (not had))
    if age_years is None:
        return None
    return age_years + max(0, (day - noted_on).days // 365) if noted_on else age_years


def sensitive(rows: Iterable[Mapping[str, Any]]) -> bool:
    """Does one of these list rows protect the case?"""
    return any(bool(row.get("sensitive")) for row in rows)
