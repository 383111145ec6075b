"""Words and numbers as people here write them."""

from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.utils import timezone

from bubuhan.accounts.policy import can
from bubuhan.kernel import clock

register = template.Library()
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")
_ZONES = {7: "WIB", 8: "WITA", 9: "WIT"}


@register.filter
def tanggal(value: date | None) -> str:
    """12 Okt 2025."""
    if value is None:
        return "–"
    day = timezone.localtime(value).date() if isinstance(value, datetime) else value
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


@register.filter
def waktu(value: datetime | None) -> str:
    """12 Okt 2025, 14.05 WITA."""
    if value is None:
        return "–"
    local = timezone.localtime(value)
    offset = local.utcoffset() or timedelta()
    zone = _ZONES.get(int(offset.total_seconds() // 3600), "")
    return f"{tanggal(local)}, {local:%H.%M} {zone}".strip()


@register.filter
def lama(value: datetime | timedelta | None) -> str:
    """2 jam 10 menit: how long since an instant, or a duration."""
    if value is None:
        return "–"
    span = value if isinstance(value, timedelta) else clock.now() - value
    minutes = int(abs(span.total_seconds()) // 60)
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return f"{days} hari {hours} jam" if hours and days < 3 else f"{days} hari"
    if hours:
        return f"{hours} jam {rest} menit" if rest else f"{hours} jam"
    return f"{rest} menit" if rest else "kurang dari 1 menit"


@register.filter
def ribuan(value: Any) -> str:
    """1.263 - thousands with a dot."""
    return f"{int(value):,}".replace(",", ".") if value not in (None, "") else "–"


@register.simple_tag(takes_context=True)
def may(context: Any, verb: str, thing: Any = None) -> bool:
    """`{% may "case.dispatch" case as boleh %}`."""
    actor = context.get("actor")
    return bool(actor and can(actor, verb, thing))
