"""What every channel takes and gives."""

from dataclasses import dataclass, field
from typing import Any

from bubuhan.messages.kinds import Fault

ANSWER_MOST = 300


@dataclass(frozen=True, slots=True)
class Note:
    """What is told: already rendered from safe values. `tag` lets a newer one replace an older."""

    title: str
    text: str
    path: str = ""
    tag: str = ""
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Setup:
    """How an office reaches a gateway; the secret in clear, in memory only."""

    sender: str = ""
    config: dict[str, Any] = field(default_factory=dict)
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came back. `retry_after`: seconds the other side asked us to wait."""

    ok: bool
    fault: Fault = Fault.NONE
    answer: str = ""
    took_ms: int = 0
    retry_after: int = 0


def by_status(status: int, text: str, took_ms: int, retry_after: int = 0) -> Outcome:
    """How an HTTP status reads: 2xx through, 429 busy, 5xx later, anything else refused."""
    answer = f"{status} {text}".strip()[:ANSWER_MOST]
    if 200 <= status < 300:
        return Outcome(True, answer=answer, took_ms=took_ms)
    if status == 429:
        return Outcome(False, Fault.BUSY, answer, took_ms, retry_after)
    later = status >= 500 or status == 408
    return Outcome(False, Fault.AGAIN if later else Fault.REFUSED, answer, took_ms, retry_after)
