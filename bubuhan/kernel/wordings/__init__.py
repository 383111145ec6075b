"""The sentences of all problems, by part of the house; `kernel.problems` joins them to one catalogue."""

from typing import NamedTuple


class ProblemKind(NamedTuple):
    """HTTP status and sentence template of one problem code."""

    status: int
    text: str
