"""Words and shares of the demo's year: what is reported, how it goes on, how it ends. All invented."""

import json
from pathlib import Path
from typing import Any

STORIES: dict[str, dict[str, Any]] = json.loads(
    Path(__file__).with_name("stories.json").read_text("utf-8")
)
OTHERS = {
    "isu": (
        "Anak-anak di gang ini banyak yang putus sekolah sejak ikut orang tua ke kebun.",
        "Titian menuju tiga RT lapuk, lansia takut keluar rumah.",
        "Sumur warga mulai asin, air bersih dibeli setiap dua hari.",
        "Sudah dua malam ada remaja mabuk lem di dekat pasar.",
    ),
    "masukan": (
        "Warga bertanya mengapa bantuannya berhenti, mohon ada penjelasan tertulis di kelurahan.",
        "Jadwal verifikasi jangan pas musim panen, banyak yang tidak di rumah.",
        "Mohon ada daftar nomor puskesmas yang bisa dihubungi malam hari.",
    ),
    "kegiatan": (
        "Gotong royong memperbaiki atap rumah lansia bersama Karang Taruna.",
        "Mendampingi dua warga mengurus kartu JKN di kantor kecamatan.",
        "Mengantar makanan dari warga untuk tiga keluarga selama sakit.",
    ),
}
NAMELESS = {"orang_terlantar", "bencana"}
OLD = {"lansia_terlantar"}
SIGNS = {  # how often a sign is answered yes, by need; others 0.02
    "danger_now": {"bencana": 0.2, "kekerasan": 0.3, "odgj": 0.12},
    "violence": {"kekerasan": 0.9, "perlindungan_anak": 0.2, "konflik_keluarga": 0.08},
    "medical": {
        "sakit_tanpa_jaminan": 0.35,
        "lansia_terlantar": 0.1,
        "odgj": 0.1,
        "orang_terlantar": 0.2,
    },
    "no_food_shelter": {"kekurangan_pangan": 0.35, "orang_terlantar": 0.4, "bencana": 0.25},
    "alone": {"lansia_terlantar": 0.45, "orang_terlantar": 0.6, "odgj": 0.15},
    "vulnerable": {
        "lansia_terlantar": 0.5,
        "perlindungan_anak": 0.8,
        "alat_bantu": 0.7,
        "bencana": 0.4,
    },
}
VISITS = (
    "Sudah ke rumah, bertemu keluarganya. Keadaan sesuai laporan.",
    "Bertemu tetangga dan ketua RT, keluarga bersedia didampingi.",
    "Keadaan lebih baik dari kunjungan sebelumnya, makan sudah teratur.",
    "Diantar ke puskesmas, kontrol lagi minggu depan.",
    "Berkas dilengkapi bersama keluarga, tinggal tanda tangan lurah.",
)
ENDINGS = (
    "terpenuhi",
    "terpenuhi_sebagian",
    "dirujuk_diterima",
    "kembali_ke_keluarga",
    "masuk_usulan_dtsen",
)
LONGEST_WAIT = 150  # hours: nobody waits longer than a week to be assigned
RESPOND = {"darurat": 0.6, "tinggi": 14, "sedang": 50, "rendah": 110}  # typical hours
