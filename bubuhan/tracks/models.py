"""What is known of other systems: their states and columns as rows, and each case's numbers in them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from bubuhan.accounts.policy import Actor, area_q
from bubuhan.cases.access import reach
from bubuhan.cases.models import Case
from bubuhan.kernel import crypto
from bubuhan.kernel.fields import EncryptedText
from bubuhan.kernel.ids import uuid7
from bubuhan.kernel.nik import mask_nik


class ExternalSystem(models.Model):
    """How an office works with another system; rows are appended, the area's newest in force counts.

    `states` `[{"code", "name", "final", "words": [..]}]`, the first is where a track begins;
    `windows` `[{"what", "from", "to"}]` days of a month; `columns` `[{"title", "field"}]` in THEIR
    order; `answers` `{"nik": [titles], "name": [..], "number": [..], "state": [..], "note": [..]}`.
    """

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(max_length=20)
    area_code = models.CharField(max_length=13, blank=True, db_collation="C")
    name = models.CharField("nama sistem", max_length=120)
    owner = models.CharField("pemilik", max_length=120, blank=True)
    number_word = models.CharField("nama nomornya", max_length=60, default="Nomor")
    person = models.BooleanField("tentang satu orang", default=True)
    days = models.PositiveSmallIntegerField("biasanya dijawab dalam (hari)", default=30)
    states = models.JSONField(default=list)
    windows = models.JSONField(default=list)
    columns = models.JSONField(default=list)
    answers = models.JSONField(default=dict)
    note = models.CharField("catatan", max_length=300, blank=True)
    source = models.CharField("sumber", max_length=200, blank=True)
    example = models.BooleanField("contoh", default=False)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    reason = models.CharField("alasan", max_length=300, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code", "area_code"],
                condition=Q(replaced_at=None),
                name="external_system_in_force",
            )
        ]

    def __str__(self) -> str:
        return self.name


class TrackQuerySet(models.QuerySet["Track"]):
    """Tracks, filtered by who asks."""

    def readable_by(self, actor: Actor) -> "TrackQuerySet":
        """Tracks of cases this actor reads in full: the others are not even counted."""
        plain = area_q(actor, "case__area_code") & Q(case__sensitive=False)
        own = reach(actor).own
        return self.filter(plain | Q(case_id__in=own) if own else plain)


class Track(models.Model):
    """One number or proposal of a case in another system, and where it stands there.

    Person fields are specific personal data: encrypted, with a keyed index for the number only.
    `details` is encrypted JSON of further columns of their sheet.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="tracks")
    system = models.CharField(max_length=20)
    number = models.CharField("nomor", max_length=60, blank=True)
    name = models.CharField("nama", max_length=120, blank=True)
    nik = EncryptedText()
    nik_blind = models.BinaryField(max_length=32, null=True)
    kk = EncryptedText()
    details = EncryptedText()
    state = models.CharField("keadaan", max_length=30)
    since = models.DateField("sejak")
    final = models.BooleanField(default=False)
    note = models.CharField("catatan", max_length=500, blank=True)
    rev = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)

    objects: ClassVar[TrackQuerySet] = TrackQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "system", "number"],
                condition=~Q(number=""),
                name="track_number_once",
            )
        ]
        indexes = [
            models.Index(fields=["system", "since"], name="track_open", condition=Q(final=False)),
            models.Index(fields=["system", "number"], name="track_number"),
            models.Index(
                fields=["nik_blind"], name="track_nik", condition=Q(nik_blind__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.system} {self.number}"

    @property
    def nik_masked(self) -> str:
        """`6371 •••• •••• 0000`; "" when unknown."""
        return mask_nik(self.nik or "")

    def set_nik(self, nik: str) -> None:
        """The number and its index together."""
        self.nik = nik or None
        self.nik_blind = nik_index(nik)


class TrackStep(models.Model):
    """One state a track was in, appended and never changed."""

    id = models.BigAutoField(primary_key=True)
    track = models.ForeignKey(Track, on_delete=models.CASCADE, related_name="steps")
    state = models.CharField(max_length=30)
    on = models.DateField()
    note = models.CharField(max_length=500, blank=True)
    way = models.CharField(max_length=10, default="petugas")
    at = models.DateTimeField()
    by = models.CharField(max_length=120)

    class Meta:
        indexes = [models.Index(fields=["track", "-on", "-id"], name="track_steps")]

    def __str__(self) -> str:
        return f"{self.state} {self.on}"


class ProposalSheet(models.Model):
    """A sheet of proposals that was exported; `columns` as they were then. Sent when somebody says so."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    system = models.CharField(max_length=20)
    area_code = models.CharField(max_length=13, blank=True, db_collation="C")
    columns = models.JSONField(default=list)
    tracks = models.ManyToManyField(Track, related_name="sheets")
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    sent_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["area_code", "-at"], name="proposal_sheet_area")]

    def __str__(self) -> str:
        return f"{self.system} {self.at:%d-%m-%Y}"


class AnswerSheet(models.Model):
    """A sheet that came back from another system, and what became of its rows."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    system = models.CharField(max_length=20)
    area_code = models.CharField(max_length=13, blank=True, db_collation="C")
    proposal = models.ForeignKey(
        ProposalSheet, null=True, on_delete=models.PROTECT, related_name="answers"
    )
    file_name = models.CharField(max_length=120)
    rows = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)

    class Meta:
        indexes = [models.Index(fields=["area_code", "-at"], name="answer_sheet_area")]

    def __str__(self) -> str:
        return self.file_name


class MismatchKind(models.TextChoices):
    """Why a row of an answer could not simply be taken over."""

    NIK = "nik", "NIK berbeda"
    NAME = "nama", "Nama berbeda"
    MISSING = "tidak_ada", "Tidak ada dalam jawaban"
    STRANGER = "asing", "Tidak dikenal di sini"
    STATE = "keadaan", "Keadaan tidak dikenal"


class Mismatch(models.Model):
    """One row that a person must settle. `theirs` is encrypted JSON of what their sheet says."""

    class Choice(models.TextChoices):
        """What a person decided."""

        TAKE = "terima", "Keadaan dari mereka dipakai"
        FIX = "perbaiki", "Data kita diperbaiki, keadaan dari mereka dipakai"
        IGNORE = "abaikan", "Diabaikan"

    id = models.BigAutoField(primary_key=True)
    sheet = models.ForeignKey(AnswerSheet, on_delete=models.CASCADE, related_name="mismatches")
    track = models.ForeignKey(Track, null=True, on_delete=models.CASCADE, related_name="mismatches")
    row = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=10, choices=MismatchKind.choices)
    state = models.CharField(max_length=30, blank=True)
    theirs = EncryptedText()
    choice = models.CharField(max_length=10, choices=Choice.choices, blank=True)
    note = models.CharField(max_length=300, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_at=None, choice="")
                | (Q(settled_at__isnull=False) & ~Q(choice="")),
                name="mismatch_settled_with_choice",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} baris {self.row}"


def nik_index(nik: str) -> bytes | None:
    """The keyed hash that answers "is it the same number?", apart from the registry's index."""
    return crypto.blind(nik, "track-nik") if nik else None
