"""Persons, what was said about them, and the decisions that link the two.

A person is never merged by deleting: source records stay as received, decisions are appended.
NIK is encrypted; `nik_blind` (keyed hash) answers "is it the same number?" and nothing else.
"""

from typing import Any, ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from bubuhan.accounts.policy import Actor, area_q
from bubuhan.kernel import crypto
from bubuhan.kernel.fields import EncryptedText
from bubuhan.kernel.ids import uuid7
from bubuhan.kernel.text import mask_nik


def nik_index(nik: str) -> bytes | None:
    """The blind index of a NIK, None for an empty one."""
    return crypto.blind(nik, "nik") if nik else None


class Sex(models.TextChoices):
    """As on the identity card; blank when not stated."""

    L = "L", "Laki-laki"
    P = "P", "Perempuan"


class Precision(models.TextChoices):
    """How much of a date is known; a year alone is stored as 1 January."""

    DAY = "day", "tanggal lengkap"
    MONTH = "month", "bulan dan tahun"
    YEAR = "year", "tahun saja"
    UNKNOWN = "unknown", "belum diketahui"


class PersonQuerySet(models.QuerySet["Person"]):
    """Persons, filtered by who asks."""

    def visible_to(self, actor: Actor) -> "PersonQuerySet":
        """Persons whose home area lies in the actor's subtree."""
        return self.filter(area_q(actor))


class Person(models.Model):
    """One human being, as far as we know."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField("nama", max_length=120)
    name_key = models.CharField(max_length=120, db_collation="C")
    sex = models.CharField("jenis kelamin", max_length=1, choices=Sex.choices, blank=True)
    birth_date = models.DateField("tanggal lahir", null=True, blank=True)
    birth_precision = models.CharField(
        max_length=7, choices=Precision.choices, default=Precision.UNKNOWN
    )
    birth_place = models.CharField("tempat lahir", max_length=80, blank=True)
    nik = EncryptedText()
    nik_blind = models.BinaryField(max_length=32, null=True, unique=True)
    phone = models.CharField("nomor HP", max_length=20, blank=True)
    phone_other = models.CharField("nomor HP lain", max_length=20, blank=True)
    address = models.CharField("alamat", max_length=250, blank=True)
    area_code = models.CharField("wilayah", max_length=13, blank=True, db_collation="C")
    example = models.BooleanField(default=False)
    rev = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[models.Manager["Person"]] = PersonQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["name_key", "birth_date"], name="person_name_birth"),
            models.Index(fields=["area_code", "name_key"], name="person_area_name"),
            models.Index(fields=["phone"], name="person_phone", condition=~Q(phone="")),
            GinIndex(fields=["name"], opclasses=["gin_trgm_ops"], name="person_name_search"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="person_named"),
            models.CheckConstraint(condition=Q(sex__in=["", "L", "P"]), name="person_sex_known"),
            models.CheckConstraint(
                condition=Q(birth_date__isnull=True, birth_precision="unknown")
                | (Q(birth_date__isnull=False) & ~Q(birth_precision="unknown")),
                name="person_birth_precision",
            ),
            models.CheckConstraint(
                condition=Q(nik__isnull=True, nik_blind__isnull=True)
                | Q(nik__isnull=False, nik_blind__isnull=False),
                name="person_nik_with_index",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def nik_masked(self) -> str:
        """`6371 •••• •••• 0000`, or "" when unknown."""
        return mask_nik(self.nik or "")

    def set_nik(self, nik: str) -> None:
        """Set number and index together (a constraint keeps them together)."""
        self.nik = nik or None
        self.nik_blind = nik_index(nik)


class Origin(models.TextChoices):
    """Through which door something was said."""

    REPORT = "report", "laporan lapangan"
    IMPORT = "import", "lembar kerja"
    OFFICE = "office", "kantor"
    PHONE = "phone", "HP"


class SourceRecord(models.Model):
    """What one source said about one person, exactly as received. `body` never holds a NIK."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    origin = models.CharField(max_length=6, choices=Origin.choices)
    origin_id = models.CharField(max_length=80)
    received_at = models.DateTimeField()
    body = models.JSONField(default=dict)
    nik = EncryptedText()
    nik_blind = models.BinaryField(max_length=32, null=True)
    name_key = models.CharField(max_length=120, blank=True, db_collation="C")
    birth_date = models.DateField(null=True, blank=True)
    area_code = models.CharField(max_length=13, blank=True, db_collation="C")
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="records"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["origin", "origin_id"], name="source_record_once"),
        ]
        indexes = [
            models.Index(
                fields=["nik_blind"], name="source_nik", condition=Q(nik_blind__isnull=False)
            ),
            models.Index(
                fields=["person"], name="source_person", condition=Q(person__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.origin}:{self.origin_id}"


class PersonFact(models.Model):
    """Where the present (or a former) value of one field came from. A NIK stands here masked."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="facts")
    field = models.CharField(max_length=30)
    value = models.CharField(max_length=250, blank=True)
    origin = models.CharField(max_length=6, choices=Origin.choices)
    origin_id = models.CharField(max_length=80, blank=True)
    note = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "field", "-at"], name="fact_person_field")]

    def __str__(self) -> str:
        return f"{self.field}={self.value}"


class Verdict(models.TextChoices):
    """What was decided about two records."""

    SAME = "same", "orang yang sama"
    DIFFERENT = "different", "orang yang berbeda"
    UNSURE = "unsure", "belum pasti"


class LinkDecision(models.Model):
    """One decision that a source record and a person are, or are not, the same. Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    record_id = models.UUIDField()
    person_id = models.UUIDField()
    verdict = models.CharField(max_length=9, choices=Verdict.choices)
    decided_by = models.CharField(max_length=120)
    decided_by_id = models.CharField(max_length=64)
    weight = models.FloatField(null=True, blank=True)
    reasons = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["record_id"], name="decision_record"),
            models.Index(fields=["person_id"], name="decision_person"),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} {self.verdict} {self.person_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("a link decision is never changed: append another")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("a link decision is never deleted: append another")


class MatchProposal(models.Model):
    """A pair that waits for a human at the duplicate desk."""

    class State(models.TextChoices):
        OPEN = "open", "menunggu keputusan"
        SETTLED = "settled", "sudah diputuskan"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    record = models.ForeignKey(SourceRecord, on_delete=models.CASCADE, related_name="proposals")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="proposals")
    reasons = models.JSONField(default=list)
    weight = models.FloatField(null=True, blank=True)
    state = models.CharField(max_length=7, choices=State.choices, default=State.OPEN)
    area_code = models.CharField(max_length=13, blank=True, db_collation="C")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "person"], name="proposal_once"),
        ]
        indexes = [
            models.Index(
                fields=["area_code", "at"], name="proposal_open", condition=Q(state="open")
            )
        ]

    def __str__(self) -> str:
        return f"{self.record_id} ~ {self.person_id}"
