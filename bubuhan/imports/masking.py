"""What an upload may say of persons: names of other offices' people stay with those offices."""

from collections.abc import Collection
from uuid import UUID

from bubuhan.geo import names
from bubuhan.geo.codes import kabkota_of
from bubuhan.people import scope
from bubuhan.people.models import Person


def strangers(office: str, person_ids: Collection[UUID]) -> dict[UUID, str]:
    """Those of the registry whom the office of an upload does not see, and what to call them instead.

    Two queries at most; none for the nation ("").
    """
    if not office or not person_ids:
        return {}
    seen = scope.seen_from(office, person_ids)
    others = Person.objects.filter(id__in=set(person_ids) - seen).values_list("id", "area_code")
    labels = names.names({kabkota_of(area) for _, area in others} - {""})
    return {
        key: f"seseorang di {labels.get(kabkota_of(area), '') or 'wilayah lain'}"
        for key, area in others
    }
