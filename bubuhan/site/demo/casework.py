"""What the rooms around a case add to the demo: one function each, in the order of the floors."""

from collections.abc import Callable
from datetime import datetime
from random import Random

from bubuhan.site.demo import assessments, referrals, response

FILLS: tuple[Callable[[Random, datetime], None], ...] = (
    assessments.fill,
    referrals.fill,
    response.fill,
)  # clocks last: they follow what the others made


def fill(random: Random, now: datetime) -> None:
    """Let every room add its part to the cases that `history` made."""
    for one in FILLS:
        one(random, now)
