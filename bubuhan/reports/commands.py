"""What a phone may ask of this room: `report.submit`."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StringConstraints

from bubuhan.kernel.commands import CommandContext, CommandType

_Strict = ConfigDict(extra="forbid", str_strip_whitespace=True, allow_inf_nan=False)
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


# A text that may be left out; a phone may also say null.
Text = Annotated[str, BeforeValidator(lambda value: "" if value is None else value)]


class Payload(BaseModel):
    """A part of a command: unknown fields are refused, texts are trimmed."""

    model_config = _Strict


class FileRef(Payload):
    """A file that travels apart, named by the hash of its bytes."""

    sha256: Sha256 = Field(title="tanda berkas (sha256)")
    kind: Literal["photo", "voice"] = Field(title="jenis berkas")
    mime: str = Field(title="tipe berkas", min_length=3, max_length=60)
    bytes: int = Field(title="ukuran berkas", ge=1, le=50_000_000, strict=True)


class Place(Payload):
    """Where: a valid desa/kelurahan (or the level known), a point if the phone had one."""

    area_code: str = Field(title="wilayah", max_length=13)
    lat: float | None = Field(None, title="lintang", ge=-90, le=90, strict=True)
    lon: float | None = Field(None, title="bujur", ge=-180, le=180, strict=True)
    accuracy_m: float | None = Field(None, title="ketelitian GPS", ge=0, le=1_000_000, strict=True)
    note: Text = Field("", title="patokan tempat", max_length=500)


class Subject(Payload):
    """Who needs help; everything may be unknown."""

    person_id: UUID | None = Field(None, title="orang")
    name: Text = Field("", title="nama", max_length=120)
    sex: Literal["L", "P", "", None] = Field("", title="jenis kelamin")
    age_years: int | None = Field(None, title="umur", ge=0, le=130, strict=True)
    birth_date: date | None = Field(None, title="tanggal lahir")
    nik: Text = Field("", title="NIK", max_length=40)
    phone: Text = Field("", title="nomor HP", max_length=40)
    note: Text = Field("", title="catatan tentang orang", max_length=500)


class Consent(Payload):
    """Permission of the person, or why it could not be asked."""

    given: bool = Field(title="persetujuan", strict=True)
    reason: Text = Field("", title="alasan tanpa persetujuan", max_length=500)


class ReportSubmit(Payload):
    """`report.submit`: one report of any kind."""

    kind: Literal["kasus", "isu", "masukan", "kegiatan"] = Field(title="jenis laporan")
    story: str = Field(title="cerita", min_length=1, max_length=5000)
    need: Text = Field("", title="kebutuhan", max_length=40)
    place: Place = Field(title="tempat")
    subject: Subject | None = Field(None, title="siapa")
    signs: dict[str, StrictBool | None] = Field(
        default_factory=dict, title="tanda darurat", max_length=20
    )
    consent: Consent | None = Field(None, title="persetujuan")
    files: list[FileRef] = Field(default_factory=list, title="berkas", max_length=8)
    happened_on: date | None = Field(None, title="tanggal kejadian")


def _submit(context: CommandContext, body: ReportSubmit) -> dict[str, Any] | None:
    from bubuhan.reports import actions

    actions.submit(context, body)
    return None


def _submit_many(items: Any) -> None:
    from bubuhan.reports import actions

    actions.submit_many(items)


COMMANDS: tuple[CommandType, ...] = (
    CommandType("report.submit", ReportSubmit, _submit, bulk=_submit_many),
)
