"""Attachments by the hash of what was sent."""

from django.db import models
from django.db.models import F, Q


class StoredFile(models.Model):
    """One attachment; `sha256` names the bytes the phone sent, `received` how many have arrived.

    A photo is stored without its camera data, so the bytes on disk differ from the name.
    """

    sha256 = models.CharField(max_length=64, primary_key=True, db_collation="C")
    total = models.BigIntegerField()
    received = models.BigIntegerField(default=0)
    mime = models.CharField(max_length=40, blank=True)
    width = models.IntegerField(null=True)
    height = models.IntegerField(null=True)
    sent_by_kind = models.CharField(max_length=10)
    sent_by_id = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(received__gte=0, received__lte=F("total")),
                name="file_received_in_range",
            ),
            models.CheckConstraint(
                condition=Q(completed_at=None) | Q(received=F("total")),
                name="file_complete_is_whole",
            ),
        ]
        indexes = [models.Index(fields=["created_at"], name="file_age")]

    def __str__(self) -> str:
        return f"{self.sha256[:12]} {self.received}/{self.total}"
