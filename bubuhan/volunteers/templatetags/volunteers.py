"""Words of this room for its templates."""

from django import template

from bubuhan.kernel.text import show_phone
from bubuhan.lists.queries import item, title

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
