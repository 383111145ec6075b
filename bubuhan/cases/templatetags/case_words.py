"""Words of the case pages: looks of timeline lines, names and values of shared fields."""

from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.utils import timezone

from bubuhan.cases import conflicts, desk
from bubuhan.cases.models import CaseEntry
from bubuhan.kernel import clock
from bubuhan.kernel.text import show_phone

register = template.Library()
_WRITTEN_LATE = timedelta(minutes=10)
_SEX = {"L": "Laki-laki", "P": "Perempuan"}
_DATE_LENGTH = 10
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")


@register.simple_tag
def entry_look(entry: CaseEntry) -> tuple[str, str]:
    """Icon and tone of a line of the timeline."""
    return desk.look(entry)


@register.simple_tag
def field_word(field: str, about_name: str = "") -> str:
    """`subject_phone` -> nomor HP; of a member of the household with his name."""
    return conflicts.word(field, about_name)


@register.simple_tag
def field_value(field: str, value: str) -> str:
    """A shared field's value as people read it."""
    if not value:
        return "(dikosongkan)"
    if field == "subject_sex":
        return _SEX.get(value, value)
    return conflicts.shown(field, value)


@register.filter
def tenggat(value: datetime | None) -> str:
    """How far a deadline is: "sisa 45 menit", "lewat 2 jam"."""
    if value is None:
        return ""
    span = value - clock.now()
    return f"lewat {_short(-span)}" if span < timedelta(0) else f"sisa {_short(span)}"


def _short(span: timedelta) -> str:
    """The largest unit, with one more when it matters."""
    minutes = int(span.total_seconds() // 60)
    if minutes < 60:
        return f"{minutes} menit"
    if minutes < 600:
        return (
            f"{minutes // 60} jam {minutes % 60} menit" if minutes % 60 else f"{minutes // 60} jam"
        )
    return f"{minutes // 60} jam" if minutes < 2880 else f"{minutes // 1440} hari"


@register.simple_tag
def jarak(start: datetime, end: datetime) -> str:
    """The time between two instants, in words."""
    return _short(end - start)


@register.filter
def differs(received: datetime, made: datetime) -> bool:
    """True when something was written well before it arrived."""
    return received - made > _WRITTEN_LATE


@register.filter
def maybe_date(text: Any) -> str:
    """An ISO date as people write it; anything else as it is."""
    raw = str(text)
    if len(raw) != _DATE_LENGTH or raw[4:5] != "-":
        return raw
    try:
        day = date.fromisoformat(raw)
    except ValueError:
        return raw
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


@register.simple_tag
def jam_hari(hours: int) -> str:
    """48 -> 2 hari; 5 -> 5 jam."""
    return f"{hours // 24} hari" if hours % 24 == 0 else f"{hours} jam"


@register.filter
def nomor(number: str) -> str:
    """A stored number as people write it: 0899 0000 0123."""
    return show_phone(number)


@register.filter
def telepon(number: str) -> str:
    """A number as a telephone dials it."""
    return "".join(c for c in number if c.isdigit() or c == "+")


@register.filter
def local_day(value: datetime) -> date:
    """The local calendar day of an instant."""
    return timezone.localtime(value).date()
