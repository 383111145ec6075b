"""One catalogue of everything that can be wrong with what a person or a program sends.

A problem has a stable code for programs and an Indonesian sentence for people that says what
happened and what to do. Each room has its own section in `kernel/wordings/`; a snapshot test
guards the whole.
"""

from collections.abc import Mapping
from typing import Any

from bubuhan.kernel.wordings import ProblemKind, common, registry, work


class Problem(Exception):
    """Something a person can put right. `field` names the place in the input, when there is one."""

    def __init__(self, code: str, /, field: str | None = None, **values: object) -> None:
        kind = CATALOGUE[code]
        self.code = code
        self.field = field
        self.status = kind.status
        self.values = values
        self.message = kind.text.format_map(_Blank(values))
        super().__init__(f"{code}: {self.message}")

    def as_dict(self) -> dict[str, Any]:
        """Return `{"code", "field", "message"}`, the shape every door answers with."""
        return {"code": self.code, "field": self.field, "message": self.message}


class _Blank(dict[str, object]):
    """A missing value leaves an ellipsis rather than a crash inside an error."""

    def __init__(self, values: Mapping[str, object]) -> None:
        super().__init__(values)

    def __missing__(self, key: str) -> str:
        return "…"


CATALOGUE: dict[str, ProblemKind] = {**common.PROBLEMS, **registry.PROBLEMS, **work.PROBLEMS}
