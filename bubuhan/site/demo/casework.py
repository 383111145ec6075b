"""What the rooms around a case add to the demo: one function each, in the order of the floors."""

from collections.abc import Callable
from datetime import datetime
from random import Random

FILLS: tuple[Callable[[Random, datetime], None], ...] = ()


def fill(random: Random, now: datetime) -> None:
    """Let every room add its part to the cases that `history` made."""
    for one in FILLS:
        one(random, now)
