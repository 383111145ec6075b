"""What can be wrong in the registries: people, volunteers, standing, counts, cards, campaigns."""

from bubuhan.kernel.wordings import ProblemKind as _K

PROBLEMS: dict[str, _K] = {
    # -- people and volunteers ------------------------------------------------------------------
    "area_ambiguous": _K(
        422, "Wilayah “{value}” belum pasti. Mungkin maksudnya: {options}. Pilih yang benar."
    ),
    "area_not_found": _K(
        422, "Wilayah “{value}” tidak ditemukan. Periksa ejaannya, atau pilih dari daftar."
    ),
    "area_outside": _K(
        422,
        "{label} di luar wilayah {scope}. Periksa wilayah tugasnya, atau serahkan baris ini ke Dinas Sosial setempat.",
    ),
    "batch_state": _K(
        409, "Unggahan ini {state}. Muat ulang halaman untuk melihat keadaan terakhir."
    ),
    "birth_differs": _K(
        422,
        "Tanggal lahir {value} tidak sama dengan tanggal dalam NIK ({nik}). Periksa salah satunya.",
    ),
    "competence_known": _K(
        409, "Kompetensi ini sudah tercatat. Akhiri dulu yang lama bila bukti atau masanya berubah."
    ),
    "date_ahead": _K(422, "Tanggal {value} belum terjadi. Periksa tanggalnya, lalu coba lagi."),
    "duplicate_answered": _K(
        409, "Permintaan ini sudah dijawab. Muat ulang untuk melihat jawabannya."
    ),
    "duplicate_masked": _K(
        403,
        "Salah satu data milik kantor lain. Minta kantor itu membukanya dulu, lalu putuskan bersama.",
    ),
    "duplicate_not_obvious": _K(
        409, "Pasangan ini perlu dilihat satu per satu. Buka pasangannya, lalu putuskan."
    ),
    "duplicate_superseded": _K(
        409, "Keputusan ini sudah diganti yang lebih baru. Muat ulang untuk melihat riwayatnya."
    ),
    "duplicate_too_many": _K(
        422, "Paling banyak {limit} pasangan sekaligus. Kurangi pilihan, lalu coba lagi."
    ),
    "end_reason_unknown": _K(422, "Alasan berakhir belum dipilih. Pilih alasan dari daftar."),
    "ended_before_start": _K(
        422, "Tanggal berakhir lebih awal dari tanggal mulai ({start}). Perbaiki salah satunya."
    ),
    "import_alarm": _K(
        409,
        "Belum disimpan, karena berkas ini tampak keliru: {what}. Periksa berkasnya; bila memang benar, tulis alasannya lalu simpan.",
    ),
    "import_too_many": _K(
        422,
        "Ada {files} berkas; paling banyak {limit} sekali unggah. Bagi menjadi beberapa unggahan.",
    ),
    "member_ended_before": _K(
        422,
        "Keanggotaan ini sudah diakhiri pada {ended}. Bila bertugas lagi, isi tanggal mulai sesudah itu.",
    ),
    "member_like": _K(
        422,
        "Mirip {other} yang sudah terdaftar ({why}). Baris ini disimpan sebagai orang baru dan menunggu di meja data ganda.",
    ),
    "member_unsure": _K(
        422,
        "Mungkin orang yang sama dengan {other} ({why}). Lengkapi NIK atau tanggal lahir, atau putuskan sendiri.",
    ),
    "membership_not_active": _K(409, "Keanggotaan ini sudah berakhir. Muat ulang halaman."),
    "membership_overlap": _K(
        409, "Orang ini sudah tercatat {pillar} di wilayah itu pada waktu yang sama."
    ),
    "name_missing": _K(
        422, "Nama kosong. Isi nama orangnya; baris tanpa nama tidak dapat disimpan."
    ),
    "nik_two_names": _K(
        422,
        "NIK {masked} dipakai dua nama: {names}. Periksa KTP keduanya, perbaiki salah satu NIK.",
    ),
    "person_known": _K(
        409, "Orang ini sudah ada di registri. Cari namanya, lalu tambahkan keanggotaan padanya."
    ),
    "person_similar": _K(
        409,
        "Ada orang yang mirip di registri: {names}. Periksa dulu; bila memang orang lain, centang “Tetap simpan” dan tulis alasannya.",
    ),
    "pillar_differs": _K(
        422,
        "Lembar ini tampaknya daftar {told}, bukan {given}. Pilih pilar yang benar pada lembarnya, lalu periksa lagi.",
    ),
    "pillar_missing": _K(422, "Pilar baris ini belum diketahui. Isi kolom Pilar, misalnya PSM."),
    "pillar_needed": _K(
        422,
        "Lembar {sheet} tidak menyebut pilarnya. Pilih pilarnya: PSM, TKSK, TAGANA, atau lainnya.",
    ),
    "pillar_unknown": _K(422, "Pilar “{value}” tidak dikenal. Pilih salah satu: {options}."),
    "psm_swadaya": _K(
        422,
        "Jabatan “{value}” tampaknya Penggerak Swadaya Masyarakat (pegawai), bukan Pekerja Sosial Masyarakat. Putuskan dahulu.",
    ),
    "psm_swadaya_sheet": _K(
        422,
        "Lembar ini menyebut Penggerak Swadaya Masyarakat atau desa/kementerian desa; PSM di sini Pekerja Sosial Masyarakat. Putuskan dahulu.",
    ),
    "reason_missing": _K(422, "Alasan perubahan masih kosong. Tulis alasannya dalam satu kalimat."),
    "row_deceased": _K(
        422,
        "Baris ini menyebut orangnya sudah meninggal. Bila benar, biarkan ditahan dan akhiri keanggotaannya di halaman orangnya; bila keliru, hapus keterangan itu.",
    ),
    "rows_contradict": _K(
        422,
        "Baris lain dengan NIK yang sama menyebut {what} berbeda. Periksa KTP, lalu perbaiki baris yang keliru.",
    ),
    "sex_differs": _K(
        422, "Jenis kelamin {value} tidak sama dengan yang terbaca dari NIK. Periksa salah satunya."
    ),
    "sex_invalid": _K(422, "Jenis kelamin “{value}” tidak terbaca. Tulis L atau P."),
    "sheet_empty": _K(
        422, "Berkas ini tidak berisi baris data. Periksa apakah Anda memilih berkas yang benar."
    ),
    "sheet_formula": _K(
        422,
        "Sel {cell} berisi rumus yang belum dihitung. Buka berkas di Excel, simpan, lalu unggah lagi.",
    ),
    "sheet_no_header": _K(
        422, "Baris judul kolom tidak ditemukan. Pastikan ada baris judul yang memuat kolom NAMA."
    ),
    "sheet_no_name": _K(
        422, "Kolom nama belum ditentukan. Pilih kolom mana yang berisi nama orang."
    ),
    "sheet_not_found": _K(422, "Berkas {name} tidak ditemukan. Periksa nama dan letak berkasnya."),
    "sheet_password": _K(
        422,
        "Berkas ini dikunci kata sandi. Buka di Excel, hapus kata sandinya, simpan, lalu unggah lagi.",
    ),
    "sheet_pdf": _K(
        422,
        "Berkas ini sebenarnya PDF, bukan lembar kerja. Mintalah berkas Excel aslinya, lalu unggah itu.",
    ),
    "sheet_too_long": _K(
        422,
        "Berkas berisi {rows} baris; paling banyak {limit}. Pecah menjadi beberapa berkas, lalu unggah satu per satu.",
    ),
    "sheet_too_many": _K(
        422,
        "Berkas berisi {sheets} lembar; paling banyak {limit}. Sisakan lembar yang berisi daftar anggota, lalu unggah lagi.",
    ),
    "sheet_too_large": _K(
        413,
        "Berkas lebih besar dari {limit} MB. Hapus gambar di dalamnya atau pecah berkasnya, lalu unggah lagi.",
    ),
    "sheet_unusable": _K(
        422, "Berkas {name}: {why} Perbaiki atau keluarkan berkas itu, lalu coba lagi."
    ),
    "sheet_unreadable": _K(
        422,
        "Berkas ini tidak terbaca sebagai lembar kerja. Simpan ulang sebagai .xlsx di Excel, lalu unggah lagi.",
    ),
    "two_people": _K(
        422,
        "“{value}” tampak seperti dua nama dalam satu baris. Pisahkan menjadi satu baris untuk tiap orang lalu unggah lagi, atau tulis satu nama saja.",
    ),
    # -- campaigns ------------------------------------------------------------------------------
    "campaign_area": _K(422, "Konfirmasi tahunan dijalankan per kabupaten atau kota. Pilih satu."),
    "campaign_closed": _K(
        409, "Konfirmasi ini sudah ditutup. Buka lagi bila jawaban masih ditunggu."
    ),
    "campaign_dates": _K(
        422,
        "Hari terakhir harus hari ini atau sesudahnya, tidak sebelum hari mulai, dan paling lama 180 hari sejak mulai.",
    ),
    "campaign_nobody": _K(
        422, "Belum ada anggota aktif dari pilar ini di wilayah itu. Pilih pilar lain."
    ),
    "campaign_open": _K(409, "Konfirmasi ini masih berjalan."),
    "campaign_pillars": _K(422, "Pilih paling sedikit satu pilar."),
    "campaign_running": _K(
        409,
        "Di wilayah ini masih ada konfirmasi yang berjalan. Tutup dulu, atau perpanjang yang ada.",
    ),
    "confirmation_code": _K(
        422, "Kode “{value}” tidak ada dalam daftar ini. Periksa lagi huruf dan angkanya."
    ),
    "confirmation_fact": _K(
        422,
        "Jawaban itu tidak sama dengan data kami. Coba lagi, atau hubungi petugas yang mengirim tautan ini.",
    ),
    "confirmation_link": _K(
        410,
        "Tautan ini tidak berlaku lagi. Mintalah tautan baru kepada petugas yang mengirimnya.",
    ),
    "confirmation_unknown": _K(
        422,
        "Konfirmasi ini bukan untuk Anda, atau masa tugasnya sudah berakhir. Sambungkan HP, lalu buka lagi.",
    ),
    "corrections_missing": _K(
        422, "Tulis paling sedikit satu hal yang berubah, atau pilih “Ya, masih benar”."
    ),
    "end_proposal_settled": _K(409, "Usulan ini sudah diputuskan. Muat ulang halamannya."),
    "reminder_too_soon": _K(
        409,
        "Semua yang belum menjawab sudah diingatkan dalam {days} hari terakhir. Tunggu dulu, lalu ingatkan lagi.",
    ),
    "village_note": _K(
        422, "Tulis keterangannya bila seseorang tidak lagi bertugas atau tidak dikenal."
    ),
    # -- memberships over time ------------------------------------------------------------------
    "change_empty": _K(
        422,
        "Tidak ada yang berbeda dari data sekarang. Ubah setidaknya satu isian, lalu kirim lagi.",
    ),
    "change_state": _K(
        409, "Permohonan ini {state}. Muat ulang halaman untuk melihat keputusannya."
    ),
    "decree_ends_before": _K(
        422,
        "SK berakhir {end}, lebih dulu daripada mulainya ({start}). Periksa kedua tanggal pada surat SK.",
    ),
    "decree_missing": _K(422, "Nomor SK belum diisi. Tulis nomor seperti pada surat SK."),
    "head_decides": _K(
        403,
        "Di wilayah ini perubahan identitas diputuskan pimpinan. Mintalah pimpinan memeriksanya.",
    ),
    "member_no_taken": _K(
        409, "Nomor anggota {value} sudah dipakai anggota lain. Periksa nomornya, lalu simpan lagi."
    ),
    "note_missing": _K(
        422, "Catatan masih kosong. Tulis apa yang harus diperbaiki, supaya pengaju tahu."
    ),
    "own_change": _K(
        403, "Permohonan ini Anda sendiri yang membuatnya. Mintalah petugas lain memutuskannya."
    ),
    "successor_unknown": _K(
        422,
        "Penerus harus anggota aktif di kabupaten/kota yang sama. Pilih orang lain, atau kembalikan kasusnya ke antrean.",
    ),
    "transfer_same_area": _K(
        422, "Wilayah tujuan sama dengan wilayah sekarang. Pilih wilayah tugas yang baru."
    ),
    "verify_state": _K(
        409, "Usulan anggota ini {state}. Muat ulang halaman untuk melihat keadaannya."
    ),
    # -- counts ---------------------------------------------------------------------------------
    "absence_known": _K(
        409, "Sudah tercatat bahwa pilar ini memang tidak ada di wilayah itu (menurut {said_by})."
    ),
    "control_replaced": _K(
        409, "Angka pembanding ini sudah diganti orang lain. Muat ulang halaman."
    ),
    "nip_invalid": _K(422, "NIP harus 18 angka. Periksa lagi, atau kosongkan."),
    "sheet_signed": _K(409, "Lembar ini sudah ditandai ditandatangani oleh {name}."),
    "signed_before_count": _K(
        422, "Tanggal tanda tangan lebih awal dari hitungannya ({taken}). Periksa tanggalnya."
    ),
    "snapshot_pair": _K(
        422, "Dua hitungan ini bukan dari wilayah yang sama, jadi tidak dapat dibandingkan."
    ),
    # -- cards ----------------------------------------------------------------------------------
    "card_doubtful": _K(
        409,
        "Keanggotaan {name} masih diragukan. Selesaikan dahulu alasannya di halaman orang, lalu terbitkan kartu.",
    ),
    "card_ended": _K(
        409,
        "Keanggotaan {name} tidak aktif atau masa SK-nya sudah lewat. Perbarui keanggotaannya, lalu terbitkan kartu.",
    ),
    "card_in_force": _K(
        409,
        "{name} sudah punya kartu yang berlaku. Cabut dahulu kartu lama bila perlu kartu baru.",
    ),
    "card_revoked": _K(409, "Kartu ini sudah dicabut. Muat ulang halaman."),
    "card_term": _K(
        422, "Masa berlaku kartu harus sesudah hari ini dan paling lama {years} tahun."
    ),
    "revoke_reason_unknown": _K(422, "Alasan pencabutan belum dipilih. Pilih alasan dari daftar."),
    "scheme_invalid": _K(
        422, "Pola nomor belum benar: {why}. Contoh yang benar: {{pilar}}-{{kode}}-{{urut}}."
    ),
    # -- standing -------------------------------------------------------------------------------
    "criterion_unknown": _K(
        422, "Kriteria “{value}” tidak dikenal. Muat ulang, lalu pilih kriteria dari daftar."
    ),
    "double_closed": _K(
        409, "Rangkap tugas ini sudah tidak ada: salah satu tugasnya berakhir. Muat ulang halaman."
    ),
    "double_forbidden": _K(
        422,
        "Menurut aturan pasangan ini keduanya tidak dapat berjalan bersama begitu saja. Pilih satu tugas, atau rujuk; bila aturannya lain di tempat Anda, ubah di Pengaturan.",
    ),
    "evidence_missing": _K(
        422, "Buktinya belum ada. Unggah foto atau PDF, atau tulis apa buktinya di catatan."
    ),
    "letter_missing": _K(
        422, "Nomor surat izin belum diisi. Tulis nomor surat dan unggah suratnya bila ada."
    ),
    "occupation_known": _K(409, "Pekerjaan ini sudah tercatat pada orang itu."),
}
