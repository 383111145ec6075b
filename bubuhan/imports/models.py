"""Spreadsheets that offices uploaded, every row of them, and what became of each."""

from django.db import models

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


class ImportBatch(models.Model):
    """One uploaded spreadsheet and what became of it."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", "menunggu kolom diperiksa"
        CHECKING = "checking", "sedang diperiksa"
        CHECKED = "checked", "sudah diperiksa, belum disimpan"
        COMMITTING = "committing", "sedang disimpan"
        COMMITTED = "committed", "tersimpan di registri"
        UNDONE = "undone", "dibatalkan"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    pillar = models.CharField(max_length=30)
    area_code = models.CharField(max_length=13, blank=True, db_collation="C")
    file_name = models.CharField(max_length=200)
    file_kind = models.CharField(max_length=4)
    file_size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State.choices, default=State.UPLOADED)
    layout = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    done_rows = models.PositiveIntegerField(default=0)
    by_id = models.CharField(max_length=64)
    by = models.CharField(max_length=120)
    created_at = models.DateTimeField()
    committed_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["area_code", "-created_at"], name="batch_area")]

    def __str__(self) -> str:
        return self.file_name


class Outcome(models.TextChoices):
    """What becomes of one row."""

    CREATED = "created", "baru"
    UPDATED = "updated", "diperbarui"
    UNCHANGED = "unchanged", "tidak berubah"
    HELD = "held", "ditahan"
    REJECTED = "rejected", "ditolak"


class ImportRow(models.Model):
    """One data row as read (`cells`, encrypted: it may hold a NIK) and what was found and done.

    `applied` says what the commit did, so that it can be undone; `done` that it was done.
    """

    id = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    sheet = models.PositiveSmallIntegerField()
    row = models.PositiveIntegerField()
    name = models.CharField(max_length=120, blank=True)
    outcome = models.CharField(max_length=9, choices=Outcome.choices)
    person_id = models.UUIDField(null=True, blank=True)
    area_code = models.CharField(max_length=13, blank=True, db_collation="C")
    cells = EncryptedText()
    problems = models.JSONField(default=list)
    applied = models.JSONField(default=dict)
    done = models.BooleanField(default=False)
    repaired_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["sheet", "row"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "sheet", "row"], name="import_row_once"),
        ]
        indexes = [
            models.Index(fields=["batch", "outcome", "sheet", "row"], name="import_row_outcome")
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.row}"
