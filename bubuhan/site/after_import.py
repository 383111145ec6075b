"""What follows an import, where floors meet: rows of `imports` -> persons -> `standing`."""

from uuid import UUID

from bubuhan.imports.models import ImportRow
from bubuhan.journal.models import Event
from bubuhan.people.models import Person
from bubuhan.standing import actions


def look_again(event: Event) -> None:
    """Reaction on `import.committed` and `import.undone`: double roles and grades of those rows."""
    rows = ImportRow.objects.filter(batch_id=UUID(event.subject_id), person_id__isnull=False)
    first, last = event.data.get("first_row_id"), event.data.get("last_row_id")
    if first is not None and last is not None:
        rows = rows.filter(id__gte=first, id__lte=last)
    ids = set(rows.values_list("person_id", flat=True))
    there = (
        Person.objects.filter(id__in=[one for one in ids if one])
        .order_by("id")
        .values_list("id", flat=True)
    )
    for chunk in actions.chunks(list(there), actions.CHUNK):
        actions.refresh(chunk)
