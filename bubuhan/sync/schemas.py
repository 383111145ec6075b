"""What passes through the phone's door: requests and answers. The contract is generated from here."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    WithJsonSchema,
)

MAX_COMMANDS = 100
MAX_SEQ = 2**53 - 1  # the largest whole number a browser counts exactly
PULL_DEFAULT = 100
PULL_MOST = 500

Seq = Annotated[int, Field(ge=1, le=MAX_SEQ, strict=True)]
_ISO_START = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d")


def _written_out(value: Any) -> Any:
    """Pydantic would read 0 and "0" as an instant of 1970; the contract says ISO 8601."""
    if isinstance(value, str) and _ISO_START.match(value):
        return value
    raise ValueError("waktunya harus ditulis seperti 2025-10-12T14:05:00+08:00")


IsoTime = Annotated[AwareDatetime, BeforeValidator(_written_out)]
# Any instant of a working clock; one of the year 9999 cannot be read back from the database.
Stamp = Annotated[
    IsoTime, Field(ge=datetime(1990, 1, 1, tzinfo=UTC), le=datetime(2200, 1, 1, tzinfo=UTC))
]


class ProblemBody(BaseModel):
    """What is wrong and what to do; `code` for programs, `message` for people."""

    code: str
    field: str | None
    message: str


class WipeBody(ProblemBody):
    """A 401. `wipe` is true when the phone was revoked and must delete what it holds."""

    wipe: bool = False


class EnrolRequest(BaseModel):
    """The one-time code a coordinator made, as typed or scanned."""

    code: str = Field(title="kode", min_length=4, max_length=40)
    device_name: str = Field("", title="nama HP", max_length=200)


class PersonBody(BaseModel):
    """Whose phone this is."""

    id: UUID | None
    name: str
    role: str
    area_code: str
    area_label: str


class EnrolAnswer(BaseModel):
    """The token is told only here. `escrow_key`: our public key (P-256 point), for which the phone
    seals the key of its store; `handover_key`: with which it checks hand-over codes without signal.
    """

    device: UUID
    token: str
    spaces: list[str]
    person: PersonBody
    escrow_key: str = ""
    handover_key: str = ""


class SealedBody(BaseModel):
    """AES-256-GCM under the key of a phone's store; base64."""

    iv: str = Field(max_length=40)
    data: str = Field(max_length=8_000_000)


class PinRequest(BaseModel):
    """A forgotten PIN: the coordinator's code, the sealed key of the store, the session under that key
    (it says whose store it is; early apps do not send it), and the point to answer to.
    """

    code: str = Field(title="kode", min_length=4, max_length=40)
    device: UUID = Field(title="HP")
    escrow: str = Field(title="kunci titipan", max_length=400)
    session: SealedBody | None = None
    reply_to: str = Field(title="kunci balasan", max_length=200)


class PinAnswer(BaseModel):
    """The key of the store, sealed for `reply_to`."""

    key: str


class ParcelCommand(BaseModel):
    """One unsent command: its number and id in clear, everything else sealed."""

    id: UUID
    seq: Seq
    sealed: SealedBody


class ParcelFile(BaseModel):
    """One unsent photo or voice note."""

    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    mime: str = Field(max_length=80)
    sealed: SealedBody


class ParcelBody(BaseModel):
    """Unsent work of a phone's holder, still sealed. `left`: how many commands come after these;
    `way`: sent by the phone itself, or carried to the office as a file.
    """

    model_config = ConfigDict(extra="ignore")

    format: Literal["bubuhan-parcel-1"] = "bubuhan-parcel-1"
    escrow: str = Field(max_length=400)
    session: SealedBody
    commands: list[ParcelCommand] = Field(default_factory=list, max_length=1_000)
    files: list[ParcelFile] = Field(default_factory=list, max_length=100)
    left: int = Field(0, ge=0, le=1_000_000)
    way: Literal["hp", "berkas"] = "hp"


class ParcelAnswer(BaseModel):
    """Outcome by command id, and the files that are whole; nothing else of the former holder's."""

    outcomes: dict[str, str]
    files: list[str]


class PersonRequest(BaseModel):
    """One person outside the phone's spaces, with the reason why he is looked up."""

    nik: str = Field("", title="NIK", max_length=30)
    name: str = Field("", title="nama", max_length=120)
    year: int | None = Field(None, title="tahun lahir", ge=1900, le=2100)
    reason: Literal["laporan", "kunjungan", "pindahan", "bantuan"] = Field(title="alasan")


