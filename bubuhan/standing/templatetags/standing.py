"""Words of this room for its templates: tone, icon and word of a grade, an answer, a verdict, a state."""

from django import template

from bubuhan.standing import criteria, grading, rules
from bubuhan.standing.models import DoubleFinding, PairVerdict

register = template.Library()
State = DoubleFinding.State
_LOOK: dict[str, tuple[str, str, str]] = {
    # grades
    grading.VALID: ("good", "circle-check", "Sah"),
    grading.REPAIR: ("warn", "wrench", "Perlu diperbaiki"),
    grading.DOUBT: ("bad", "circle-question-mark", "Diragukan"),
    # answers
    criteria.EVIDENCE: ("good", "file-check", criteria.ANSWERS[criteria.EVIDENCE]),
    criteria.STATED: ("info", "check", criteria.ANSWERS[criteria.STATED]),
    criteria.NOT_MET: ("warn", "x", criteria.ANSWERS[criteria.NOT_MET]),
    criteria.UNKNOWN: ("plain", "circle-question-mark", criteria.ANSWERS[criteria.UNKNOWN]),
    # what a rule says of two roles
    PairVerdict.FINE: ("good", "check", "Wajar"),
    PairVerdict.NOTED: ("plain", "sticky-note", "Dicatat"),
    PairVerdict.PATH: ("info", "route", "Jalur"),
    PairVerdict.REVIEW: ("info", "search", "Perlu telaah"),
    PairVerdict.DECIDE: ("warn", "scale", "Perlu keputusan"),
    PairVerdict.LETTER: ("warn", "file-text", "Perlu izin tertulis"),
    PairVerdict.FORBIDDEN: ("bad", "hand", "Pilih salah satu"),
    # where a finding stands
    State.OPEN: ("warn", "hourglass", "Perlu diputuskan"),
    State.REFERRED: ("info", "send", "Dirujuk"),
    State.DECIDED: ("good", "check-check", "Sudah diputuskan"),
    State.NOTED: ("plain", "sticky-note", "Dicatat"),
    State.CLOSED: ("plain", "flag", "Sudah tidak rangkap"),
}


@register.filter
def tone(code: str) -> str:
    """Colour of a mark."""
    return _LOOK.get(code, ("plain", "", ""))[0]


@register.filter
def mark_icon(code: str) -> str:
    """Icon of a mark."""
    return _LOOK.get(code, ("", "circle", ""))[1]


@register.filter
def word(code: str) -> str:
    """The word of a mark; the code itself when unknown."""
    return _LOOK.get(code, ("", "", code))[2]


@register.filter
def reason_word(blocks: str) -> str:
    """What a reason does to the grade."""
    return {"sah": "Catatan", "perbaiki": "Perbaiki", "ragu": "Diragukan"}.get(blocks, blocks)


@register.filter
def role_name(role: str) -> str:
    """`KARANG_TARUNA/pengurus` -> "Pengurus Karang Taruna"."""
    return rules.role_label(role)


@register.filter
def of_key(line: dict[str, int], name: str) -> int:
    """A column of a report's line."""
    return line.get(name, 0)
