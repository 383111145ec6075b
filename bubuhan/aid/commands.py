"""What a phone may ask of this room: write down what was given."""

from datetime import date
from typing import Any
from uuid import UUID

from pydantic import Field

from bubuhan.aid import actions
from bubuhan.cases.entries import Stamp
from bubuhan.kernel.commands import CommandContext, CommandType
from bubuhan.reports.commands import FileRef, Payload, Text


class AidGive(Payload):
    """`aid.give`: codes of the lists `aid_kind` and `aid_source`; `reason` when a warning was shown."""

    case_id: UUID = Field(title="kasus")
    member_id: UUID | None = Field(None, title="anggota keluarga")
    kind: str = Field(title="jenis bantuan", min_length=1, max_length=40)
    source: str = Field(title="sumber", min_length=1, max_length=40)
    given_on: date = Field(title="tanggal")
    worth: int | None = Field(
        None, title="nilai (rupiah)", ge=0, le=actions.MOST_WORTH, strict=True
    )
    amount: int | None = Field(None, title="jumlah", ge=0, le=1_000_000, strict=True)
    programme: str = Field("", title="program", max_length=160)
    given_by: str = Field("", title="diberikan oleh", max_length=160)
    note: Text = Field("", title="catatan", max_length=1000)
    reason: Text = Field("", title="alasan tetap diberikan", max_length=500)
    files: list[FileRef] = Field(default_factory=list, title="berkas", max_length=4)


def _give(context: CommandContext, body: AidGive) -> dict[str, Any] | None:
    aid = actions.give(
        actor=context.actor,
        whom=actions.Whom(case_id=body.case_id, member_id=body.member_id),
        words=actions.AidWords(
            kind=body.kind,
            source=body.source,
            given_on=body.given_on,
            worth=body.worth,
            amount=body.amount,
            programme=body.programme,
            given_by=body.given_by or context.actor.name,
            note=body.note,
            went_on=body.reason,
            files=body.files,
        ),
        stamp=Stamp.of(context),
    )
    return {"warnings": len(aid.warned)} if aid.warned else None


COMMANDS: tuple[CommandType, ...] = (CommandType("aid.give", AidGive, _give),)
