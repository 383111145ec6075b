"""Small questions of the campaign pages."""

from django import template

from bubuhan.campaigns import linking
from bubuhan.people.models import Person

register = template.Library()


@register.filter
def askable(person: Person) -> bool:
    """Can this person tell a second fact?"""
    return linking.askable(person)
