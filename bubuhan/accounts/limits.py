"""Counting tries of one kind by one key, in the database so that every process counts together.

A try is counted before it is made (two tries at once cannot both slip under the limit) and taken
back when it succeeds.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, models
from django.db.models import F

from bubuhan.accounts.models import RateWindow
from bubuhan.kernel.problems import Problem

_COUNT = """
INSERT INTO accounts_ratewindow AS r (key, since, tries) VALUES (%(key)s, %(now)s, 1)
ON CONFLICT (key) DO UPDATE SET
  tries = CASE WHEN r.since <= %(start)s THEN 1 ELSE r.tries + 1 END,
  since = CASE WHEN r.since <= %(start)s THEN excluded.since ELSE r.since END
RETURNING since, tries
"""


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `tries` failed tries within `window`."""

    tries: int
    window: timedelta = timedelta(minutes=15)


def count(key: str, limit: Limit, now: datetime) -> None:
    """Count one try. Raises Problem("too_many_tries") when the window is full already."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"key": key[:120], "now": now, "start": now - limit.window})
        since, tries = cursor.fetchone()
    if tries > limit.tries:
        left = (since + limit.window - now).total_seconds()
        raise Problem("too_many_tries", minutes=max(1, -(-int(left) // 60)))


def forgive(*keys: str) -> None:
    """Take one counted try back: it succeeded.

    One row at a time: two phones that enrol together would lock both rows in different orders, and
    the loser would be told to try again with a code that is used up.
    """
    for key in keys:
        RateWindow.objects.filter(key=key[:120], tries__gt=0).update(tries=F("tries") - 1)


def sweep(now: datetime) -> int:
    """Forget windows that ended long ago; the number of rows removed."""
    old: models.QuerySet[RateWindow] = RateWindow.objects.filter(since__lt=now - timedelta(days=1))
    return old.delete()[0]
