"""The phone's door for tests of this room: a command as data, through the registry."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

from bubuhan import journal
from bubuhan.accounts.policy import Actor, Role
from bubuhan.cases import handlers
from bubuhan.cases.models import Case, CaseReport
from bubuhan.kernel import clock
from bubuhan.kernel.commands import CommandContext, registry
from bubuhan.kernel.ids import uuid7

PELAMBUAN = "63.71.03.1003"
TELAGA_BIRU = "63.71.03.1002"
MONDAY = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def send(actor: Actor, name: str, body: dict[str, Any], **around: Any) -> Any:
    """Send one command; returns `(its id, what the handler answered)`."""
    kind = registry[name]
    received = around.pop("received_at", None) or clock.now()
    context = CommandContext(
        actor=actor,
        command_id=around.pop("command_id", None) or uuid7(),
        made_at=around.pop("made_at", None) or received - timedelta(minutes=5),
        received_at=received,
        **around,
    )
    return context.command_id, kind.handle(context, kind.schema.model_validate(body))


def today() -> date:
    """The day as a phone in South Kalimantan has it."""
    return clock.now().astimezone(timezone(timedelta(hours=8))).date()


def a_report(**changes: Any) -> dict[str, Any]:
    """The body of a plain report of a kasus; every part may be replaced."""
    return {
        "kind": "kasus",
        "story": "Nini tinggal sorangan, balum makan dari pagi.",
        "need": "lansia_terlantar",
        "place": {"area_code": PELAMBUAN, "note": "dekat langgar"},
        "subject": {"name": "Siti Aminah", "sex": "P", "age_years": 71},
        "signs": {"alone": True, "medical": False},
        "consent": {"given": True},
        **changes,
    }


def open_case(actor: Actor, received_at: datetime | None = None, **changes: Any) -> Case:
    """Report, let the reactions run, and return the case."""
    report_id, _ = send(actor, "report.submit", a_report(**changes), received_at=received_at)
    journal.drain()
    return CaseReport.objects.select_related("case").get(report_id=report_id).case


def refused(call: Any) -> str:
    """The problem code a call is refused with."""
    from bubuhan.kernel.problems import Problem

    try:
        call()
    except Problem as problem:
        return problem.code
    return ""


def sha(n: int) -> str:
    """A file hash for tests."""
    return f"{n:064x}"


def file_ref(n: int, kind: str = "photo") -> dict[str, Any]:
    """A file as a command names it."""
    return {"sha256": sha(n), "kind": kind, "mime": "image/jpeg", "bytes": 1234}


def fresh(case: Case | UUID) -> Case:
    """The case as it is now."""
    return Case.objects.get(id=case.id if isinstance(case, Case) else case)


def entrust(case_id: UUID, officer: Actor) -> None:
    """A head of the province gives a protected case to an officer."""
    head = Actor(uuid7(), "Hj. Norhayati", Role.PIMPINAN, "63")
    handlers.entrust(actor=head, case_id=case_id, user_id=officer.user_id)
