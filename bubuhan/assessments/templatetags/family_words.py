"""Words and shapes of the family pages."""

from django import template
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def sized(shape: SafeString, size: int) -> SafeString:
    """An inline icon with its size as attributes: inside a picture CSS sizes do not reach everywhere."""
    return SafeString(shape.replace("<svg ", f'<svg width="{int(size)}" height="{int(size)}" ', 1))
