"""A person in words, as far as he may be shown."""

from collections.abc import Iterable

from bubuhan.geo import names as areas
from bubuhan.lists.queries import item
from bubuhan.people.models import Person
from bubuhan.people.scope import Hat


def initials(name: str) -> str:
    """`Siti Aminah` -> `S. A.`"""
    letters = [w[0].upper() for w in name.replace(",", " ").split() if w[0].isalpha()]
    return " ".join(f"{letter}." for letter in letters[:4]) or "•"


def birth_words(person: Person) -> str:
    """`05-03-1970`, `1970` or ""."""
    born = person.birth_date
    if born is None:
        return ""
    return f"{born:%d-%m-%Y}" if person.birth_precision == "day" else f"{born.year}"


def hat_words(hats: Iterable[Hat]) -> tuple[str, ...]:
    """`PSM, Kel. Pelambuan (berakhir)`: one line a hat."""
    return tuple(
        f"{pillar(h.pillar)}, {areas.label(h.area_code)}{'' if h.active else ' (berakhir)'}"
        for h in hats
    )


def pillar(code: str) -> str:
    """The short word of a pillar."""
    found = item("pillar", code)
    return str(found.data.get("short", found.name)) if found else code
