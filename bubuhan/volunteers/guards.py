"""What every write on a membership starts and ends with: lock, checks, database refusals, journal."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import IntegrityError

from bubuhan import journal
from bubuhan.kernel import clock
from bubuhan.kernel.actors import ActorRef
from bubuhan.kernel.problems import Problem
from bubuhan.lists.queries import codes
from bubuhan.volunteers.models import Membership


def locked(membership_id: UUID, rev: int | None = None) -> Membership:
    """The membership, locked until the commit. Raises `not_found`; `conflict` when it moved on."""
    member: Membership | None = (
        Membership.objects.select_for_update().filter(id=membership_id).first()
    )
    if member is None:
        raise Problem("not_found")
    if rev is not None and member.rev != rev:
        raise Problem("conflict")
    return member


def check_decree(values: Mapping[str, Any]) -> None:
    """Dates that cannot be and an issuer nobody knows.

    Raises `date_ahead` (started_on), `decree_ends_before` (ends_on), `field_invalid` (issuer type).
    """
    starts, ends = values.get("started_on"), values.get("ends_on")
    today = clock.today()
    if starts and starts > today:
        raise Problem("date_ahead", "started_on", value=f"{starts:%d-%m-%Y}")
    for begins in (starts, values.get("decree_date")):
        if ends and begins and ends < begins:
            raise Problem(
                "decree_ends_before", "ends_on", end=f"{ends:%d-%m-%Y}", start=f"{begins:%d-%m-%Y}"
            )
    issuer = values.get("decree_issuer_type") or ""
    if issuer and issuer not in codes("decree_issuer"):
        raise Problem(
            "field_invalid",
            "decree_issuer_type",
            name="jenis penerbit SK",
            why="pilihannya tidak ada dalam daftar",
        )


@contextmanager
def overlapping(pillar: str, member_no: str = "") -> Generator[None, None, None]:
    """Turn what the database refuses into words: `membership_overlap`, `member_no_taken`."""
    try:
        yield
    except IntegrityError as error:
        if "member_no_overlap" in str(error):
            raise Problem(
                "membership_overlap", "pillar", pillar=pillar or "pada pilar ini"
            ) from error
        if "member_no_once" in str(error):
            raise Problem("member_no_taken", "member_no", value=member_no) from error
        raise


def profile_touch(person_id: UUID | str) -> journal.Touch:
    """The phone document that changes when a hat of a person does."""
    return journal.Touch(f"mine:{person_id}", "profile", str(person_id))


def tell(name: str, by: ActorRef, member: Membership, data: Mapping[str, Any]) -> None:
    """Record an event about a hat; its subject is the person, whose phone gets a new profile."""
    journal.record(
        name,
        actor=by,
        subject=("person", member.person_id),
        area=member.area_code,
        data={"membership": str(member.id), **data},
        touched=[profile_touch(member.person_id)],
    )
