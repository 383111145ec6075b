"""What other rooms know of a hat's work; rooms above answer through functions that `site.wiring` adds."""

from collections.abc import Callable
from uuid import UUID

# membership ids -> how many cases they have in hand
OPEN_WORK: list[Callable[[list[UUID]], int]] = []


def open_work(membership_ids: list[UUID]) -> int:
    """Cases in the hands of these hats."""
    return sum(count(membership_ids) for count in OPEN_WORK)
