"""The yearly re-confirmation of the registry: a campaign, and one line of it per membership."""

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from bubuhan.accounts.policy import Actor, area_q
from bubuhan.kernel.ids import uuid7
from bubuhan.volunteers.models import Membership, Status

# What a person may correct in his own record; `berakhir` is that he serves no more.
CORRECTABLE = {
    "phone": "Nomor HP",
    "phone_other": "Nomor HP lain",
    "address": "Alamat",
    "area_code": "Tempat tinggal",
    "name": "Nama",
    "birth_date": "Tanggal lahir",
    "nik": "NIK",
    "berakhir": "Tidak bertugas lagi",
}


class Phase(models.TextChoices):
    """Where a campaign stands."""

    OPEN = "berjalan", "Berjalan"
    CLOSED = "ditutup", "Ditutup"


class Answer(models.TextChoices):
    """What a person said about his own record. Whoever says nothing is never deleted."""

    BELUM = "belum", "Belum menjawab"
    DIKONFIRMASI = "dikonfirmasi", "Dikonfirmasi"
    DIKOREKSI = "dikoreksi", "Dikoreksi"
    TIDAK_MENJAWAB = "tidak_menjawab", "Tidak menjawab"


class Way(models.TextChoices):
    """Through which door the answer came."""

    PHONE = "hp", "HP"
    LINK = "tautan", "tautan"
    PAPER = "kertas", "daftar kertas"
    VILLAGE = "desa", "kantor desa atau kelurahan"
    CALL = "telepon", "telepon petugas"


class VillageWord(models.TextChoices):
    """What the lurah's or kepala desa's office says about a name of its list."""

    BENAR = "benar", "Benar bertugas"
    TIDAK_LAGI = "tidak_lagi", "Tidak lagi bertugas"
    TIDAK_DIKENAL = "tidak_dikenal", "Tidak dikenal"


class EndProposal(models.TextChoices):
    """A proposal to end a membership; only an officer ends one."""

    MENUNGGU = "menunggu", "Menunggu petugas"
    DITERIMA = "diterima", "Diterima"
    DITOLAK = "ditolak", "Tidak diterima"


class CampaignQuerySet(models.QuerySet["Campaign"]):
    """Campaigns, filtered by who asks."""

    def visible_to(self, actor: Actor) -> "CampaignQuerySet":
        """Campaigns inside the actor's area, and those whose area holds the actor's."""
        above = [actor.area[:n] for n in (2, 5, 8, 13) if len(actor.area) >= n]
        return self.filter(area_q(actor) | Q(area_code__in=above))

    def open(self) -> "CampaignQuerySet":
        return self.filter(phase=Phase.OPEN)


class Campaign(models.Model):
    """One round in one kabupaten or kota: whom it asks, from when until when."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    area_code = models.CharField("wilayah", max_length=13, db_collation="C")
    pillars = models.JSONField("pilar", default=list)
    opens_on = models.DateField("mulai")
    closes_on = models.DateField("sampai")
    phase = models.CharField(max_length=8, choices=Phase.choices, default=Phase.OPEN)
    note = models.CharField("pesan", max_length=500, blank=True)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=120)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=120, blank=True)
    rev = models.PositiveIntegerField(default=1)

    objects: ClassVar[Any] = CampaignQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["area_code", "-opens_on"], name="campaign_area")]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")), name="campaign_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["area_code"], condition=Q(phase="berjalan"), name="campaign_one_open"
            ),
            models.CheckConstraint(
                condition=Q(phase="berjalan", closed_at__isnull=True)
                | Q(phase="ditutup", closed_at__isnull=False),
                name="campaign_closed_when",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """`Konfirmasi data 2026`."""
        return f"Konfirmasi data {self.opens_on.year}"

    @property
    def running(self) -> bool:
        return self.phase == Phase.OPEN

    def days_left(self, today: date) -> int:
        """Days until the last day; 0 on it, less when it has passed."""
        return (self.closes_on - today).days


class ConfirmationQuerySet(models.QuerySet["Confirmation"]):
    """Lines of campaigns, filtered by who asks."""

    def visible_to(self, actor: Actor) -> "ConfirmationQuerySet":
        """Lines whose duty area lies in the actor's subtree."""
        return self.filter(area_q(actor))

    def serving(self) -> "ConfirmationQuerySet":
        """Lines of hats that are still worn: whoever ended meanwhile is asked no more."""
        return self.filter(membership__status=Status.ACTIVE)


class Confirmation(models.Model):
    """One membership in one campaign: what its person said, and what his village office said."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="confirmations")
    membership = models.ForeignKey(
        Membership, on_delete=models.CASCADE, related_name="confirmations"
    )
    person_id = models.UUIDField()
    pillar = models.CharField(max_length=30)
    area_code = models.CharField(max_length=13, db_collation="C")
    code = models.CharField("kode", max_length=5)
    answer = models.CharField(max_length=14, choices=Answer.choices, default=Answer.BELUM)
    way = models.CharField(max_length=7, choices=Way.choices, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=120, blank=True)
    corrected = models.JSONField("yang dikoreksi", default=list)
    note = models.CharField(max_length=500, blank=True)
    village = models.CharField(max_length=13, choices=VillageWord.choices, blank=True)
    village_note = models.CharField(max_length=300, blank=True)
    village_at = models.DateTimeField(null=True, blank=True)
    village_by = models.CharField(max_length=120, blank=True)
    end_state = models.CharField(max_length=8, choices=EndProposal.choices, blank=True)
    end_note = models.CharField(max_length=300, blank=True)
    end_by = models.CharField(max_length=120, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    rev = models.PositiveIntegerField(default=1)

    objects: ClassVar[Any] = ConfirmationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["campaign", "area_code", "answer"], name="confirmation_progress"),
            models.Index(fields=["person_id"], name="confirmation_person"),
            models.Index(fields=["campaign", "code"], name="confirmation_code"),
            models.Index(
                fields=["campaign"], name="confirmation_end", condition=Q(end_state="menunggu")
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "membership"], name="confirmation_once"),
            models.CheckConstraint(
                condition=Q(answer__in=["belum", "tidak_menjawab"], answered_at__isnull=True)
                | Q(answer__in=["dikonfirmasi", "dikoreksi"], answered_at__isnull=False),
                name="confirmation_answered_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.answer}"

    @property
    def answered(self) -> bool:
        return self.answered_at is not None

    @property
    def corrected_words(self) -> str:
        """`nomor HP, alamat`: what he said has changed."""
        return ", ".join(CORRECTABLE.get(one, one).lower() for one in self.corrected)
