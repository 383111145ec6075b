"""Numbers and words on the pages of counts."""

from django import template

from bubuhan.counts import controls
from bubuhan.counts.board import grade_word, pillar_word
from bubuhan.counts.models import ControlTotal
from bubuhan.counts.papers import number

register = template.Library()
register.filter("derajat", grade_word)
register.filter("pilar", pillar_word)


@register.filter
def selisih(value: int | None) -> str:
    """+12, −88, 0; nothing to compare with is a dash."""
    return number(value, sign=True)


@register.filter
def angka(value: int | None) -> str:
    """1.263; unknown is a dash."""
    return number(value)


@register.filter
def pada(row: ControlTotal) -> str:
    """The day of a published number as exactly as it is known."""
    return controls.said(row)
