"""What happens next, in one place: event -> reactions; command types; document kinds.

This is the only map of its kind. A reaction is named by its dotted path and gets the event; a
command type or a document kind is listed by the room that owns it.
"""

from bubuhan.journal import reactions
from bubuhan.kernel import commands, documents
from bubuhan.messages import telling

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


# The clocks of a case follow every event that may move its deadline, urgency, place or offers.
CLOCK_MOVERS = (
    *("case.triaged", "case.joined", "case.escalated_band", "case.dispatched", "case.accepted"),
    *("case.declined", "case.withdrawn", "case.noted", "case.updated", "case.resolved"),
    *("case.closed", "case.sent_back", "case.reopened", "case.rejected", "case.conflict_settled"),
    *("case.recounted", "offer.lapsed", "case.visited", "case.band_set"),
)
CLOCKS: dict[str, str] = {
    "case.visited": "visited",
    "referral.sent": "referral_sent",
    "referral.unanswered": "referral_unanswered",
    **dict.fromkeys(
        [f"referral.{word}" for word in ("accepted", "waiting", "declined", "done", "revoked")],
        "referral_answered",
    ),
    "visit.due": "visit_due",
    "plan.review_due": "review_due",
    "plan.saved": "reviewed",
    "plan.approved": "reviewed",
    "plan.reviewed": "reviewed",
    "followup.due": "follow_up_due",
    "outcome.measured": "measured",
}


def _add(event: str, path: str) -> None:
    REACTIONS[event] = (*REACTIONS.get(event, ()), path)


# What follows for the household, plans, visits and aid.
FOLLOWS: dict[str, tuple[str, ...]] = {
    "bubuhan.assessments.fieldwork.case_updated": ("case.updated",),
    "bubuhan.plans.scheduling.keep_promise": ("case.visited", "case.late_noted"),
    "bubuhan.plans.scheduling.case_ended": ("case.closed", "case.rejected"),
    "bubuhan.plans.scheduling.case_reopened": ("case.reopened",),
    "bubuhan.plans.outcomes.case_closed": ("case.closed",),
    "bubuhan.plans.outcomes.case_reopened": ("case.reopened",),
    "bubuhan.plans.outcomes.assessed": ("assessment.filled",),
    "bubuhan.aid.finding.look_again": ("person.linked", "person.matched", "household.saved"),
}
for _path, _events in FOLLOWS.items():
    for _event in _events:
        _add(_event, _path)
for _event in CLOCK_MOVERS:
    _add(_event, "bubuhan.response.reactions.case_changed")
for _event, _name in CLOCKS.items():
    _add(_event, f"bubuhan.response.reactions.{_name}")
for _event in sorted(telling.watched()):
    _add(_event, "bubuhan.messages.actions.tell")
_add("device.enrolled", "bubuhan.messages.actions.phone_enrolled")
_add("device.enrolled", "bubuhan.duty.documents.phone_enrolled")


def connect() -> None:
    """Fill the registries (called once when Django is ready)."""
    reactions.wire(REACTIONS)
    _answer_for_others()
    _open_to_phones()
    _show_to_phones()


