"""What a phone may ask of this room: a person of the household, a cause, an instrument."""

from datetime import date
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from bubuhan.assessments import actions
from bubuhan.assessments.causing import CauseValues
from bubuhan.cases.entries import Stamp
from bubuhan.kernel.commands import CommandContext, CommandType
from bubuhan.reports.commands import FileRef, Payload, Text

Answer = str | int | float | list[str] | None


class CauseSuggest(Payload):
    """`cause.suggest`: a code of the list `cause`; `effect_id` is what it brings about on the tree."""

    case_id: UUID = Field(title="kasus")
    code: str = Field(title="sebab", min_length=1, max_length=40)
    note: Text = Field("", title="keterangan", max_length=2000)
    whose: Literal["keluarga", "psm"] = Field("psm", title="menurut siapa")
    sureness: Literal["pasti", "mungkin", "dugaan"] = Field("mungkin", title="seberapa yakin")
    effect_id: UUID | None = Field(None, title="menyebabkan")
    files: list[FileRef] = Field(default_factory=list, title="berkas", max_length=8)


class AssessmentFill(Payload):
    """`assessment.fill`: answers by question id; the version is the one that was asked."""

    case_id: UUID = Field(title="kasus")
    instrument: str = Field(title="instrumen", min_length=1, max_length=40)
    version: int = Field(title="versi", ge=1, le=9999, strict=True)
    answers: dict[str, Answer] = Field(title="jawaban", max_length=100)
    moment: Literal["awal", "lanjutan", "penutupan", "tiga_bulan"] = Field("awal", title="saat")
    member_id: UUID | None = Field(None, title="anggota keluarga")


class MemberSeen(Payload):
    """What stood there when the phone wrote; what is left out is not compared."""

    relation: str = Field("tidak_tahu", title="hubungan", max_length=40)
    name: Text = Field("", title="nama", max_length=120)
    sex: Literal["L", "P", ""] = Field("", title="jenis kelamin")
    birth_date: date | None = Field(None, title="tanggal lahir")
    age_years: int | None = Field(None, title="umur", ge=0, le=130, strict=True)
    phone: Text = Field("", title="nomor HP", max_length=40)
    residence: str = Field("rumah", title="tinggal", max_length=10)
    guardian: bool = Field(False, title="wali", strict=True)


class MemberChanges(MemberSeen):
    """Fields to write; one that is left out stays as it is."""

    nik: Text = Field("", title="NIK", max_length=40)
    suspected: Literal[True] = Field(True, title="diduga pelaku")


class MemberSave(Payload):
    """`member.save`: a new person of the household (his id is the command's), or a correction."""

    case_id: UUID = Field(title="kasus")
    member_id: UUID | None = Field(None, title="anggota keluarga")
    changes: MemberChanges = Field(title="data orang")
    seen: MemberSeen = Field(default_factory=MemberSeen, title="yang terlihat")


def _member(context: CommandContext, body: MemberSave) -> dict[str, Any] | None:
    member = actions.tell_member(
        actor=context.actor,
        case_id=body.case_id,
        member_id=body.member_id,
        changes=body.changes.model_dump(exclude_unset=True),
        seen=body.seen.model_dump(exclude_unset=True),
        stamp=Stamp.of(context),
    )
    return {"member_id": str(member.id)}


def _suggest(context: CommandContext, body: CauseSuggest) -> dict[str, Any] | None:
    values = CauseValues(
        code=body.code,
        note=body.note,
        whose=body.whose,
        sureness=body.sureness,
        effect_id=body.effect_id,
        files=body.files,
    )
    cause = actions.suggest_cause(
        actor=context.actor, case_id=body.case_id, values=values, stamp=Stamp.of(context)
    )
    return {"cause_id": str(cause.id)}


def _fill(context: CommandContext, body: AssessmentFill) -> dict[str, Any] | None:
    row = actions.fill(
        actor=context.actor,
        case_id=body.case_id,
        instrument=body.instrument,
        version=body.version,
        answers={k: v for k, v in body.answers.items() if v is not None},
        moment=body.moment,
        member_id=body.member_id,
        stamp=Stamp.of(context),
    )
    return {"score": row.score, "band": row.band}


COMMANDS: tuple[CommandType, ...] = (
    CommandType("member.save", MemberSave, _member),
    CommandType("cause.suggest", CauseSuggest, _suggest),
    CommandType("assessment.fill", AssessmentFill, _fill),
)
