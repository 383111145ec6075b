"""What happens next, in one place: event -> reactions; command types; document kinds.

This is the only map of its kind. A reaction is named by its dotted path and gets the event; a
command type or a document kind is listed by the room that owns it.
"""

from bubuhan.journal import reactions
from bubuhan.kernel import commands, documents

REACTIONS: dict[str, tuple[str, ...]] = {
    "report.submitted": (
        "bubuhan.people.actions.match_report_subject",
        "bubuhan.cases.opening.open_from_report",
    ),
    "person.matched": ("bubuhan.cases.opening.link_person",),
    "person.edited": ("bubuhan.campaigns.reactions.person_changed",),
    "membership.transferred": ("bubuhan.cases.handover.hand_over",),
    "membership.ended": ("bubuhan.cases.handover.hand_over",),
    "membership.added": ("bubuhan.people.reacting.hat_changed",),
    "membership.changed": ("bubuhan.people.reacting.hat_changed",),
    "file.completed": ("bubuhan.cases.uses.file_arrived",),
}


def connect() -> None:
    """Fill the registries (called once when Django is ready)."""
    from bubuhan.accounts import neighbours
    from bubuhan.campaigns.commands import COMMANDS as campaign_commands
    from bubuhan.campaigns.documents import DOCUMENTS as campaign_documents
    from bubuhan.cases import handover
    from bubuhan.cases import uses as case_files
    from bubuhan.cases.commands import COMMANDS as case_commands
    from bubuhan.cases.documents import DOCUMENTS as case_documents
    from bubuhan.files import references
    from bubuhan.geo.queries import arealist_documents
    from bubuhan.lists.queries import documents as list_documents
    from bubuhan.people import scope as people_scope
    from bubuhan.people import uses as people_uses
    from bubuhan.people.neighbours import DOCUMENTS as neighbour_documents
    from bubuhan.reports.commands import COMMANDS as report_commands
    from bubuhan.site.hats import MembershipHats
    from bubuhan.site.neighbours import OfficeNeighbours
    from bubuhan.volunteers import uses as volunteer_uses
    from bubuhan.volunteers.commands import COMMANDS as volunteer_commands
    from bubuhan.volunteers.documents import DOCUMENTS as volunteer_documents

    reactions.wire(REACTIONS)
    references.register(case_files.in_use)
    volunteer_uses.OPEN_WORK[:] = [handover.open_tasks]
    people_uses.CHECKS[:] = [case_files.persons_in_use]
    neighbours.plug(OfficeNeighbours())
    people_scope.plug(MembershipHats())
    commands.register(*report_commands, *case_commands, *volunteer_commands, *campaign_commands)
    documents.registry.update(
        {
            "list": list_documents,
            "guide": list_documents,
            "arealist": arealist_documents,
            **case_documents,
            **volunteer_documents,
            **neighbour_documents,
            **campaign_documents,
        }
    )
