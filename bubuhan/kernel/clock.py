"""The only clock. Rules never call it: they take `now` or `today` as an argument."""

from datetime import UTC, date, datetime

from django.utils import timezone


def now() -> datetime:
    """Current instant, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The day it is here (BUBUHAN_TIME_ZONE). Never `now().date()`: until eight in the morning that is yesterday."""
    return day(now())


def day(at: datetime) -> date:
    """The day on which an instant falls here."""
    return timezone.localtime(at).date()
