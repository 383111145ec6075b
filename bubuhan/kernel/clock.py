"""The only clock. Rules never call it: they take `now` as an argument."""

from datetime import UTC, datetime


def now() -> datetime:
    """Current instant, aware, in UTC."""
    return datetime.now(UTC)
