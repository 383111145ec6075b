"""The words of this room that are values: channels, states, topics and how soon one is told."""

from django.db import models


class Channel(models.TextChoices):
    """A way to reach somebody outside the application."""

    PUSH = "push", "Notifikasi HP"
    WHATSAPP = "whatsapp", "WhatsApp"
    SMS = "sms", "SMS"
    EMAIL = "email", "Surel"


class MessageState(models.TextChoices):
    """What became of a message. In every state it stays readable in the application."""

    WAITING = "waiting", "Menunggu dikirim"
    SENT = "sent", "Terkirim"
    FAILED = "failed", "Gagal"
    NO_CHANNEL = "no_channel", "Tidak ada saluran"
    DIGEST = "digest", "Menunggu ringkasan"
    DIGESTED = "digested", "Masuk ringkasan"
    APP_ONLY = "app_only", "Di aplikasi saja"


class Topic(models.TextChoices):
    """What a person may choose about: each kind of message belongs to one topic."""

    TASK = "tugas", "Tawaran dan tugas saya"
    CASE = "kasus", "Kasus yang dinaikkan atau dibuka darurat"
    DUTY = "piket", "Piket dan tukar jaga"
    VISIT = "kunjungan", "Kunjungan dan pantauan"
    REFERRAL = "rujukan", "Rujukan, kepulangan, dan layanan mitra"
    REPORT = "laporan", "Kabar laporan saya"
    REGISTRY = "registri", "Usulan dan data registri"
    PRIVACY = "pdp", "Pelindungan data pribadi"
    SYSTEM = "sistem", "Ringkasan dan uji coba"


class Pace(models.TextChoices):
    """How soon somebody wants to hear of a topic."""

    NOW = "segera", "Segera"
    DAILY = "harian", "Sekali sehari"
    APP = "aplikasi", "Di aplikasi saja"


class Fault(models.TextChoices):
    """Why an attempt did not get through, as far as what happens next depends on it."""

    NONE = "", "Tidak ada"
    AGAIN = "again", "Coba lagi nanti"
    BUSY = "busy", "Gerbang penuh"
    REFUSED = "refused", "Ditolak"
    ADDRESS = "address", "Nomor atau alamat tidak aktif"
    GONE = "gone", "Langganan berakhir"
