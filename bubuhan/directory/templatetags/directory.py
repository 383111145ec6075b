"""Words of this room on pages."""

from django import template

from bubuhan.kernel.phones import show_phone

register = template.Library()


@register.filter
def nomor_hp(number: str) -> str:
    """`+6289900004001` -> `0899-0000-4001`."""
    return show_phone(number)
