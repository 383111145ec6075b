"""Counts one can sign: frozen snapshots, numbers others published, and absences somebody vouched for."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from bubuhan.accounts.policy import Actor, area_q
from bubuhan.kernel.ids import uuid7
from bubuhan.people.models import Precision


class Unit(models.TextChoices):
    """What a published number counts; only persons can be compared with our count."""

    PERSONS = "orang", "orang"
    BODIES = "lembaga", "lembaga"


class ControlTotal(models.Model):
    """A number somebody published for a pillar in an area. Rows are appended, never changed.

    The rows in force have no `replaced_at`; a correction replaces a row, a withdrawal ends it.
    """

    id = models.BigAutoField(primary_key=True)
    area_code = models.CharField(max_length=13, blank=True, db_collation="C")
    pillar = models.CharField("pilar", max_length=30)
    number = models.PositiveIntegerField("jumlah")
    unit = models.CharField("satuan", max_length=8, choices=Unit.choices, default=Unit.PERSONS)
    source = models.CharField("sumber", max_length=200)
    url = models.URLField("tautan", max_length=300, blank=True)
    said_on = models.DateField("tanggal angka")
    said_precision = models.CharField(
        max_length=7, choices=Precision.choices, default=Precision.DAY
    )
    note = models.CharField("catatan", max_length=300, blank=True)
    by = models.CharField(max_length=120)
    by_id = models.CharField(max_length=64)
    at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)
    replaced_by = models.CharField(max_length=120, blank=True)
    replaced_why = models.CharField(max_length=250, blank=True)
    successor = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL)

    class Meta:
        indexes = [
            models.Index(
                fields=["area_code", "pillar"],
                name="control_in_force",
                condition=Q(replaced_at=None),
            )
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(source=""), name="control_has_source"),
        ]

    def __str__(self) -> str:
        return f"{self.pillar} {self.area_code}: {self.number}"


class Absence(models.Model):
    """Somebody said that a pillar does not exist in an area: a fact, not a gap in the data."""

    id = models.BigAutoField(primary_key=True)
    area_code = models.CharField(max_length=13, blank=True, db_collation="C")
    pillar = models.CharField("pilar", max_length=30)
    said_by = models.CharField("menurut", max_length=160)
    said_on = models.DateField("tanggal")
    note = models.CharField("catatan", max_length=300, blank=True)
    by = models.CharField(max_length=120)
    by_id = models.CharField(max_length=64)
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area_code", "pillar"],
                condition=Q(withdrawn_at=None),
                name="absence_once",
            ),
            models.CheckConstraint(condition=~Q(said_by=""), name="absence_has_witness"),
        ]

    def __str__(self) -> str:
        return f"{self.pillar} {self.area_code}"


class _Frozen(models.Model):
    """A row that is written once."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("a frozen count is never changed: take another")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("a frozen count is never deleted")


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    """Snapshots, filtered by who asks."""

    def visible_to(self, actor: Actor) -> "SnapshotQuerySet":
        """Snapshots of areas inside the actor's subtree."""
        return self.filter(area_q(actor))


class Snapshot(_Frozen):
    """The count of one area at one moment: `body` holds the numbers, the rows who is behind them.

    `hash` is the SHA-256 of both in a canonical form (`freezing.py`), signed by the instance.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    area_code = models.CharField(max_length=13, blank=True, db_collation="C")
    area_label = models.CharField(max_length=160)
    taken_at = models.DateTimeField()
    taken_by = models.CharField(max_length=120)
    taken_by_id = models.CharField(max_length=64)
    note = models.CharField("catatan", max_length=250, blank=True)
    row_count = models.PositiveIntegerField()
    body = models.JSONField()
    hash = models.CharField(max_length=64, db_collation="C")
    key_id = models.CharField(max_length=16)
    signature = models.CharField(max_length=100)
    token = models.CharField(max_length=16, unique=True)

    objects: ClassVar[Any] = SnapshotQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["area_code", "-taken_at"], name="snapshot_area")]

    def __str__(self) -> str:
        return f"{self.area_label} {self.taken_at:%d-%m-%Y}"


class SnapshotRow(_Frozen):
    """One membership as it stood that day. `person_id` is the head of the person's group.

    `facts` holds the NIK masked and the start of its blind index, never the number.
    """

    id = models.BigAutoField(primary_key=True)
    snapshot = models.ForeignKey(Snapshot, on_delete=models.CASCADE, related_name="list")
    membership_id = models.UUIDField()
    person_id = models.UUIDField()
    name = models.CharField(max_length=120)
    pillar = models.CharField(max_length=30, db_collation="C")
    area_code = models.CharField(max_length=13, db_collation="C")
    grade = models.CharField(max_length=8, blank=True)
    reasons = models.JSONField(default=list)
    facts = models.JSONField(default=dict)
    digest = models.CharField(max_length=16, db_collation="C")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot", "area_code", "pillar", "membership_id"],
                name="snapshot_row_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.pillar} {self.area_code}"


class SheetSigning(models.Model):
    """Who signed the printed sheet of a snapshot, and the scan of it when there is one."""

    snapshot = models.OneToOneField(
        Snapshot, primary_key=True, on_delete=models.CASCADE, related_name="signing"
    )
    name = models.CharField("nama", max_length=120)
    nip = models.CharField("NIP", max_length=18, blank=True)
    office = models.CharField("jabatan", max_length=160)
    signed_on = models.DateField("tanggal tanda tangan")
    by = models.CharField(max_length=120)
    by_id = models.CharField(max_length=64)
    at = models.DateTimeField()
    scan_sha256 = models.CharField(max_length=64, blank=True, db_collation="C")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="signing_has_name"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.signed_on}"
