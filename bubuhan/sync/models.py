"""The receipts: what became of every command a phone ever sent."""

from django.db import models
from django.db.models import Q

from bubuhan.accounts.models import Device
from bubuhan.kernel.fields import EncryptedText


class Outcome(models.TextChoices):
    """Every command ends in exactly one of these."""

    ACCEPTED = "accepted", "Diterima"
    DUPLICATE = "duplicate", "Sudah pernah diterima"
    REFUSED = "refused", "Ditolak"


class Receipt(models.Model):
    """One command and its outcome. A refused command is kept whole (encrypted), and never deleted.

    `settled_*` say how the office ended a refusal: tried again with success, or put aside with a
    reason.
    """

    class How(models.TextChoices):
        RETRIED = "retried", "Diproses ulang"
        DISMISSED = "dismissed", "Dianggap selesai"

    id = models.BigAutoField(primary_key=True)
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="+", db_index=False)
    seq = models.BigIntegerField()
    command_id = models.UUIDField(null=True)
    type = models.CharField(max_length=60)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    problem = models.JSONField(null=True)
    data = models.JSONField(null=True)
    body = EncryptedText()
    made_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=120, blank=True)
    settled_how = models.CharField(max_length=10, choices=How.choices, blank=True)
    settled_why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["device", "seq"], name="receipt_one_a_seq"),
            models.UniqueConstraint(
                fields=["command_id"], condition=Q(outcome="accepted"), name="receipt_accepted_once"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=Outcome.values), name="receipt_outcome_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["-received_at"],
                name="receipt_open_refusals",
                condition=Q(outcome="refused", settled_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.seq}: {self.outcome}"
