"""The words of this room that are values."""

from django.db import models


class Taxonomy(models.TextChoices):
    """Which list of types."""

    PPKS = "ppks", "PPKS (Permensos 8/2012)"
    PAS = "pas", "PAS (Kepmensos 103/HUK/2025)"


class Residence(models.TextChoices):
    """Where a member of the household lives."""

    RUMAH = "rumah", "Di rumah ini"
    LAIN = "lain", "Di tempat lain"
    PANTI = "panti", "Di dalam panti atau rumah singgah"
    JALAN = "jalan", "Di jalan, berpindah-pindah"
    MENINGGAL = "meninggal", "Sudah meninggal"
    TIDAK_TAHU = "tidak_tahu", "Belum diketahui"


class Whose(models.TextChoices):
    """Whose view a cause is."""

    KELUARGA = "keluarga", "Menurut keluarga"
    PSM = "psm", "Menurut pendamping"
    PETUGAS = "petugas", "Menurut petugas"


class Sureness(models.TextChoices):
    """How sure that view is."""

    PASTI = "pasti", "Ada buktinya"
    MUNGKIN = "mungkin", "Kemungkinan besar"
    DUGAAN = "dugaan", "Baru dugaan"


class Moment(models.TextChoices):
    """When in the life of a case something was measured."""

    AWAL = "awal", "Awal"
    LANJUTAN = "lanjutan", "Lanjutan"
    PENUTUPAN = "penutupan", "Saat penutupan"
    TIGA_BULAN = "tiga_bulan", "Tiga bulan sesudahnya"


class MemberChange(models.TextChoices):
    """What happened to a member's row."""

    ADDED = "added", "Ditambahkan"
    CHANGED = "changed", "Diubah"
    REMOVED = "removed", "Dikeluarkan"
