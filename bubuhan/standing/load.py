"""First rows of a new instance: rule sets of criteria, and what is known of double roles.

Each row names its regulation or report and how sure it is: V read in the cited text (the seven of
Permensos 10/2019 as quoted by SIPPN Kota Pasuruan 8227659, the eight of Permensos 8/2012 from its
annex), S second-hand, M unconfirmed, I our conclusion. Rows of S, M or I
that a count would stand on say "contoh" until an office has confirmed them. No text was found in
which Permensos 10/2019 itself forbids a double role, and no row claims it.
"""

from datetime import date, datetime
from typing import Any

from bubuhan.kernel import clock
from bubuhan.standing.models import Criterion, DoubleRule, RuleChoice, RuleSet

BY = "contoh awal"
# code, pillar, name, regulation, certainty, example, valid_from
RULESETS: tuple[tuple[str, str, str, str, str, bool, date | None], ...] = (
    ("permensos-10-2019", "PSM", "Persyaratan PSM, Permensos 10/2019", "Permensos 10/2019 (BN 2019 No. 866)", "V", False, date(2019, 1, 1)),
    ("permensos-8-2012", "PSM", "Kriteria data PSM, Permensos 8/2012", "Permensos 8/2012, lampiran PSKS", "V", False, date(2012, 1, 1)),
    ("tksk-contoh", "TKSK", "Syarat TKSK", "Permensos 28/2018 (isi belum terbaca); berita Cirebon 2020, Karawang 2024", "S", True, None),
    ("tagana-8-2012", "TAGANA", "Kriteria Tagana, Permensos 8/2012", "Permensos 8/2012; Dinsos Palangka Raya", "V", False, date(2012, 1, 1)),
    ("karang-taruna-25-2019", "KARANG_TARUNA", "Pengurus Karang Taruna, Permensos 25/2019", "Permensos 25/2019 Pasal 18 dan 20", "V", False, date(2019, 1, 1)),
)  # fmt: skip
_T: dict[str, Any] = {"training": True}
_AGE18: dict[str, Any] = {"derive": "umur", "minimum": 18}
_SEEN: dict[str, Any] = {"per_membership": True, "derive": "domisili"}
# rule set -> (code, name, short, need, certainty, more)
CRITERIA: dict[str, tuple[tuple[str, str, str, str, str, dict[str, Any]], ...]] = {
    "permensos-10-2019": (
        ("wni", "Warga negara Indonesia", "WNI", "unggah foto KTP", "V", {}),
        ("komitmen", "Kemampuan, kepedulian, dan komitmen sebagai relawan sosial", "komitmen relawan", "buat surat pernyataan bersedia", "V", {}),
        ("ktp_domisili", "KTP di desa/kelurahan sesuai domisili", "KTP setempat", "unggah foto KTP yang beralamat di wilayah tugas", "V", _SEEN),
        ("usia_18", "Usia paling sedikit 18 tahun", "usia 18", "lengkapi tanggal lahir", "V", _AGE18),
        ("baca_tulis", "Mampu membaca dan menulis", "baca tulis", "nyatakan mampu membaca dan menulis", "V", {}),
        ("kelakuan_baik", "Berkelakuan baik", "kelakuan baik", "unggah surat keterangan berkelakuan baik", "V", {}),
        ("bimtek_dasar", "Telah mengikuti bimbingan teknis dasar kesejahteraan sosial", "Bimtek dasar", "unggah sertifikat Bimtek dasar", "V", _T),
    ),
    "permensos-8-2012": (
        ("wni", "Warga negara Indonesia", "WNI", "unggah foto KTP", "V", {}),
        ("usia_18", "Usia paling sedikit 18 tahun", "usia 18", "lengkapi tanggal lahir", "V", _AGE18),
        ("setia", "Setia kepada Pancasila dan UUD 1945", "setia Pancasila", "buat surat pernyataan setia", "V", {}),
        ("komitmen", "Bersedia mengabdi", "bersedia mengabdi", "buat surat pernyataan bersedia", "V", {}),
        ("kelakuan_baik", "Berkelakuan baik", "kelakuan baik", "unggah surat keterangan berkelakuan baik", "V", {}),
        ("sehat", "Sehat jasmani dan rohani", "sehat", "unggah surat keterangan sehat", "V", {}),
        ("pelatihan_psm", "Telah mengikuti pelatihan PSM", "pelatihan PSM", "unggah sertifikat pelatihan PSM", "V", _T),
        ("karang_taruna", "Berpengalaman sebagai anggota Karang Taruna sebelum menjadi PSM", "pengalaman Karang Taruna", "nyatakan pengalaman di Karang Taruna", "V", {}),
    ),
    "tksk-contoh": (
        ("psm_kt_aktif", "Berasal dari PSM atau Karang Taruna yang aktif", "asal PSM/Karang Taruna", "unggah surat keterangan aktif", "S", {}),
        ("usia_tksk", "Usia 20 sampai 35 tahun saat melamar (Karawang 2024)", "usia saat melamar", "lengkapi tanggal lahir", "S", {"required": False}),
        ("sma", "Pendidikan paling sedikit SMA (Cirebon 2020)", "ijazah SMA", "unggah ijazah", "S", {"required": False}),
        ("kelakuan_baik", "Berkelakuan baik", "kelakuan baik", "unggah surat keterangan berkelakuan baik", "S", {}),
        ("sehat", "Sehat jasmani dan rohani", "sehat", "unggah surat keterangan sehat", "S", {}),
    ),
    "tagana-8-2012": (
        ("usia_tagana", "Usia 18 sampai 40 tahun (aktif sampai 45; di atasnya Legiun Tagana)", "usia 18–45", "lengkapi tanggal lahir", "V", {"derive": "umur", "minimum": 18, "maximum": 45}),
        ("latihan_tagana", "Telah mengikuti pelatihan Tagana", "pelatihan Tagana", "unggah sertifikat pelatihan Tagana", "V", _T),
        ("nomor_induk", "Memiliki surat pengangkatan dan nomor induk Tagana", "nomor induk", "unggah kartu atau surat nomor induk Tagana", "V", {}),
    ),
    "karang-taruna-25-2019": (
        ("usia_kt", "Usia paling sedikit 17 tahun untuk pengurus", "usia 17", "lengkapi tanggal lahir", "V", {"derive": "umur", "minimum": 17}),
        ("ktp_domisili", "Berdomisili di wilayah Karang Taruna", "domisili", "unggah foto KTP yang beralamat di wilayah tugas", "V", _SEEN),
        ("aktif_kt", "Aktif dalam Karang Taruna", "keaktifan", "unggah surat keterangan aktif", "V", {}),
        ("dikukuhkan", "Dikukuhkan kepala desa atau lurah", "surat pengukuhan", "unggah surat pengukuhan", "V", {"per_membership": True}),
    ),
}  # fmt: skip
_PKH = "Perdirjen Linjamsos 02/3/KP.05.03/10/2020 Pasal 10 huruf o, diubah 58/3/OT.01/8/2022"
# first, second, verdict, basis, note, certainty
DOUBLES: tuple[tuple[str, str, str, str, str, str], ...] = (
    ("PSM", "KARANG_TARUNA/anggota", "wajar", "Permensos 25/2019 Pasal 18", "Anggota Karang Taruna otomatis bagi warga 13–45 tahun.", "V"),
    ("PSM", "KARANG_TARUNA/pengurus", "dicatat", "Permensos 25/2019 Pasal 20", "Tidak ditemukan larangan.", "V"),
    ("PSM", "TKSK", "jalur", "Permensos 28/2018; berita Cirebon 2020, Karawang 2024", "Calon TKSK berasal dari PSM aktif. Saat diangkat: tetap PSM atau diakhiri?", "S"),
    ("TKSK", "KARANG_TARUNA", "jalur", "berita Cirebon 2020, Karawang 2024", "Calon TKSK berasal dari PSM atau Karang Taruna yang aktif.", "S"),
    ("TKSK", "kerja:PPPK", "perlu_keputusan", "berita Karawang 2024", "Jabatan TKSK dinyatakan kosong setelah lulus PPPK.", "S"),
    ("TKSK", "kerja:ASN", "perlu_keputusan", "berita Karawang 2024", "Disamakan dengan PPPK.", "S"),
    ("TKSK", "kerja:HONOR_SUMBER_SAMA", "perlu_telaah", "keterangan Dinsos Bogor 2020", "Honor kedua dari sumber anggaran yang sama.", "S"),
    ("TKSK", "kerja:KEPALA_DESA", "perlu_telaah", "keterangan Dinsos Bogor 2020", "Contoh honor kedua dari sumber yang sama.", "S"),
    ("SDM_PKH", "*", "dilarang_kecuali_izin", _PKH, "Pekerjaan lain perlu izin tertulis direktur.", "V"),
    ("SDM_PKH", "kerja:*", "dilarang_kecuali_izin", _PKH, "Pekerjaan lain perlu izin tertulis direktur.", "V"),
    ("SDM_PKH", "kerja:PENDAMPING_DESA", "dilarang", "berita onediginews 2022", "Harus memilih salah satu.", "S"),
    ("SDM_PKH", "kerja:KPU_BAWASLU", "dilarang", "berita radarbekasi, waspada", "Harus memilih salah satu.", "S"),
    ("SDM_PKH", "kerja:PARPOL", "dilarang", "berita radarbekasi, waspada", "Tidak berpolitik praktis.", "S"),
    ("PSM", "kerja:PENDAMPING_PKH", "dilarang_kecuali_izin", _PKH, "Pekerjaan lain pendamping PKH perlu izin tertulis direktur.", "V"),
    ("TKSK", "kerja:PENDAMPING_PKH", "dilarang_kecuali_izin", _PKH, "Pekerjaan lain pendamping PKH perlu izin tertulis direktur.", "V"),
    ("*", "kerja:PENDAMPING_PKH", "dilarang_kecuali_izin", _PKH, "Pekerjaan lain pendamping PKH perlu izin tertulis direktur.", "V"),
    ("PSM", "TAGANA", "dicatat", "", "Tidak ditemukan larangan; juga tanda kekuatan.", "V"),
    ("PSM", "LKS/pengurus", "perlu_telaah", "", "Periksa benturan kepentingan bila LKS itu menerima rujukan dari orang yang sama.", "I"),
    ("PSM", "PEKSOS", "perlu_telaah", "UU 14/2019 Pasal 28–29", "Pekerja Sosial memegang sertifikat dan STR; asesmen resmi ada padanya.", "I"),
    ("*", "*", "dicatat", "", "Belum ada aturan yang ditemukan tentang pasangan ini.", "I"),
    ("*", "kerja:*", "dicatat", "", "Belum ada aturan yang ditemukan tentang pasangan ini.", "I"),
)  # fmt: skip