def _answer_for_others() -> None:
    """What a room asks of those above it, which it may not import."""
    from bubuhan.accounts import neighbours
    from bubuhan.aid import queries as aid_queries
    from bubuhan.assessments import fieldwork as at_the_door
    from bubuhan.assessments import queries as assessment_queries
    from bubuhan.campaigns import queries as campaign_queries
    from bubuhan.cards import queries as card_queries
    from bubuhan.cases import conflicts as case_conflicts
    from bubuhan.cases import handover
    from bubuhan.cases import listing as case_listing
    from bubuhan.cases import uses as case_files
    from bubuhan.counts import reading as count_reading
    from bubuhan.files import references
    from bubuhan.letters import seeing as letter_seeing
    from bubuhan.people import scope as people_scope
    from bubuhan.people import uses as people_uses
    from bubuhan.referrals import documents as referral_documents
    from bubuhan.response import queries as response_queries
    from bubuhan.site import letter_subjects
    from bubuhan.site.hats import MembershipHats
    from bubuhan.site.neighbours import OfficeNeighbours
    from bubuhan.standing import evidence
    from bubuhan.standing import facts as standing_facts
    from bubuhan.volunteers import uses as volunteer_uses

    references.register(case_files.in_use)
    references.register(referral_documents.files_in_use)
    references.register(aid_queries.files_in_use)
    references.register(card_queries.files_in_use)
    references.register(count_reading.files_in_use)
    references.register(evidence.in_use)
    volunteer_uses.OPEN_WORK[:] = [handover.open_tasks]
    people_uses.CHECKS[:] = [
        case_files.persons_in_use,
        assessment_queries.persons_in_use,
        aid_queries.persons_in_use,
        card_queries.in_use,
        evidence.persons_in_use,
    ]
    standing_facts.MISSED[:] = [campaign_queries.missed]
    neighbours.plug(OfficeNeighbours())
    people_scope.plug(MembershipHats())
    letter_seeing.register("case", letter_subjects.cases_in_full)
    letter_seeing.register("referral", letter_subjects.referrals_in_full)
    case_conflicts.KEEPERS["member"] = at_the_door.KEEPER
    case_listing.CLIMBING[:] = [response_queries.climbing]


def _open_to_phones() -> None:
    """The command types a phone may send."""
    from bubuhan.aid.commands import COMMANDS as aid_commands
    from bubuhan.assessments.commands import COMMANDS as assessment_commands
    from bubuhan.campaigns.commands import COMMANDS as campaign_commands
    from bubuhan.cases.commands import COMMANDS as case_commands
    from bubuhan.duty.commands import COMMANDS as duty_commands
    from bubuhan.messages.commands import COMMANDS as message_commands
    from bubuhan.plans.commands import COMMANDS as plan_commands
    from bubuhan.reports.commands import COMMANDS as report_commands
    from bubuhan.standing.commands import COMMANDS as standing_commands
    from bubuhan.volunteers.commands import COMMANDS as volunteer_commands

    commands.register(
        *report_commands,
        *case_commands,
        *assessment_commands,
        *plan_commands,
        *aid_commands,
        *volunteer_commands,
        *campaign_commands,
        *duty_commands,
        *standing_commands,
        *message_commands,
    )


def _show_to_phones() -> None:
    """The kinds of documents a phone may hold, and the parts of a case's document."""
    from bubuhan.aid.documents import aid_part
    from bubuhan.assessments.documents import DOCUMENTS as assessment_documents
    from bubuhan.assessments.documents import family_parts
    from bubuhan.campaigns.documents import DOCUMENTS as campaign_documents
    from bubuhan.cards.documents import DOCUMENTS as card_documents
    from bubuhan.cases.documents import DOCUMENTS as case_documents
    from bubuhan.cases.documents import PARTS as case_parts
    from bubuhan.duty.documents import DOCUMENTS as duty_documents
    from bubuhan.geo.queries import arealist_documents
    from bubuhan.lists.queries import documents as list_documents
    from bubuhan.messages.documents import DOCUMENTS as message_documents
    from bubuhan.people.neighbours import DOCUMENTS as neighbour_documents
    from bubuhan.plans.documents import plan_part
    from bubuhan.referrals.documents import part as referral_part
    from bubuhan.standing.documents import DOCUMENTS as standing_documents
    from bubuhan.volunteers.documents import DOCUMENTS as volunteer_documents

    case_parts["family"] = family_parts
    case_parts["plan"] = plan_part
    case_parts["aid"] = aid_part
    case_parts["referrals"] = referral_part
    documents.registry.update(
        {
            "list": list_documents,
            "guide": list_documents,
            "arealist": arealist_documents,
            **case_documents,
            **assessment_documents,
            **volunteer_documents,
            **standing_documents,
            **card_documents,
            **neighbour_documents,
            **campaign_documents,
            **duty_documents,
            **message_documents,
        }
    )
