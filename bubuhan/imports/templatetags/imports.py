"""Words of this room for its templates."""

from django import template

from bubuhan.imports.sheet_fields import FIELDS

register = template.Library()


@register.filter
def field_label(code: str) -> str:
    """`birth_date` -> Tanggal lahir."""
    return FIELDS[code].label if code in FIELDS else code
