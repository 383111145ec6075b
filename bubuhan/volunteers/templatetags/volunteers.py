"""Words of this room for its templates."""

from typing import Any

from django import template

from bubuhan.accounts.policy import Role
from bubuhan.kernel.text import show_phone
from bubuhan.lists.queries import item, title
from bubuhan.volunteers.chain import LEVELS
from bubuhan.volunteers.fields import LABELS
from bubuhan.volunteers.registry import SOON

register = template.Library()


@register.filter
def pillar_name(code: str) -> str:
    """`PSM` -> Pekerja Sosial Masyarakat."""
    return title("pillar", code)


@register.filter
def end_reason(code: str) -> str:
    """`pindah` -> Pindah tempat tinggal."""
    return title("end_reason", code) if code else ""


@register.filter
def phone(number: str) -> str:
    """`+6289900000001` -> 0899-0000-0001."""
    return show_phone(number) if number else "–"


@register.filter
def pillar_short(code: str) -> str:
    """`KARANG_TARUNA` -> Karang Taruna."""
    found = item("pillar", code)
    return str(found.data.get("short", found.name)) if found else code


GRADES: dict[str, tuple[str, str, str]] = {
    "sah": ("Sah", "shield-check", "good"),
    "perbaiki": ("Perlu diperbaiki", "wrench", "warn"),
    "ragu": ("Diragukan", "shield-alert", "bad"),
}
_WAY = {
    "submitted": "send",
    "passed": "arrow-up",
    "admitted": "check-check",
    "returned": "undo-2",
    "refused": "ban",
}


@register.inclusion_tag("volunteers/_mark.html")
def grade_mark(code: str) -> dict[str, str]:
    """Mark of a validity grade: icon, word and colour."""
    word, icon, tone = GRADES.get(code, (code, "circle", "plain"))
    return {"word": word, "icon": icon, "tone": tone}


@register.inclusion_tag("volunteers/_mark.html")
def term_mark(hat: Any) -> dict[str, str]:
    """Mark of a decree that ends soon, or has ended; nothing while there is time."""
    left = getattr(hat, "days_left", None)
    if left is None or left > SOON.days:
        return {}
    if left < 0:
        return {"word": f"Masa SK lewat {-left} hari", "icon": "timer-off", "tone": "bad"}
    word = f"SK berakhir {left} hari lagi" if left else "SK berakhir hari ini"
    return {"word": word, "icon": "calendar-clock", "tone": "warn"}


@register.filter
def issuer(code: str) -> str:
    """`kepala_desa` -> Kepala desa."""
    return title("decree_issuer", code) if code else ""


@register.filter
def field_label(name: str) -> str:
    """`birth_date` -> Tanggal lahir."""
    return LABELS.get(name, name)


@register.filter
def way_icon(decision: str) -> str:
    """Icon of one step of the verification chain."""
    return _WAY.get(decision, "circle")


@register.filter
def role_word(code: str) -> str:
    """`petugas` -> Petugas Dinas Sosial."""
    return str(Role(code).label) if code in Role.values else code


@register.filter
def level_word(size: int) -> str:
    """13 -> desa/kelurahan."""
    return LEVELS.get(size, "")
