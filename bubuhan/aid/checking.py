"""Is this one too many? Pure: what was given, the rule, the day -> what speaks against it.

Two persons count as one when the registry says they are the same human being; as one household when
they live in it. The caller says which (`whose`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)


@dataclass(frozen=True, slots=True)
class Rule:
    """Once per person or household within so many days. `depth` is the length of its area code."""

    per: Literal["person", "household"]
    period_days: int
    kind: str
    programme: str = ""
    area_code: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """One line of the ledger. `whose`: the same human being, or another of the household.

    `seen`: whether who asks may read the line; else neither name nor office nor exact day is told.
    """

    id: object
    kind: str
    on: date
    whose: Literal["person", "household"]
    programme: str = ""
    recipient: str = ""
    place: str = ""
    by: str = ""
    seen: bool = True


@dataclass(frozen=True, slots=True)
class Warning:
    """One line that speaks against giving now, in words."""

    given: Given
    rule: Rule
    text: str


def rule_for(rules: Iterable[Rule], kind: str, programme: str, area: str) -> Rule | None:
    """The rule in force for a kind, a programme and a place: deepest area first, then the programme."""
    fitting = [
        rule
        for rule in rules
        if rule.kind == kind
        and rule.programme in ("", programme)
        and (not rule.area_code or area == rule.area_code or area.startswith(rule.area_code + "."))
    ]
    return max(fitting, key=lambda r: (len(r.area_code), bool(r.programme)), default=None)


def check(rule: Rule | None, earlier: Sequence[Given], on: date, kind_name: str) -> list[Warning]:
    """What was given too near in time, nearest first. Without a rule nothing is too much."""
    if rule is None:
        return []
    near = [
        one
        for one in earlier
        if one.kind == rule.kind
        and (not rule.programme or one.programme == rule.programme)
        and abs((on - one.on).days) < rule.period_days
        and (one.whose == "person" or rule.per == "household")
    ]
    near.sort(key=lambda one: abs((on - one.on).days))
    return [Warning(one, rule, words(one, rule, kind_name)) for one in near]


def words(one: Given, rule: Rule, kind_name: str) -> str:
    """One sentence: what, to whom, when, where, as far as it may be said; and the rule."""
    what = kind_name[:1].lower() + kind_name[1:]
    once = "keluarga" if rule.per == "household" else "orang"
    limit = f"Aturannya sekali per {once} dalam {period(rule.period_days)}."
    month = f"{MONTHS[one.on.month - 1]} {one.on.year}"
    who = "Penerima" if one.whose == "person" else "Anggota lain keluarga ini"
    if not one.seen:
        return f"{who} sudah menerima {what} di wilayah lain pada {month}. {limit}"
    name = f" ({one.recipient})" if one.recipient and one.whose == "household" else ""
    place = f" di {one.place}" if one.place else ""
    by = f", dari {one.by}" if one.by else ""
    return f"{who}{name} sudah menerima {what} pada {one.on:%d-%m-%Y}{place}{by}. {limit}"


def period(days: int) -> str:
    """365 -> setahun; 30 -> sebulan; 90 -> 3 bulan; 10 -> 10 hari."""
    if days % 365 == 0:
        return "setahun" if days == 365 else f"{days // 365} tahun"
    if days % 30 == 0:
        return "sebulan" if days == 30 else f"{days // 30} bulan"
    return f"{days} hari"
