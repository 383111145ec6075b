"""The retention run over everything the rooms around a case keep."""

from datetime import timedelta

import pytest

from bubuhan.cases.models import Case
from bubuhan.kernel import clock
from bubuhan.privacy.tests.test_retention import everywhere, run
from bubuhan.site.tests.doors import make_everything
from bubuhan.site.tests.examples import Side

pytestmark = pytest.mark.django_db


def test_the_rooms_around_a_case_forget_its_people_too(farida):
    """Every example the rooms make for a case, with its telltale name, then the run."""
    side = Side("own", "63.71.03.1003", "Mawardiansyah", "Siti Aminah")
    make_everything((side,))
    then = clock.now() - timedelta(days=365 * 6)
    Case.objects.filter(id=side.case.id).update(
        state="closed", sensitive=False, closed_at=then, resolved_at=then, outcome="terpenuhi", opened_at=then,
    )  # fmt: skip
    assert everywhere()
    run(farida, "kasus")
    left = [row for row in everywhere() if not row.startswith("reports_report:")]  # of no case
    assert left == []
