"""What a phone may ask of this room: state that one meets a criterion."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from bubuhan.kernel.commands import CommandContext, CommandType
from bubuhan.kernel.problems import Problem
from bubuhan.people.models import Origin
from bubuhan.standing import actions, panel
from bubuhan.standing.groups import heads_of
from bubuhan.volunteers.models import Membership, Status

_Strict = ConfigDict(extra="forbid", str_strip_whitespace=True, allow_inf_nan=False)
_Note = Annotated[str, BeforeValidator(lambda value: "" if value is None else value)]


class EvidenceRef(BaseModel):
    """A photo of a certificate that travels apart, named by the hash of its bytes."""

    model_config = _Strict

    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] = Field(title="tanda berkas")  # fmt: skip
    mime: str = Field("image/jpeg", title="tipe berkas", min_length=3, max_length=60)
    bytes: int = Field(1, title="ukuran berkas", ge=1, le=50_000_000, strict=True)


class CriterionState(BaseModel):
    """`criterion.state`: the owner says so; an officer confirms what is attached."""

    model_config = _Strict

    membership_id: UUID = Field(title="keanggotaan")
    criterion: str = Field(title="kriteria", min_length=1, max_length=40)
    answer: Literal["pernyataan"] = Field("pernyataan", title="jawaban")
    note: _Note = Field("", title="catatan", max_length=500)
    file: EvidenceRef | None = Field(None, title="berkas")


def state(context: CommandContext, body: CriterionState) -> dict[str, Any] | None:
    """Append the owner's statement. Raises `forbidden` (not his), `membership_not_active`, `criterion_unknown`."""
    own = context.actor.person_id
    member = Membership.objects.select_related("person").filter(id=body.membership_id).first()
    if own is None or member is None or member.person_id not in heads_of([own]):
        raise Problem("forbidden")
    if member.status != Status.ACTIVE:
        raise Problem("membership_not_active")
    values = actions.AnswerValues(
        criterion=body.criterion,
        answer=body.answer,
        note=body.note,
        sha256=body.file.sha256 if body.file else "",
        membership_id=member.id if panel.is_per_membership(body.criterion) else None,
    )
    actions.answer(
        actor=context.actor, person=member.person, values=values, origin=Origin.PHONE,
        at=context.received_at,
    )  # fmt: skip
    return None


COMMANDS: tuple[CommandType, ...] = (CommandType("criterion.state", CriterionState, state),)
