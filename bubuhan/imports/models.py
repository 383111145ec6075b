"""Spreadsheets that offices uploaded, every row of them, and what became of each.

A batch is what is checked, stored and undone together: one file or many. Sheets are numbered through
the whole batch (`ImportFile.first_sheet`), so that batch, sheet and row name one row.
"""

from typing import ClassVar

from django.db import models

from bubuhan.accounts.policy import Actor, area_q
from bubuhan.kernel.fields import EncryptedText
from bubuhan.kernel.ids import uuid7


class ImportMapping(models.Model):
    """How an office's own sheet was read last time: remembered per area, pillar and header row."""

    area_code = models.CharField(max_length=13, blank=True, db_collation="C")
    pillar = models.CharField(max_length=30)
    signature = models.CharField(max_length=64)
    columns = models.JSONField()
    by = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area_code", "pillar", "signature"], name="mapping_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pillar} {self.area_code}"


class ImportBatchQuerySet(models.QuerySet["ImportBatch"]):
    """Batches, filtered by who asks."""

    def visible_to(self, actor: Actor) -> "ImportBatchQuerySet":
        """Batches of the actor's subtree."""
        return self.filter(area_q(actor))


class ImportBatch(models.Model):
    """One upload of one file or many, and what became of it.

    `pillar` is used where a sheet tells none. `alarms` is what the guard against a wrong file found.
    """

    class State(models.TextChoices):
        UPLOADED = "uploaded", "menunggu kolom diperiksa"
        CHECKING = "checking", "sedang diperiksa"
        MATCHING = "matching", "sedang dicocokkan dengan registri"
        CHECKED = "checked", "sudah diperiksa, belum disimpan"
        COMMITTING = "committing", "sedang disimpan"
        COMMITTED = "committed", "tersimpan di registri"
        UNDOING = "undoing", "sedang dibatalkan"
        UNDONE = "undone", "dibatalkan"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    pillar = models.CharField(max_length=30, blank=True)
    area_code = models.CharField(max_length=13, blank=True, db_collation="C")
    file_name = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State.choices, default=State.UPLOADED)
    counts = models.JSONField(default=dict)
    alarms = models.JSONField(default=list)
    override_reason = models.CharField(max_length=500, blank=True)
    override_by = models.CharField(max_length=120, blank=True)
    done_rows = models.PositiveIntegerField(default=0)
    all_rows = models.PositiveIntegerField(default=0)
    failure = models.CharField(max_length=400, blank=True)
    by_id = models.CharField(max_length=64)
    by = models.CharField(max_length=120)
    created_at = models.DateTimeField()
    committed_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["ImportBatch"]] = ImportBatchQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["area_code", "-created_at"], name="batch_area")]

    def __str__(self) -> str:
        return self.file_name


class ImportFile(models.Model):
    """One file of a batch: its sheets as read and as they are to be read (`layout`).

    A file that cannot be read is kept with its `problem`, so that nobody wonders where it went.
    """

    class Copy(models.TextChoices):
        NONE = "", "belum dibuat"
        MAKING = "making", "sedang dibuat"
        READY = "ready", "siap diunduh"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="files")
    number = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=4, blank=True)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    first_sheet = models.PositiveSmallIntegerField(default=0)
    sheets = models.JSONField(default=list)
    layout = models.JSONField(default=list)
    problem = models.JSONField(default=dict)
    copy_state = models.CharField(max_length=6, choices=Copy.choices, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="import_file_once"),
        ]
        indexes = [models.Index(fields=["sha256"], name="import_file_same")]

    def __str__(self) -> str:
        return self.name


class Outcome(models.TextChoices):
    """What becomes of one row."""

    CREATED = "created", "baru"
    UPDATED = "updated", "diperbarui"
    UNCHANGED = "unchanged", "tidak berubah"
    HELD = "held", "ditahan"
    REJECTED = "rejected", "ditolak"


class ImportRow(models.Model):
    """One data row as read (`cells`, encrypted: it may hold a NIK) and what was found and done.

    No foreign key in the database: rows are copied in by the hundred thousand.
    `changes` shows what storing it would change, field by field. `applied` says what the commit did,
    so that it can be undone; `done` that it was done.
    """

    id = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(
        ImportBatch, on_delete=models.CASCADE, db_constraint=False, related_name="rows"
    )
    sheet = models.PositiveSmallIntegerField()
    row = models.PositiveIntegerField()
    pillar = models.CharField(max_length=30, blank=True)
    name = models.CharField(max_length=120, blank=True)
    name_key = models.CharField(max_length=120, blank=True, db_collation="C")
    nik_blind = models.BinaryField(max_length=32, null=True)
    outcome = models.CharField(max_length=9, choices=Outcome.choices)
    person_id = models.UUIDField(null=True, blank=True)
    area_code = models.CharField(max_length=13, blank=True, db_collation="C")
    cells = EncryptedText()
    problems = models.JSONField(default=list)
    changes = models.JSONField(default=list)
    applied = models.JSONField(default=dict)
    done = models.BooleanField(default=False)
    repaired_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["sheet", "row"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "sheet", "row"], name="import_row_once"),
        ]
        indexes = [
            models.Index(fields=["batch", "outcome", "sheet", "row"], name="import_row_outcome"),
            models.Index(
                fields=["nik_blind"],
                name="import_row_nik",
                condition=models.Q(nik_blind__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.sheet}:{self.row}"


class GuardLimit(models.Model):
    """From which share of rows on an upload looks like the wrong file; an office may set its own."""

    code = models.CharField(max_length=30)
    area_code = models.CharField(max_length=13, blank=True, db_collation="C")
    percent = models.PositiveSmallIntegerField()
    least_rows = models.PositiveIntegerField(default=50)
    by = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "area_code"], name="guard_limit_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.area_code} {self.percent}%"
