"""The words of this room that are values."""

from django.db import models


class ReferralState(models.TextChoices):
    """Where a referral stands."""

    SENT = "sent", "Dikirim"
    SEEN = "seen", "Sudah dibaca"
    ACCEPTED = "accepted", "Diterima"
    WAITING = "waiting", "Daftar tunggu"
    DECLINED = "declined", "Ditolak"
    DONE = "done", "Selesai"
    REVOKED = "revoked", "Dicabut"


class AnswerWay(models.TextChoices):
    """How an answer reached us."""

    LINK = "link", "lewat tautan"
    CALL = "call", "lewat telepon"
    OFFICE = "office", "oleh kantor penerima"
    SENDER = "sender", "oleh pengirim"


class LinkKind(models.TextChoices):
    """Where the address of a referral was put."""

    MESSAGE = "message", "pesan"
    LETTER = "letter", "surat"


class JourneyState(models.TextChoices):
    """Where a person on the way home is."""

    PREPARING = "preparing", "Disiapkan"
    TRAVELLING = "travelling", "Dalam perjalanan"
    ARRIVED = "arrived", "Sudah tiba"
    MISSING = "missing", "Tidak tiba"
    CANCELLED = "cancelled", "Dibatalkan"
