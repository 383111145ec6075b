"""Who may do what, in one table; and what they may see, in one rule.

Five roles x an area subtree. Lists, details, bulk actions, exports, maps, searches, documents on
phones and files all ask here (directly, or through a queryset's `visible_to`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Q, TextChoices

from bubuhan.kernel.actors import ActorRef
from bubuhan.kernel.problems import Problem


class Role(TextChoices):
    """The five roles. A TKSK or the lurah's office is a koordinator; a PSM in the field a relawan."""

    RELAWAN = "relawan", "Relawan"
    KOORDINATOR = "koordinator", "Koordinator"
    PETUGAS = "petugas", "Petugas Dinas Sosial"
    PIMPINAN = "pimpinan", "Pimpinan"
    PENGELOLA = "pengelola", "Pengelola"


@dataclass(frozen=True, slots=True)
class Actor:
    """The one who acts: a signed-in user, or a phone on behalf of its user.

    `area` is a code whose subtree is the scope; "" is the whole nation.
    """

    user_id: UUID
    name: str
    role: Role
    area: str = ""
    person_id: UUID | None = None
    device_id: UUID | None = None
    writing: bool = False  # this request means to change something

    @property
    def ref(self) -> ActorRef:
        if self.device_id:
            return ActorRef("device", str(self.device_id), self.name)
        return ActorRef("user", str(self.user_id), self.name)

    def covers(self, code: str) -> bool:
        """True when an area lies in this actor's subtree."""
        return not self.area or code == self.area or code.startswith(self.area + ".")


_FIELD = frozenset({Role.RELAWAN, Role.KOORDINATOR, Role.PETUGAS})
_CASE_READERS = frozenset({Role.KOORDINATOR, Role.PETUGAS, Role.PIMPINAN})
_OFFICE = frozenset({Role.KOORDINATOR, Role.PETUGAS, Role.PIMPINAN, Role.PENGELOLA})
_DESK = frozenset({Role.PETUGAS, Role.PIMPINAN})
_ALL = frozenset(Role)

VERBS: dict[str, frozenset[Role]] = {
    # any signed-in person
    "self.manage": _ALL,
    "page.office": _OFFICE,
    "area.read": _OFFICE,
    # cases
    "case.read": _CASE_READERS,
    "case.dispatch": frozenset({Role.KOORDINATOR, Role.PETUGAS, Role.PIMPINAN}),
    "case.note": _CASE_READERS | {Role.RELAWAN},
    "case.work": _FIELD,  # accept, decline, visit, resolve: also needs the assignment
    "case.resolve": _CASE_READERS | {Role.RELAWAN},
    "case.take": _DESK,  # responsibility for a case; of a protected one only with case.entrust
    "case.band": _DESK,
    "case.close": _DESK,
    "case.reject": _DESK,
    "case.reopen": _DESK,
    "case.export": _DESK,
    "case.protect": _CASE_READERS | {Role.RELAWAN},
    "case.unprotect": frozenset({Role.PIMPINAN}),
    "case.entrust": frozenset({Role.PIMPINAN}),  # a protected case to an officer
    "case.break_glass": _CASE_READERS,
    "case.audit": frozenset({Role.PIMPINAN}),
    "conflict.settle": frozenset({Role.KOORDINATOR, Role.PETUGAS, Role.PIMPINAN}),
    # reports
    "report.submit": _FIELD,
    "report.read": _CASE_READERS,
    "report.intake": frozenset({Role.KOORDINATOR, Role.PETUGAS}),  # written down at the duty desk
    # registry
    "person.read": _OFFICE,
    "person.edit": frozenset({Role.PETUGAS}),
    "duplicate.read": _CASE_READERS,
    "duplicate.decide": frozenset({Role.PETUGAS}),
    "registry.export": _DESK,
    "change.request": frozenset({Role.KOORDINATOR, Role.PETUGAS}),
    "change.read": _CASE_READERS,
    "change.decide": _DESK,
    "member.propose": frozenset({Role.KOORDINATOR, Role.PETUGAS}),
    "member.verify": _CASE_READERS,
    "chain.edit": frozenset({Role.PIMPINAN, Role.PENGELOLA}),
    "import.run": frozenset({Role.PETUGAS}),
    # yearly re-confirmation
    "campaign.read": frozenset({Role.KOORDINATOR, Role.PETUGAS, Role.PIMPINAN}),
    "campaign.run": frozenset({Role.PETUGAS, Role.PIMPINAN}),
    "campaign.confirm": frozenset({Role.KOORDINATOR, Role.PETUGAS}),
    # counts and cards
    "count.read": _OFFICE,
    "count.take": _DESK,
    "count.sign": frozenset({Role.PIMPINAN}),
    "control.edit": frozenset({Role.PETUGAS}),
    "coverage.read": _OFFICE,
    "card.read": frozenset({Role.KOORDINATOR, Role.PETUGAS, Role.PIMPINAN}),
    "card.issue": frozenset({Role.PETUGAS}),
    "card.revoke": _DESK,
    # standing: criteria, double roles
    "criterion.answer": frozenset({Role.KOORDINATOR, Role.PETUGAS}),
    "criterion.verify": frozenset({Role.PETUGAS}),
    "competence.edit": frozenset({Role.KOORDINATOR, Role.PETUGAS}),
    "evidence.read": frozenset({Role.KOORDINATOR, Role.PETUGAS, Role.PIMPINAN}),
    "double.read": frozenset({Role.KOORDINATOR, Role.PETUGAS, Role.PIMPINAN}),
    "double.decide": _DESK,
    "rule.edit": frozenset({Role.PIMPINAN, Role.PENGELOLA}),
    # accounts and phones
    "device.read": _OFFICE,
    "device.enrol": frozenset({Role.KOORDINATOR, Role.PETUGAS, Role.PENGELOLA}),
    "device.revoke": frozenset({Role.KOORDINATOR, Role.PETUGAS, Role.PENGELOLA}),
    "user.manage": frozenset({Role.PENGELOLA}),
    # figures and settings
    "insight.read": _OFFICE,
    "settings.read": _OFFICE,
    "sla.edit": frozenset({Role.PIMPINAN, Role.PENGELOLA}),
    "operator.read": frozenset({Role.PETUGAS, Role.PENGELOLA}),
    "operator.retry": frozenset({Role.PENGELOLA}),
    # household, causes, instruments
    "family.read": _CASE_READERS,
    "family.edit": _CASE_READERS,
    "family.classify": _CASE_READERS,
    "cause.edit": _CASE_READERS,
    "assessment.fill": _CASE_READERS | {Role.RELAWAN},
    # help around a case
    "duty.read": _CASE_READERS,
    "duty.plan": frozenset({Role.KOORDINATOR, Role.PETUGAS, Role.PIMPINAN}),
    "duty.rules": frozenset({Role.PIMPINAN, Role.PENGELOLA}),
    "response.read": _CASE_READERS,
    "response.hold": _CASE_READERS,
    "ladder.edit": frozenset({Role.PIMPINAN, Role.PENGELOLA}),
    "plan.read": _CASE_READERS,
    "plan.edit": _CASE_READERS,
    "plan.approve": _DESK,
    "referral.read": _CASE_READERS,
    "referral.send": _CASE_READERS,
    "referral.answer": _CASE_READERS,
    "referral.export": _DESK,
    "journey.plan": _DESK,
    "journey.receive": _DESK,
    "aid.read": _CASE_READERS,
    "aid.give": _CASE_READERS | {Role.RELAWAN},
    "aid.correct": _DESK,
    "aid.decide": _DESK,
    "aid.export": _DESK,
    "directory.read": _OFFICE,
    "directory.edit": frozenset({Role.PETUGAS}),
    "capacity.edit": frozenset({Role.KOORDINATOR, Role.PETUGAS}),
    "letter.read": _CASE_READERS,
    "letter.issue": _CASE_READERS,
    "letter.withdraw": _DESK,
    "letter.edit": frozenset({Role.PETUGAS, Role.PIMPINAN, Role.PENGELOLA}),
    "track.read": _CASE_READERS,
    "track.edit": frozenset({Role.KOORDINATOR, Role.PETUGAS}),
    "track.import": frozenset({Role.PETUGAS}),
    "message.read": frozenset({Role.PETUGAS, Role.PIMPINAN, Role.PENGELOLA}),
    "message.retry": frozenset({Role.PETUGAS, Role.PIMPINAN, Role.PENGELOLA}),
    "message.word": frozenset({Role.PETUGAS, Role.PIMPINAN, Role.PENGELOLA}),
    "message.configure": frozenset({Role.PENGELOLA}),
    "privacy.read": frozenset({Role.PETUGAS, Role.PIMPINAN, Role.PENGELOLA}),
    "privacy.handle": _DESK,
    "privacy.rule": frozenset({Role.PIMPINAN, Role.PENGELOLA}),
    "privacy.erase": frozenset({Role.PIMPINAN}),
    "breach.report": frozenset({Role.PETUGAS, Role.PIMPINAN, Role.PENGELOLA}),
    # phones
    "sync.use": _FIELD,
    "refusal.settle": frozenset({Role.KOORDINATOR, Role.PETUGAS, Role.PIMPINAN}),
}