class FoundCase(BaseModel):
    """A case of that person, as far as the asker may know of it."""

    number: str
    state: str
    need_name: str
    area_label: str


class FoundPerson(BaseModel):
    """As much as the asker may know: beyond his area initials, year and kecamatan."""

    name: str
    year: int | None
    sex: str
    area_label: str
    hats: list[str]
    cases: list[FoundCase]
    ask: str


class PersonAnswer(BaseModel):
    """What was found; the phone's copy is deleted at `expires_at`."""

    id: UUID
    people: list[FoundPerson]
    expires_at: datetime


class Envelope(BaseModel):
    """One command. `id` is the primary key of what it creates; a repaired command keeps its `id`."""

    model_config = ConfigDict(extra="ignore")

    id: UUID
    seq: Seq
    type: str = Field(min_length=1, max_length=60)
    made_at: Stamp
    base_rev: Annotated[int, Field(ge=0, le=MAX_SEQ)] | None = None
    body: dict[str, Any]


class LooseCommand(BaseModel):
    """An item of a push: an `Envelope`. Only `seq` decides about the request; anything else that is
    wrong is answered in that command's receipt, so that one bad command never blocks the others."""

    model_config = ConfigDict(extra="allow")

    seq: Seq


class PhoneState(BaseModel):
    """What a phone tells about itself at each contact."""

    model_config = ConfigDict(extra="ignore")

    oldest_at: Stamp | None = None
    files: int | None = Field(None, ge=0, le=1_000_000)
    storage_used: int | None = Field(None, ge=0, le=2**53)
    storage_quota: int | None = Field(None, ge=0, le=2**53)
    persisted: bool | None = None


def _readable_state(value: Any) -> Any:
    try:
        return PhoneState.model_validate(value) if value is not None else None
    except ValidationError:
        return None


class PushRequest(BaseModel):
    """Commands in order of `seq`; `pending` is how many more the phone still holds.

    `phone`: its state; what cannot be read of it is ignored, it must not keep a report out.
    """

    model_config = ConfigDict(extra="ignore")

    device: UUID
    commands: list[LooseCommand] = Field(max_length=MAX_COMMANDS)
    sent_at: IsoTime | None = None
    app_version: str | None = Field(None, max_length=30)
    pending: Annotated[int, Field(ge=0, le=2_000_000_000, strict=True)] | None = None
    phone: Annotated[
        PhoneState | None,
        BeforeValidator(_readable_state),
        WithJsonSchema({"description": "A `PhoneState`; ignored when it cannot be read."}),
    ] = None


class ReceiptBody(BaseModel):
    """What became of one command. `replayed`: it was told before, or would have been."""

    seq: int
    id: UUID | None
    type: str
    outcome: Literal["accepted", "duplicate", "refused"]
    problem: ProblemBody | None
    replayed: bool
    data: dict[str, Any]


class PushAnswer(BaseModel):
    """`stopped` says why the rest was not looked at (`seq_gap`); go on with `next_seq`."""

    receipts: list[ReceiptBody]
    next_seq: int
    stopped: ProblemBody | None
    server_time: datetime


class PullQuery(BaseModel):
    """Which space, from where on, and how many documents at most."""

    space: str = Field(min_length=1, max_length=60)
    after: int = Field(0, ge=0, le=MAX_SEQ)
    limit: int = Field(PULL_DEFAULT, ge=1, le=PULL_MOST)


class DocBody(BaseModel):
    """A document as this phone may see it, or `gone`."""

    pos: int
    kind: str
    id: str
    rev: int | None = None
    body: dict[str, Any] | None = None
    gone: bool | None = None


class PullAnswer(BaseModel):
    """`reset`: forget everything of this space and pull again from `next`."""

    docs: list[DocBody]
    next: int
    more: bool
    reset: bool | None = None


class FileAnswer(BaseModel):
    """How many bytes have arrived."""

    offset: int


class ConflictBody(ProblemBody):
    """A 409. With `file_offset`: go on from `offset`."""

    offset: int | None = None


class HealthBody(BaseModel):
    """The process, or everything it needs, is there."""

    model_config = ConfigDict(extra="allow")

    status: str
