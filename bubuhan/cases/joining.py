"""Does a new report speak of an open case? Pure: the household rule, with the reason shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

WINDOW = timedelta(days=30)
AGE_SLACK = 3
DESA_LENGTH = 13


@dataclass(frozen=True, slots=True)
class About:
    """Whom a report or a case speaks of. `name_key` is "" when nobody knows."""

    name_key: str
    area_code: str
    sensitive: bool
    person_id: UUID | None = None
    sex: str = ""
    age: int | None = None


@dataclass(frozen=True, slots=True)
class OpenCase:
    """An open case that may be the same."""

    id: UUID
    number: str
    about: About
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Join:
    """The case to join, and why."""

    case_id: UUID
    reason: str


def find(report: About, cases: Sequence[OpenCase], now: datetime) -> Join | None:
    """The open case this report belongs to, the oldest first; None means: open a new one.

    A sensitive report never joins and nothing joins a sensitive case: the people around one may not
    learn of the other. An unknown subject never joins.
    """
    if report.sensitive or not (report.name_key or report.person_id):
        return None
    for case in sorted(cases, key=lambda c: c.opened_at):
        reason = _why(report, case, now)
        if reason:
            return Join(case.id, reason)
    return None


def _why(report: About, case: OpenCase, now: datetime) -> str:
    about = case.about
    if about.sensitive:
        return ""
    if report.person_id and report.person_id == about.person_id:
        return f"Orang yang sama dengan kasus {case.number}"
    if (
        not report.name_key
        or report.name_key != about.name_key
        or report.area_code != about.area_code
    ):
        return ""
    if len(report.area_code) < DESA_LENGTH:  # "somewhere in the kecamatan" is not a household
        return ""
    if now - case.opened_at > WINDOW or _contradicts(report, about):
        return ""
    return f"Nama dan desa/kelurahan sama dengan kasus {case.number} yang masih terbuka"


def _contradicts(one: About, other: About) -> bool:
    """Two people of one name: sex differs, or the ages are far apart, or two known persons."""
    if one.person_id and other.person_id and one.person_id != other.person_id:
        return True
    if one.sex and other.sex and one.sex != other.sex:
        return True
    return one.age is not None and other.age is not None and abs(one.age - other.age) > AGE_SLACK
