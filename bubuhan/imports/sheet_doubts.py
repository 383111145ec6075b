"""What a row says beside its facts that somebody must look at first: two people, or one who died. Pure."""

import re
from collections.abc import Mapping

from bubuhan.kernel.names import is_title
from bubuhan.kernel.problems import Problem

_BETWEEN = re.compile(r"\s*[/&;]\s*|\s+dan\s+", re.IGNORECASE)
_SECOND = re.compile(r"^\s*1\s*[.)].*\b2\s*[.)]\s*[^\W\d_]", re.DOTALL)
_DIED = r"alm|almh|almarhum|almarhumah|meninggal|wafat"
_DIED_NAME = re.compile(rf"\b(?:{_DIED})\b", re.IGNORECASE)
_DIED_NOTE = re.compile(rf"^\W*(?:(?:sudah|telah|sdh|tlh)\s+)?(?:{_DIED})\b", re.IGNORECASE)
_FATHER = re.compile(r"\bbin(?:ti)?\b", re.IGNORECASE)  # "bin (alm) Saleh" speaks of the father
_NOTES = ("note", "condition")


def doubt_of(name: str, details: Mapping[str, str]) -> Problem | None:
    """`two_people` for "Rahmawati / Slamet", `row_deceased` for "Samad (alm)" or a note that says so."""
    plain = name.replace(" ", "").isalpha()  # the common name: letters and blanks only
    if (not plain or " dan " in name.lower()) and _two(name):
        return Problem("two_people", "name", value=name[:60])
    if _DIED_NAME.search(_FATHER.split(name)[0]):
        return Problem("row_deceased", "name")
    for code in _NOTES:
        if code in details and _DIED_NOTE.match(details[code]):
            return Problem("row_deceased", code)
    return None


def _two(name: str) -> bool:
    """Two names, each of three letters or more; `S.Pd/S.Sos` and `H/M. Noor` are one."""
    if _SECOND.match(name):
        return True
    parts = [p.strip(" .,-") for p in _BETWEEN.split(name.split(",", maxsplit=1)[0])]
    long = [p for p in parts if sum(c.isalpha() for c in p) >= 3 and not is_title(p)]
    return len(long) > 1
