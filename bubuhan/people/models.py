"""Persons, what was said about them, and the decisions that link the two.

A person is never merged by deleting: source records stay as received, decisions are appended, and
several rows of one human being form a group whose head the others point to.
NIK is encrypted; `nik_blind` (keyed hash) answers "is it the same number?" and nothing else.
"""

from typing import Any, ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

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

    def heads(self) -> "PersonQuerySet":
        """One row a human being: those that stand for their group (see `groups`)."""
        return self.filter(same_as=None)

    def unlooked(self) -> "PersonQuerySet":
        """Persons that changed since they were last compared with all others."""
        return self.filter(looked_rev__lt=F("rev"))

    def visible_to(self, actor: Actor) -> "PersonQuerySet":
        """Persons whose home area lies in the actor's subtree."""
        return self.filter(area_q(actor))


PersonManager = models.Manager.from_queryset(PersonQuerySet)


class Person(models.Model):
    """One human being, as far as we know; `same_as` points to the head of a group of rows of one.

    `same_as` and `conflict` follow from the decisions (`decisions.regroup`) and are written nowhere
    else. `looked_rev` is the revision that was last compared with all others.
    """

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
    nik_blind = models.BinaryField(max_length=32, null=True)
    phone = models.CharField("nomor HP", max_length=20, blank=True)
    phone_other = models.CharField("nomor HP lain", max_length=20, blank=True)
    address = models.CharField("alamat", max_length=250, blank=True)
    area_code = models.CharField("wilayah", max_length=13, blank=True, db_collation="C")
    example = models.BooleanField(default=False)
    same_as = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="others"
    )
    conflict = models.BooleanField(default=False)
    rev = models.PositiveIntegerField(default=1)
    looked_rev = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[PersonManager["Person"]] = PersonManager()

    class Meta:
        indexes = [
            models.Index(fields=["name_key", "birth_date"], name="person_name_birth"),
            models.Index(fields=["area_code", "name_key"], name="person_area_name"),
            models.Index(fields=["phone"], name="person_phone", condition=~Q(phone="")),
            GinIndex(fields=["name"], opclasses=["gin_trgm_ops"], name="person_name_search"),
            models.Index(
                fields=["nik_blind"], name="person_nik", condition=Q(nik_blind__isnull=False)
            ),
            models.Index(
                fields=["id"], name="person_unlooked", condition=Q(looked_rev__lt=F("rev"))
            ),
            models.Index(fields=["id"], name="person_conflict", condition=Q(conflict=True)),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="person_named"),
            models.CheckConstraint(
                condition=Q(same_as=None) | ~Q(same_as=F("id")), name="person_not_own_head"
            ),
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
    """One decision that a person and a source record, or two persons, are (not) the same.

    Append-only; the latest about a pair counts. Of two persons the smaller id is `person_id`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person_id = models.UUIDField()
    record_id = models.UUIDField(null=True)
    other_id = models.UUIDField(null=True)
    verdict = models.CharField(max_length=9, choices=Verdict.choices)
    decided_by = models.CharField(max_length=120)
    decided_by_id = models.CharField(max_length=64)
    weight = models.FloatField(null=True, blank=True)
    model = models.CharField(max_length=40, blank=True)
    reasons = models.JSONField(default=list)
    note = models.CharField(max_length=500, blank=True)
    undoes = models.UUIDField(null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["record_id"], name="decision_record", condition=Q(record_id__isnull=False)
            ),
            models.Index(fields=["person_id", "other_id"], name="decision_person"),
            models.Index(
                fields=["other_id"], name="decision_other", condition=Q(other_id__isnull=False)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(record_id__isnull=True, other_id__isnull=False)
                | Q(record_id__isnull=False, other_id__isnull=True),
                name="decision_one_other_side",
            ),
            models.CheckConstraint(
                condition=Q(other_id=None) | Q(person_id__lt=F("other_id")),
                name="decision_pair_ordered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record_id or self.other_id} {self.verdict} {self.person_id}"

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


class Band(models.TextChoices):
    """How strong a likeness is: obvious, or for a human to judge."""

    AUTOMATIC = "automatic", "hampir pasti"
    DESK = "desk", "perlu dilihat"


class DuplicateProposal(models.Model):
    """Two persons of the registry that may be one: what the duplicate desk shows. `a` < `b`."""

    class State(models.TextChoices):
        OPEN = "open", "menunggu keputusan"
        UNSURE = "unsure", "belum pasti"
        CONFLICT = "conflict", "keputusan bertentangan"
        SETTLED = "settled", "sudah diputuskan"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    a = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="likely_after")
    b = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="likely_before")
    weight = models.FloatField(default=0)
    probability = models.FloatField(default=0)
    band = models.CharField(max_length=9, choices=Band.choices, default=Band.DESK)
    reasons = models.JSONField(default=list)
    fields = models.JSONField(default=list)
    model = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    note = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["a", "b"], name="duplicate_once"),
            models.CheckConstraint(condition=Q(a__lt=F("b")), name="duplicate_pair_ordered"),
        ]
        indexes = [
            models.Index(
                fields=["state", "-weight"], name="duplicate_open", condition=~Q(state="settled")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.a_id} ~ {self.b_id}"


class ShareRequest(models.Model):
    """One office asks another to look at a pair together: neither sees the other's record before.

    `person_id`: whose record the asker does not see.
    """

    class State(models.TextChoices):
        ASKED = "asked", "menunggu jawaban"
        AGREED = "agreed", "disetujui"
        DECLINED = "declined", "ditolak"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    proposal = models.ForeignKey(DuplicateProposal, on_delete=models.CASCADE, related_name="shares")
    person_id = models.UUIDField()
    asked_area = models.CharField(max_length=13, blank=True, db_collation="C")
    asked_by = models.CharField(max_length=120)
    asked_by_id = models.CharField(max_length=64)
    note = models.CharField(max_length=500, blank=True)
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    answered_area = models.CharField(max_length=13, blank=True, db_collation="C")
    answered_by = models.CharField(max_length=120, blank=True)
    answer_note = models.CharField(max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["proposal"], name="share_one_open", condition=Q(state="asked")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.state}"


class MatchKey(models.Model):
    """A blocking key of a person (`linkage.blocking`, hashed): who shares one is worth comparing.

    No foreign key in the database: eight rows a person are copied in by the million.
    """

    pk = models.CompositePrimaryKey("key", "person_id")
    key = models.BigIntegerField()
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, db_constraint=False, related_name="match_keys"
    )

    def __str__(self) -> str:
        return f"{self.key}"
