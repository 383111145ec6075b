"""The reads of this room in one place: `listing` (the queue), `detail` (one case), `responders`."""

from bubuhan.cases.detail import Detail, EntryView, FileView, case_of_file, detail
from bubuhan.cases.listing import (
    SORTS,
    STATE_GROUPS,
    CaseFilter,
    Counts,
    QueueRow,
    about_person,
    conflicts,
    counts,
    handled_by,
    is_overdue,
    queue,
    rows_of,
)
from bubuhan.cases.responders import responders
from bubuhan.cases.rules import sla_rows

__all__ = [
    "SORTS",
    "STATE_GROUPS",
    "CaseFilter",
    "Counts",
    "Detail",
    "EntryView",
    "FileView",
    "QueueRow",
    "about_person",
    "case_of_file",
    "conflicts",
    "counts",
    "detail",
    "handled_by",
    "is_overdue",
    "queue",
    "responders",
    "rows_of",
    "sla_rows",
]
