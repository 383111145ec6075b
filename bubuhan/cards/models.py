"""Member numbers and cards that anyone can verify."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from bubuhan.accounts.policy import Actor, area_q
from bubuhan.kernel.ids import uuid7


class NumberScheme(models.Model):
    """How an area's member numbers look; rows are appended, the newest in force counts.

    `pattern` holds {urut} and may hold {pilar}, {kode} (kab/kota, digits only) and {tahun}.
    """

    id = models.BigAutoField(primary_key=True)
    area_code = models.CharField(max_length=5, blank=True, db_collation="C")
    pattern = models.CharField("pola", max_length=40)
    digits = models.PositiveSmallIntegerField("banyak angka", default=4)
    by = models.CharField(max_length=120)
    at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area_code"], condition=Q(replaced_at=None), name="scheme_one_in_force"
            ),
            models.CheckConstraint(condition=Q(digits__gte=3, digits__lte=8), name="scheme_digits"),
        ]

    def __str__(self) -> str:
        return f"{self.area_code or 'nasional'}: {self.pattern}"


class NumberSeries(models.Model):
    """The last serial given out for one stem (`PSM-6371-#`). It only grows: no number comes back."""

    stem = models.CharField(primary_key=True, max_length=60, db_collation="C")
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.stem} {self.last}"


class RevokeReason(models.TextChoices):
    """Why a card no longer holds."""

    ENDED = "berakhir", "Keanggotaan berakhir"
    MOVED = "pindah", "Pindah wilayah tugas"
    LOST = "hilang", "Kartu hilang"
    WRONG = "salah", "Isi kartu salah"
    REPLACED = "diganti", "Diganti kartu baru"
    OTHER = "lainnya", "Lainnya"


class CardQuerySet(models.QuerySet["Card"]):
    """Cards, filtered by who asks."""

    def visible_to(self, actor: Actor) -> "CardQuerySet":
        """Cards of duty areas inside the actor's subtree."""
        return self.filter(area_q(actor))

    def in_force(self) -> "CardQuerySet":
        """Not revoked (their time may be over)."""
        return self.filter(revoked_at=None)


class Card(models.Model):
    """One issued card: what is printed on it, signed. Only the four `revoked_*` fields ever change."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    membership_id = models.UUIDField()  # no foreign key: a card outlives an import taken back
    person_id = models.UUIDField()
    number = models.CharField("nomor anggota", max_length=40)
    name = models.CharField(max_length=120)
    pillar = models.CharField(max_length=30)
    area_code = models.CharField(max_length=13, db_collation="C")
    area_label = models.CharField(max_length=160)
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=120)
    valid_until = models.DateField("berlaku sampai")
    token = models.CharField(max_length=16, unique=True)
    payload = models.TextField()
    key_id = models.CharField(max_length=16)
    signature = models.CharField(max_length=100)
    photo_sha256 = models.CharField(max_length=64, blank=True, db_collation="C")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.CharField(max_length=120, blank=True)
    revoked_reason = models.CharField(max_length=10, choices=RevokeReason.choices, blank=True)
    revoked_note = models.CharField(max_length=250, blank=True)

    objects: ClassVar[Any] = CardQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["area_code", "-issued_at"], name="card_area"),
            models.Index(fields=["person_id"], name="card_person"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["membership_id"], condition=Q(revoked_at=None), name="card_one_in_force"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_reason="")
                | Q(revoked_at__isnull=False) & ~Q(revoked_reason=""),
                name="card_revoked_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"
