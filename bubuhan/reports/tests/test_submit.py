"""Reports through the command door."""

from bubuhan.reports.models import Report


def test_nothing_yet(db) -> None:
    assert Report.objects.count() == 0
