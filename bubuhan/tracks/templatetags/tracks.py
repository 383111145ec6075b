"""Words of this room on pages."""

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def isi(names: Mapping[str, str], code: str) -> str:
    """The name of a code; the code when it is not known any more."""
    return names.get(code, code)
