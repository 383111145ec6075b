"""Around "Catat laporan": who is known already, and what became of a report that was written down."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from bubuhan.accounts.policy import Actor
from bubuhan.cases import listing, responders
from bubuhan.cases.dispatch import Ranked
from bubuhan.cases.models import CaseReport
from bubuhan.geo import names
from bubuhan.kernel.problems import Problem
from bubuhan.people import hints
from bubuhan.people.hints import Hint
from bubuhan.reports import intake
from bubuhan.reports.models import Report

ENOUGH = 3


@dataclass(frozen=True, slots=True)
class Known:
    """Persons and open cases like the name that is being typed, as far as one may see."""

    people: list[Hint]
    cases: list[listing.QueueRow]


def known(actor: Actor, given: dict[str, str]) -> Known:
    """What the registry and the open cases say about a half-typed name."""
    name = " ".join(given.get("name", "").split())[:80]
    if sum(c.isalpha() for c in name) < ENOUGH:
        return Known([], [])
    found = listing.CaseFilter(q=name, state="unfinished", sort="newest")
    rows = listing.queue(actor, found, size=4).rows
    typed = {
        "name": name,
        "sex": given.get("sex", ""),
        "phone": given.get("phone", ""),
        "area_code": given.get("area_code", ""),
    }
    return Known(hints.of_typed(actor, typed), list(rows))


def result(actor: Actor, report_id: UUID) -> dict[str, Any]:
    """The report, its case once there is one, and whom one could ask. Only for who wrote it down.

    Raises `not_found`.
    """
    report = Report.objects.filter(id=report_id, user_id=actor.user_id).first()
    if report is None or not intake.told(report):
        raise Problem("not_found")
    link = CaseReport.objects.select_related("case").filter(report=report).first()
    row = next(iter(listing.rows_of(actor, [link.case])), None) if link else None
    ranked: list[Ranked] = []
    if link and row and row.level == "full" and row.state in ("waiting", "offered"):
        ranked = list(responders.ranked(link.case))[:3]
    return {
        "report": report,
        "told": intake.told(report),
        "place": names.label(report.area_code),
        "link": link,
        "row": row,
        "ranked": ranked,
    }