def can(actor: Actor, verb: str, thing: Any = None) -> bool:
    """True when the role allows the verb and the thing's area (`area_code`, or a code) is in scope."""
    if actor.role not in VERBS[verb]:
        return False
    if thing is None:
        return True
    code = thing if isinstance(thing, str) else thing.area_code
    return actor.covers(code)


def require(actor: Actor, verb: str, thing: Any = None) -> None:
    """Raise Problem("forbidden") unless `can`."""
    if not can(actor, verb, thing):
        raise Problem("forbidden")


_RANK = (Role.RELAWAN, Role.KOORDINATOR, Role.PETUGAS, Role.PIMPINAN)


def outranks(actor: Actor, role: Role) -> bool:
    """True when the actor may hand out `role`, or act upon an account that has it.

    A pengelola manages every role (within the area); the others only those below their own.
    """
    if actor.role == Role.PENGELOLA:
        return True
    return role in _RANK and _RANK.index(role) < _RANK.index(actor.role)


def area_q(actor: Actor, field: str = "area_code") -> Q:
    """A filter for rows whose area lies in the actor's subtree (uses a C-collated index range)."""
    return subtree_q(actor.area, field)


def subtree_q(area: str, field: str = "area_code") -> Q:
    """A filter for one area and everything below it; "" matches all."""
    if not area:
        return Q()
    return Q(**{field: area}) | Q(**{f"{field}__gte": area + ".", f"{field}__lt": area + "/"})


View = TypeVar("View", bound=Callable[..., Any])


def needs(verb: str) -> Callable[[View], View]:
    """Declare what a view needs. The middleware refuses a view that declares nothing."""
    if verb not in VERBS:
        raise KeyError(f"unknown verb {verb!r}: add it to accounts.policy.VERBS")

    def mark(view: View) -> View:
        view.bubuhan_needs = verb  # type: ignore[attr-defined]
        return view

    return mark


def public(view: View) -> View:
    """Declare that a view is open to everyone (or authenticates by its own token)."""
    view.bubuhan_needs = ""  # type: ignore[attr-defined]
    return view
