"""The words of each kind of message. Pure: text with placeholders in, text out.

An office may replace title and text of a kind (`models.Template`); what it writes must use known
placeholders only, and is filled with `facts.Safe` and nothing else.
"""

import re
from dataclasses import dataclass

from bubuhan.kernel.problems import Problem
from bubuhan.messages.facts import PLACEHOLDERS, Safe
from bubuhan.messages.kinds import Topic

TITLE_MOST, TEXT_MOST = 80, 320
_MARK = re.compile(r"\{([^{}]*)\}")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of message: what it is about, its usual words, and a name people know it by."""

    code: str
    name: str
    topic: Topic
    title: str
    text: str
    pace: str = "segera"


KINDS: dict[str, Kind] = {
    one.code: one
    for one in (
        Kind(
            "tawaran_tugas",
            "Tawaran tugas baru",
            Topic.TASK,
            "Ada tawaran tugas baru",
            "Ada tawaran tugas di {kecamatan}. Buka aplikasi Bubuhan untuk melihat dan menjawab.",
        ),
        Kind(
            "tugas_ditarik",
            "Tugas ditarik",
            Topic.TASK,
            "Satu tugas ditarik",
            "Sebuah tugas di {kecamatan} ditarik atau sudah diambil orang lain. Terima kasih sudah siap membantu.",
        ),
        Kind(
            "tawaran_lewat",
            "Tawaran lewat waktu",
            Topic.TASK,
            "Tawaran tugas sudah lewat",
            "Tawaran tugas di {kecamatan} belum terjawab sampai batas waktunya dan diteruskan kepada orang lain.",
        ),
        Kind(
            "tugas_dikembalikan",
            "Tugas dikembalikan",
            Topic.TASK,
            "Tugas Anda perlu dilengkapi",
            "Petugas mengembalikan satu tugas di {kecamatan}. Buka aplikasi untuk melihat yang kurang.",
        ),
        Kind(
            "tugas_diterima",
            "Tugas diterima (kantor)",
            Topic.TASK,
            "Tugas diterima",
            "Petugas lapangan menerima tugas untuk {nomor} di {kecamatan}.",
        ),
        Kind(
            "tugas_ditolak",
            "Tugas ditolak (kantor)",
            Topic.TASK,
            "Tugas tidak diterima",
            "Tugas untuk {nomor} di {kecamatan} tidak diterima. Pilih orang lain.",
        ),
        Kind(
            "eskalasi",
            "Kasus dinaikkan",
            Topic.CASE,
            "Ada kasus yang lewat batas waktu",
            "{nomor} di {kecamatan} melewati batas waktunya dan dinaikkan kepada Anda. Buka Bubuhan.",
        ),
        Kind(
            "kaca_dibuka",
            "Kasus dilindungi dibuka darurat",
            Topic.CASE,
            "Kasus dilindungi dibuka darurat",
            "Satu kasus dilindungi di {kecamatan} dibuka darurat. Periksa alasannya di Bubuhan.",
        ),
        Kind(
            "darurat_baru",
            "Kedaruratan baru",
            Topic.CASE,
            "Ada kedaruratan baru",
            "Laporan darurat baru di {kecamatan} menunggu ditangani. Buka Bubuhan.",
        ),
        Kind(
            "catatan_susulan",
            "Catatan susulan dari lapangan",
            Topic.CASE,
            "Ada catatan susulan",
            "Ada catatan susulan dari lapangan untuk {nomor} di {kecamatan}. Baca di Bubuhan.",
        ),
        Kind(
            "kaca_dinilai",
            "Pembukaan darurat dinilai",
            Topic.CASE,
            "Pembukaan darurat Anda dinilai",
            "Pimpinan sudah menilai pembukaan darurat Anda atas satu kasus dilindungi di {kecamatan}.",
        ),
        Kind(
            "dilindungi_baru",
            "Kasus dilindungi baru",
            Topic.CASE,
            "Ada kasus dilindungi yang belum ditangani",
            "Satu kasus dilindungi di {kecamatan} menunggu Anda menunjuk petugasnya. Buka Bubuhan.",
        ),
        Kind(
            "kasus_dipercayakan",
            "Kasus dilindungi dipercayakan",
            Topic.CASE,
            "Satu kasus dilindungi dipercayakan kepada Anda",
            "Pimpinan meminta Anda menangani satu kasus dilindungi di {kecamatan}. Buka Bubuhan.",
        ),
        Kind(
            "jaga_berubah",
            "Jaga ditetapkan atau dibatalkan",
            Topic.DUTY,
            "Jadwal jaga Anda berubah",
            "Jaga Anda mulai {waktu} {langkah}. Buka Bubuhan untuk melihat jadwal.",
        ),
        Kind(
            "jaga_bertambah",
            "Jaga berulang atau disalin",
            Topic.DUTY,
            "Jadwal jaga Anda bertambah",
            "Anda dijadwalkan jaga di {kecamatan}. Buka Bubuhan untuk melihat hari dan jamnya.",
        ),
        Kind(
            "tinjau_rencana",
            "Rencana waktunya ditinjau",
            Topic.VISIT,
            "Ada rencana yang waktunya ditinjau",
            "Rencana untuk {nomor} di {kecamatan} waktunya ditinjau bersama keluarganya.",
        ),
        Kind(
            "rujukan_masuk",
            "Rujukan dari kantor lain",
            Topic.REFERRAL,
            "Ada rujukan untuk kantor Anda",
            "Kantor lain mengirim satu rujukan ke {kantor}. Buka Bubuhan untuk menjawab.",
        ),
        Kind(
            "kepulangan",
            "Kabar kepulangan",
            Topic.REFERRAL,
            "Ada kabar kepulangan",
            "Kepulangan untuk {nomor} {langkah}. Buka Bubuhan untuk langkah berikutnya.",
        ),
        Kind(
            "kepulangan_masuk",
            "Kepulangan ke wilayah sini",
            Topic.REFERRAL,
            "Ada warga yang dipulangkan ke wilayah Anda",
            "Seorang warga yang dipulangkan ke {kantor} {langkah}. Siapkan penerimaannya di Bubuhan.",
        ),
        Kind(
            "layanan_berubah",
            "Layanan penuh atau ada tempat lagi",
            Topic.REFERRAL,
            "Layanan tujuan rujukan Anda berubah",
            "Layanan yang Anda tunggu di {kantor} sekarang {langkah}. Buka Bubuhan untuk melihatnya.",
        ),
        Kind(
            "angka_lama",
            "Angka layanan sudah lama",
            Topic.REFERRAL,
            "Angka satu layanan perlu diperbarui",
            "Isi dan daftar tunggu satu layanan di {kantor} sudah terlalu lama. Perbarui di menu Mitra.",
            "harian",
        ),
        Kind(
            "usulan",
            "Usulan atau permohonan dijawab",
            Topic.REGISTRY,
            "Usulan Anda dijawab",
            "Usulan atau permohonan Anda di {kantor} {langkah}. Buka Bubuhan untuk membaca alasannya.",
        ),
        Kind(
            "ganda_ditanya",
            "Kantor lain menanyakan data",
            Topic.REGISTRY,
            "Kantor lain bertanya tentang satu data",
            "Kantor lain menduga satu data di {kantor} orang yang sama. Jawab di menu Ganda & rangkap.",
        ),
        Kind(
            "ganda_dijawab",
            "Pertanyaan data dijawab",
            Topic.REGISTRY,
            "Pertanyaan Anda dijawab",
            "Kantor lain sudah menjawab pertanyaan Anda di menu Ganda & rangkap.",
        ),
        Kind(
            "pelanggaran",
            "Pelanggaran data dicatat",
            Topic.PRIVACY,
            "Pelanggaran data pribadi dicatat",
            "Satu pelanggaran data di {kantor} dicatat; pemberitahuannya ada batas waktunya. Buka Bubuhan.",
        ),
        Kind(
            "pdp_batas",
            "Batas waktu pelindungan data",
            Topic.PRIVACY,
            "Batas waktu pelindungan data hampir tiba",
            "Satu permohonan atau pelanggaran data di {kantor} belum selesai. Batasnya {waktu}.",
        ),
        Kind(
            "tukar_diminta",
            "Tukar jaga diminta",
            Topic.DUTY,
            "Ada permintaan tukar jaga",
            "Rekan Anda meminta tukar jaga pada {waktu}. Buka aplikasi untuk menjawab.",
        ),
        Kind(
            "tukar_dijawab",
            "Tukar jaga dijawab",
            Topic.DUTY,
            "Permintaan tukar jaga dijawab",
            "Permintaan tukar jaga pada {waktu} {langkah}.",
        ),
        Kind(
            "jaga_mulai",
            "Pengingat jaga",
            Topic.DUTY,
            "Anda bertugas jaga",
            "Giliran jaga Anda mulai {waktu}. Pastikan HP aktif.",
        ),
        Kind(
            "kunjungan",
            "Kunjungan jatuh tempo",
            Topic.VISIT,
            "Ada kunjungan yang jatuh tempo",
            "Ada pendampingan di {kecamatan} yang waktunya dikunjungi. Buka aplikasi untuk melihat jadwalnya.",
        ),
        Kind(
            "pantauan",
            "Pantauan tiga bulan",
            Topic.VISIT,
            "Waktunya memantau hasil",
            "Satu keluarga di {kecamatan} waktunya dipantau. Buka aplikasi untuk mengisi hasilnya.",
        ),
        Kind(
            "rujukan",
            "Jawaban rujukan",
            Topic.REFERRAL,
            "Ada kabar rujukan",
            "Rujukan untuk {nomor} {langkah}. Buka Bubuhan untuk langkah berikutnya.",
        ),
        Kind(
            "laporan_diterima",
            "Laporan diterima",
            Topic.REPORT,
            "Laporan Anda sudah diterima",
            "Laporan Anda sudah diterima dan sedang diperiksa. Terima kasih sudah melapor.",
        ),
        Kind(
            "laporan_ditugaskan",
            "Laporan ditugaskan",
            Topic.REPORT,
            "Laporan Anda ditindaklanjuti",
            "Seseorang sudah diminta menindaklanjuti laporan Anda.",
        ),
        Kind(
            "laporan_ditangani",
            "Laporan ditangani",
            Topic.REPORT,
            "Laporan Anda mulai ditangani",
            "Tugas atas laporan Anda sudah diterima dan mulai dikerjakan.",
        ),
        Kind(
            "laporan_selesai",
            "Laporan selesai ditangani",
            Topic.REPORT,
            "Laporan Anda selesai ditangani",
            "Laporan Anda selesai ditangani dan sedang diperiksa petugas.",
        ),
        Kind(
            "laporan_ditutup",
            "Laporan ditutup",
            Topic.REPORT,
            "Laporan Anda selesai",
            "Laporan Anda sudah selesai dan diperiksa. Terima kasih sudah peduli.",
        ),
        Kind(
            "laporan_ditolak",
            "Laporan tidak dilanjutkan",
            Topic.REPORT,
            "Laporan Anda tidak dilanjutkan",
            "Laporan Anda tidak dilanjutkan. Alasannya dapat dibaca di aplikasi.",
        ),
        Kind(
            "laporan_dibuka_lagi",
            "Laporan dibuka lagi",
            Topic.REPORT,
            "Laporan Anda dibuka lagi",
            "Laporan Anda dibuka lagi untuk ditangani.",
        ),
        Kind(
            "ringkasan",
            "Ringkasan harian",
            Topic.SYSTEM,
            "Ringkasan hari ini",
            "{jumlah} kabar untuk Anda: {rincian}. Buka Bubuhan untuk membacanya.",
        ),
        Kind(
            "uji",
            "Pesan uji",
            Topic.SYSTEM,
            "Pesan uji Bubuhan",
            "Ini pesan uji dari {kantor}. Bila Anda membacanya, saluran ini berfungsi.",
        ),
    )
}


def render(title: str, text: str, safe: Safe) -> tuple[str, str]:
    """Fill both with safe values; an unknown placeholder is left out, never guessed."""
    values = safe.values()

    def fill(words: str, most: int) -> str:
        filled = _MARK.sub(lambda m: values.get(m.group(1), ""), words)
        tidy = _SPACES.sub(" ", filled).strip()
        tidy = tidy[:1].upper() + tidy[1:]
        return tidy if len(tidy) <= most else tidy[: most - 1] + "…"

    return fill(title, TITLE_MOST), fill(text, 480)


def check(title: str, text: str) -> None:
    """What an office may write. Raises `field_missing`, `template_unknown`, `template_long`."""
    for field, words, most, name in (
        ("title", title, TITLE_MOST, "judul"),
        ("text", text, TEXT_MOST, "isi pesan"),
    ):
        if not words.strip():
            raise Problem("field_missing", field, name=name)
        if len(words) > most:
            raise Problem("template_long", field, name=name, most=most)
        unknown = [m for m in _MARK.findall(words) if m not in PLACEHOLDERS]
        if unknown or "{" in _MARK.sub("", words) or "}" in _MARK.sub("", words):
            known = ", ".join("{" + one + "}" for one in PLACEHOLDERS)
            raise Problem(
                "template_unknown",
                field,
                value="{" + (unknown[0] if unknown else "") + "}",
                known=known,
            )
