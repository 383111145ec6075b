"""A flood evening: 300 reports from 40 phones within the hour, shared out together, nothing lost."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from playwright.sync_api import Page, expect

from e2e.ageing import age, run_inside
from e2e.conftest import Instance
from e2e.phone import somebody
from e2e.wire import WirePhone, flood_story

PHONES, REPORTS = 40, 300
_COUNT = """
from bubuhan.cases.models import CaseReport
from bubuhan.reports.models import Report
ids = {ids!r}
print(Report.objects.filter(id__in=ids).count(), CaseReport.objects.filter(report_id__in=ids).count())
"""
_CASES = """
from bubuhan.cases.models import Case
rows = Case.objects.filter(reports__report_id__in={ids!r}, state="offered")
print(*rows.values_list("id", flat=True).distinct())
"""
_EMERGENCIES = """
from bubuhan.cases.models import Case
rows = Case.objects.filter(reports__report_id__in={ids!r}, band="darurat", first_response_at=None)
print(*rows.values_list("id", flat=True).distinct()[:20])
"""
_SCAN = """
from bubuhan.kernel import clock
from bubuhan.response.scanning import scan
first, second = scan(clock.now()), scan(clock.now())
from bubuhan.response.models import Escalation
for one in {cases!r}:
    rungs = list(Escalation.objects.filter(clock__case_id=one).values_list("clock_id", "position"))
    assert len(rungs) == len(set(rungs)), rungs
print(Escalation.objects.filter(clock__case_id__in={cases!r}).count())
"""


def send_all(phones: list[WirePhone]) -> list[str]:
    """Every phone sends its share, all at the same time; returns the reports' ids."""

    def share(phone: WirePhone, count: int) -> list[str]:
        return [
            str(
                phone.report(
                    somebody("Banjir"), flood_story(), need="bencana",
                    signs={"danger_now": n % 3 == 0, "vulnerable": True},
                )
            )
            for n in range(count)
        ]  # fmt: skip

    each = [REPORTS // PHONES + (n < REPORTS % PHONES) for n in range(PHONES)]
    with ThreadPoolExecutor(8) as pool:
        return [one for found in pool.map(share, phones, each) for one in found]


def test_a_flood_evening(instance: Instance, office: Callable[..., Page]) -> None:
    with ThreadPoolExecutor(8) as pool:
        phones = list(
            pool.map(
                lambda code: WirePhone(instance.url, code), instance.new_codes(PHONES, by="budi")
            )
        )
    wall = office("budi")
    wall.goto("/siaga/")
    hour = wall.locator(".wall-figures div").filter(has_text="Laporan satu jam").locator("dd")
    before = int(hour.inner_text().replace(".", ""))

    ids = send_all(phones)
    assert len(set(ids)) == REPORTS
    # The wall follows by itself: nobody reloads it.
    expect(hour).to_have_text(
        re.compile(f"^{before + REPORTS}$|^{before + REPORTS:_}$".replace("_", r"\."))
    )
    told: list[str] = []
    for _ in range(180):
        told = run_inside(instance, _COUNT.format(ids=ids)).split()[-2:]
        if told == [str(REPORTS), str(REPORTS)]:
            break
    assert told == [str(REPORTS), str(REPORTS)], "every report became a case or joined one"

    budi = office("budi")
    budi.goto("/kasus/bagi-tugas/?kebutuhan=bencana")
    rows = budi.get_by_role("checkbox", name=re.compile("^Bagi "))
    expect(rows.first).to_be_visible()
    offered = rows.count()
    assert offered > PHONES
    budi.get_by_role("button", name="Tawarkan yang dicentang").click()
    expect(budi.get_by_role("heading", name="Hasil pembagian tugas")).to_be_visible()
    assert budi.locator("ul.lines li").filter(has_text="kepada ").count() == offered

    busy = run_inside(instance, _CASES.format(ids=ids)).split()
    assert 0 < len(busy) <= offered  # the list may hold cases from before the flood
    case, asked = answered(phones)
    assert asked.push(("case.accept", {"case_id": case}))[0]["outcome"] == "accepted"

    # Emergencies: they wake people at any hour; what can wait would wait for the morning.
    late = run_inside(instance, _EMERGENCIES.format(ids=ids)).split()
    assert late
    climbed = age(instance, late, minutes=60 * 24 * 2, then=_SCAN.format(cases=late))
    assert int(climbed.split()[-1]) >= len(late)
    up = wall.locator(".wall-climb .wall-n")
    expect(up).not_to_have_text("0")


def answered(phones: list[WirePhone]) -> tuple[str, WirePhone]:
    """A case that is offered to one of these phones, and that phone."""
    for phone in phones:
        phone.pull()
        for (kind, key), body in phone.docs.items():
            if kind == "case" and body.get("offer"):
                return key, phone
    raise AssertionError("nobody of the forty was asked")