def load_rules() -> int:
    """Insert what never existed; rows that an office replaced stay replaced. Returns rows added."""
    now = clock.now()
    return _rulesets(now) + _doubles(now)


def _rulesets(now: datetime) -> int:
    known = set(RuleSet.objects.values_list("code", flat=True))
    added = 0
    for code, pillar, name, regulation, certainty, example, start in RULESETS:
        if code in known:
            continue
        row = RuleSet.objects.create(
            code=code, pillar=pillar, name=name, regulation=regulation, certainty=certainty,
            example=example, valid_from=start, by=BY, at=now,
        )  # fmt: skip
        made = [
            Criterion(
                ruleset=row, code=key, name=text, short=short, need=need, certainty=sure,
                example=example or sure != "V", sort=sort, valid_from=now, by=BY, **more,
            )
            for sort, (key, text, short, need, sure, more) in enumerate(CRITERIA[code], 1)
        ]  # fmt: skip
        Criterion.objects.bulk_create(made)
        added += 1 + len(made)
    return added + _choices(now)


def _choices(now: datetime) -> int:
    """Nationally the newest regulation of each pillar counts, as an example to be confirmed."""
    known = set(RuleChoice.objects.filter(area_code="").values_list("pillar", flat=True))
    wanted = [row for row in RULESETS if row[0] != "permensos-8-2012" and row[1] not in known]
    sets = {row.code: row for row in RuleSet.objects.filter(code__in=[w[0] for w in wanted])}
    RuleChoice.objects.bulk_create(
        RuleChoice(
            pillar=w[1],
            ruleset=sets[w[0]],
            valid_from=w[6] or date(2012, 1, 1),
            example=True,
            by=BY,
            at=now,
        )
        for w in wanted
    )
    return len(wanted)


def _doubles(now: datetime) -> int:
    known = set(DoubleRule.objects.filter(area_code="").values_list("first", "second"))
    rows = []
    for one, other, verdict, basis, note, certainty in DOUBLES:
        first, second = sorted((one, other))
        if (first, second) not in known:
            rows.append(
                DoubleRule(
                    first=first, second=second, verdict=verdict, basis=basis, note=note,
                    certainty=certainty, example=certainty != "V", valid_from=now, by=BY,
                )
            )  # fmt: skip
    DoubleRule.objects.bulk_create(rows)
    return len(rows)
