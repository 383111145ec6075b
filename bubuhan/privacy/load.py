"""Example rows of a new instance: terms, retention, the record of processing. Every unsure row says "contoh".

UU 27/2022 Ps 46 (notice of a breach within 3 x 24 hours) is quoted in several texts; the articles on
access and correction (Ps 30, 32), retention (Ps 42-45) and the record (Ps 31) were not read.
"""

from bubuhan.kernel import clock
from bubuhan.privacy.models import PrivacyTerm, Processing, RetentionRule

BY = "contoh awal"
# kind, hours, basis, example
TERMS = (
    ("pelanggaran", 72, "UU 27/2022 Pasal 46: 3 x 24 jam", False),
    ("akses", 72, "3 x 24 jam; pasalnya belum diperiksa", True),
    ("salinan", 72, "3 x 24 jam; pasalnya belum diperiksa", True),
    ("perbaikan", 72, "3 x 24 jam; pasalnya belum diperiksa", True),
    ("penghapusan", 336, "14 hari, contoh", True),
)
# kind, months, basis
RETENTION = (
    ("kasus", 60, "5 tahun sesudah ditutup; sesuaikan dengan jadwal retensi arsip daerah"),
    ("kasus_dilindungi", 60, "5 tahun sesudah ditutup; sesuaikan dengan jadwal retensi arsip"),
    ("laporan_lain", 36, "3 tahun sesudah diterima"),
    ("pesan", 12, "1 tahun sesudah dikirim"),
    ("tanda_terima", 12, "1 tahun sesudah diselesaikan"),
)
BY_ITSELF = frozenset({"pesan"})  # nothing of a citizen is lost with a message
_GUARD = "Peran dan wilayah, PIN pada HP, sandi tersimpan acak, NIK tersandi, setiap pembacaan kasus dilindungi dicatat"
# code, name, purpose, ground, subjects, data, specific, recipients, kept
PROCESSING = (
    ("registri", "Registri pilar sosial", "Mengetahui siapa yang bertugas, di mana, sejak kapan",
     "Tugas kepentingan umum Dinas Sosial", "Anggota pilar sosial",
     "Nama, NIK, tanggal lahir, nomor HP, alamat, SK, sertifikat", False,
     "Dinas Sosial kabupaten/kota dan provinsi", "Selama bertugas dan sesudahnya menurut jadwal arsip"),
    ("laporan", "Laporan dari lapangan", "Mendengar warga yang membutuhkan pertolongan",
     "Persetujuan, kepentingan vital dalam keadaan darurat, atau tugas kepentingan umum (tercatat per laporan)",
     "Warga yang dilaporkan, keluarganya, pelapor", "Nama, umur, tempat, cerita, foto, rekaman suara", True,
     "Petugas yang menangani", "Sama dengan kasusnya"),
    ("kasus", "Penanganan kasus", "Menolong sampai ke akar masalah dan menutup dengan hasil",
     "Tugas kepentingan umum Dinas Sosial", "Warga yang ditolong dan keluarganya",
     "Keadaan keluarga, kesehatan, penghasilan, kunjungan, rencana, hasil", True,
     "Penanggung jawab kasus, petugas wilayah; kasus dilindungi hanya yang menangani", "5 tahun sesudah ditutup, lalu dianonimkan"),
    ("rujukan", "Rujukan ke mitra", "Mendapat layanan yang tidak dimiliki Dinas Sosial",
     "Persetujuan atau dasar hukum yang dicatat per rujukan", "Warga yang dirujuk",
     "Data paling sedikit yang dipilih petugas per rujukan", True, "Mitra yang dituju, lewat tautan yang berakhir", "Sama dengan kasusnya"),
    ("bantuan", "Buku bantuan", "Mencegah bantuan ganda dan mempertanggungjawabkan bantuan",
     "Tugas kepentingan umum Dinas Sosial", "Penerima bantuan", "Nama, jenis, nilai, sumber, tanggal", False,
     "Dinas Sosial; kabupaten lain hanya melihat bahwa bantuan sejenis pernah diterima", "Menurut aturan keuangan daerah"),
    ("pesan", "Pesan pemberitahuan", "Memberi tahu petugas dan relawan",
     "Tugas kepentingan umum Dinas Sosial", "Petugas, relawan, pelapor", "Nomor HP, alamat surel, isi tanpa data warga", False,
     "Penyedia pesan yang diatur kantor", "Contoh: 12 bulan"),
    ("jurnal", "Jurnal perbuatan", "Pertanggungjawaban: siapa berbuat dan membaca apa",
     "Kewajiban hukum", "Pengguna sistem", "Nama pengguna, waktu, perbuatan", False, "Pimpinan dan pengelola", "Tetap, sebagai catatan audit"),
)  # fmt: skip


def load_examples() -> int:
    """Insert the examples that are missing; what an office changed stays. Idempotent; returns rows added."""
    now = clock.now()
    known = set(PrivacyTerm.objects.values_list("kind", flat=True))
    terms = [
        PrivacyTerm(kind=k, hours=h, basis=b, example=e, valid_from=now, by=BY)
        for k, h, b, e in TERMS
        if k not in known
    ]
    kept = set(RetentionRule.objects.values_list("kind", flat=True))
    rules = [
        RetentionRule(
            kind=k, months=m, basis=b, example=True, valid_from=now, by=BY, automatic=k in BY_ITSELF
        )
        for k, m, b in RETENTION
        if k not in kept
    ]
    told = set(Processing.objects.filter(area_code="").values_list("code", flat=True))
    names = ("code", "name", "purpose", "ground", "subjects", "data", "specific", "recipients", "kept")  # fmt: skip
    records = [
        Processing(
            **dict(zip(names, row, strict=True)),
            guarded=_GUARD,
            example=True,
            valid_from=now,
            by=BY,
        )
        for row in PROCESSING
        if row[0] not in told
    ]
    PrivacyTerm.objects.bulk_create(terms)
    RetentionRule.objects.bulk_create(rules)
    Processing.objects.bulk_create(records)
    return len(terms) + len(rules) + len(records)
