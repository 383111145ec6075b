"""The words of this room that are values: states, bands, kinds of timeline entries."""

from django.db import models


class State(models.TextChoices):
    """Where a case stands."""

    WAITING = "waiting", "Menunggu"
    OFFERED = "offered", "Ditawarkan"
    ACTIVE = "active", "Ditangani"
    RESOLVED = "resolved", "Selesai, menunggu verifikasi"
    CLOSED = "closed", "Ditutup"
    REJECTED = "rejected", "Ditolak"


class Band(models.TextChoices):
    """How urgent it is."""

    DARURAT = "darurat", "Darurat"
    TINGGI = "tinggi", "Tinggi"
    SEDANG = "sedang", "Sedang"
    RENDAH = "rendah", "Rendah"


class EntryKind(models.TextChoices):
    """One line of a case's timeline."""

    REPORT = "report", "Laporan"
    TRIAGE = "triage", "Triase"
    DISPATCH = "dispatch", "Ditugaskan"
    ACCEPT = "accept", "Tugas diterima"
    DECLINE = "decline", "Tugas ditolak"
    WITHDRAW = "withdraw", "Tugas ditarik"
    TAKE = "take", "Diambil petugas"
    VISIT = "visit", "Kunjungan"
    NOTE = "note", "Catatan"
    LATE_NOTE = "late_note", "Catatan susulan"
    UPDATE = "update", "Data diperbarui"
    RESOLVE = "resolve", "Selesai"
    CLOSE = "close", "Ditutup"
    SEND_BACK = "send_back", "Dikembalikan"
    REOPEN = "reopen", "Dibuka lagi"
    REJECT = "reject", "Ditolak"
    LAPSE = "lapse", "Tawaran lewat"
    ESCALATE = "escalate", "Dinaikkan"
    ASSESS = "assess", "Asesmen"
    PLAN = "plan", "Rencana"
    FOLLOW_UP = "follow_up", "Pantauan"
    REFER = "refer", "Rujukan"
    AID = "aid", "Bantuan"
    LETTER = "letter", "Surat"
    TRACK = "track", "Sistem lain"
    PROTECT = "protect", "Perlindungan"
    GLASS = "glass", "Dibuka darurat"
