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
    "person.edited": (
        "bubuhan.campaigns.reactions.person_changed",
        "bubuhan.standing.actions.look_again",
    ),
    "membership.transferred": (
        "bubuhan.cases.handover.hand_over",
        "bubuhan.cards.actions.membership_ended",
        "bubuhan.standing.actions.look_again",
        "bubuhan.campaigns.reactions.person_changed",
    ),
    "membership.ended": (
        "bubuhan.cases.handover.hand_over",
        "bubuhan.cards.actions.membership_ended",
        "bubuhan.standing.actions.look_again",
        "bubuhan.campaigns.reactions.person_changed",
    ),
    "membership.added": (
        "bubuhan.people.reacting.hat_changed",
        "bubuhan.standing.actions.look_again",
    ),
    "membership.changed": (
        "bubuhan.people.reacting.hat_changed",
        "bubuhan.standing.actions.look_again",
    ),
    "file.completed": ("bubuhan.cases.uses.file_arrived",),
    "membership.confirmed": ("bubuhan.standing.actions.look_again",),
    "membership.renewed": ("bubuhan.standing.actions.look_again",),
    "person.linked": ("bubuhan.standing.actions.look_again",),
    "person.unlinked": ("bubuhan.standing.actions.look_again",),
    "match.proposed": ("bubuhan.standing.actions.look_again",),
    "campaign.closed": ("bubuhan.campaigns.reactions.grade_again",),
    "campaign.reopened": ("bubuhan.campaigns.reactions.grade_again",),
    "device.enrolled": ("bubuhan.standing.actions.phone_enrolled",),
    "import.committed": ("bubuhan.site.after_import.look_again",),
    "import.undone": ("bubuhan.site.after_import.look_again",),
}


def connect() -> None:
    """Fill the registries (called once when Django is ready)."""
    reactions.wire(REACTIONS)
    _answer_for_others()
    _open_to_phones()


def _answer_for_others() -> None:
    """What a room asks of those above it, which it may not import."""
    from bubuhan.accounts import neighbours
    from bubuhan.campaigns import queries as campaign_queries
    from bubuhan.cards import queries as card_queries
    from bubuhan.cases import handover
    from bubuhan.cases import uses as case_files
    from bubuhan.counts import reading as count_reading
    from bubuhan.files import references
    from bubuhan.people import scope as people_scope
    from bubuhan.people import uses as people_uses
    from bubuhan.site.hats import MembershipHats
    from bubuhan.site.neighbours import OfficeNeighbours
    from bubuhan.standing import evidence
    from bubuhan.standing import facts as standing_facts
    from bubuhan.volunteers import uses as volunteer_uses

    references.register(case_files.in_use)
    references.register(card_queries.files_in_use)
    references.register(count_reading.files_in_use)
    references.register(evidence.in_use)
    volunteer_uses.OPEN_WORK[:] = [handover.open_tasks]
    people_uses.CHECKS[:] = [
        case_files.persons_in_use,
        card_queries.in_use,
        evidence.persons_in_use,
    ]
    standing_facts.MISSED[:] = [campaign_queries.missed]
    neighbours.plug(OfficeNeighbours())
    people_scope.plug(MembershipHats())


def _open_to_phones() -> None:
    """The command types a phone may send and the kinds of documents it may hold."""
    from bubuhan.campaigns.commands import COMMANDS as campaign_commands
    from bubuhan.campaigns.documents import DOCUMENTS as campaign_documents
    from bubuhan.cards.documents import DOCUMENTS as card_documents
    from bubuhan.cases.commands import COMMANDS as case_commands
    from bubuhan.cases.documents import DOCUMENTS as case_documents
    from bubuhan.geo.queries import arealist_documents
    from bubuhan.lists.queries import documents as list_documents
    from bubuhan.people.neighbours import DOCUMENTS as neighbour_documents
    from bubuhan.reports.commands import COMMANDS as report_commands
    from bubuhan.standing.commands import COMMANDS as standing_commands
    from bubuhan.standing.documents import DOCUMENTS as standing_documents
    from bubuhan.volunteers.commands import COMMANDS as volunteer_commands
    from bubuhan.volunteers.documents import DOCUMENTS as volunteer_documents

    commands.register(
        *report_commands,
        *case_commands,
        *volunteer_commands,
        *campaign_commands,
        *standing_commands,
    )
    documents.registry.update(
        {
            "list": list_documents,
            "guide": list_documents,
            "arealist": arealist_documents,
            **case_documents,
            **volunteer_documents,
            **standing_documents,
            **card_documents,
            **neighbour_documents,
            **campaign_documents,
        }
    )
