"""Which walls an officer may choose from: his own area and the parts of it."""

from bubuhan.accounts.policy import Actor
from bubuhan.geo import queries as geo


def areas(actor: Actor, chosen: str) -> list[tuple[str, str]]:
    """Code and name of his area and of what lies directly below the chosen one, down to kecamatan."""
    found = [(actor.area[:8], geo_name(actor.area[:8]))]
    for code in dict.fromkeys([actor.area, chosen]):
        if len(code) < 8:
            found += [(area.code, geo_name(area.code)) for area in geo.children(code)]
    if chosen and chosen not in {code for code, _ in found}:
        found.append((chosen, geo_name(chosen)))
    return list(dict.fromkeys(found))


def geo_name(code: str) -> str:
    """The name with its level word; the nation for ""."""
    from bubuhan.geo import names

    return names.titled(code) if code else "Seluruh Indonesia"
