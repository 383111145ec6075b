"""Is this code one that may be written today?"""

from bubuhan.geo import names
from bubuhan.geo.models import Area, AreaChange
from bubuhan.kernel.problems import Problem


def current(code: str, field: str | None = "area_code") -> str:
    """Return the code when it is valid.

    Raises Problem("area_missing") for "", Problem("area_retired") with the successor's name for a
    code that was replaced, Problem("area_unknown") for anything else.
    """
    if not code:
        raise Problem("area_missing", field)
    area = Area.objects.filter(code=code).only("valid_to").first()
    if area is not None and area.valid_to is None:
        return code
    successors = successors_of(code)
    if successors or AreaChange.objects.filter(old_code=code).exists() or area is not None:
        raise Problem("area_retired", field, code=code, successor=_say(successors))
    raise Problem("area_unknown", field, code=code)


def successors_of(code: str) -> list[str]:
    """Codes that replaced a retired one: one when it is certain, several when a person must choose."""
    found: list[str] = []
    for change in AreaChange.objects.filter(old_code=code):
        found += [change.new_code] if change.new_code else change.candidates
    return list(dict.fromkeys(found))


def _say(successors: list[str]) -> str:
    labels = names.names(successors)
    return " atau ".join(f"{labels[c]} ({c})" for c in successors) or "belum tercatat"
