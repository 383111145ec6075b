"""Who did it, in the smallest form that history needs."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class ActorRef:
    """A reference that stays readable after the account behind it is gone."""

    kind: Literal["user", "device", "system"]
    id: str
    name: str


SYSTEM = ActorRef("system", "system", "Sistem")
