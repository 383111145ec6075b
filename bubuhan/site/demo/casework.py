"""What the rooms around a case add to the demo: one function each, in the order of the floors."""

from collections.abc import Callable
from datetime import datetime
from random import Random

from bubuhan.site.demo import (
    aid,
    assessments,
    directory,
    duty,
    messages,
    phones,
    plans,
    referrals,
    response,
    tracks,
)

FILLS: tuple[Callable[[Random, datetime], None], ...] = (
    directory.fill,
    duty.fill,
    assessments.fill,
    referrals.fill,
    tracks.fill,
    plans.fill,
    aid.fill,
    response.fill,  # clocks: they follow what the others made
    messages.fill,
    phones.fill,
)


def fill(random: Random, now: datetime) -> None:
    """Let every room add its part to the cases that `history` made."""
    for one in FILLS:
        one(random, now)
