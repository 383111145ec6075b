"""What can be wrong in the work: reports, cases and the rooms around them."""

from bubuhan.kernel.wordings import ProblemKind as _K

PROBLEMS: dict[str, _K] = {
    # -- reports and cases ----------------------------------------------------------------------
    "already_assigned": _K(
        409, "Kasus ini sudah ada pada orang itu. Tunggu jawabannya, atau tarik dulu tugasnya."
    ),
    "case_entrust_first": _K(
        403,
        "Kasus dilindungi diserahkan oleh pimpinan. Minta pimpinan menunjuk Anda, atau buka darurat.",
    ),
    "handler_unknown": _K(422, "Pilih petugas atau pimpinan yang aktif di wilayah kasus ini."),
    "case_protected": _K(
        403,
        "Kasus ini dilindungi. Hanya yang menangani yang boleh membukanya atau mengubahnya; pimpinan menunjuk siapa.",
    ),
    "case_state": _K(
        409, "Kasus ini {state}, jadi tidak bisa {action}. Muat ulang untuk melihat keadaannya."
    ),
    "conflict_settled": _K(
        409, "Perbedaan ini sudah diputuskan orang lain. Muat ulang untuk melihat hasilnya."
    ),
    "not_a_member": _K(
        422,
        "Orang ini bukan anggota pilar yang aktif di kabupaten/kota itu. Pilih orang lain dari daftar usulan.",
    ),
    # -- duty ------------------------------------------------------------------------------------
    "shift_clash": _K(
        409,
        "{name} sudah piket {other}. Satu orang tidak bisa piket di dua tempat; pilih waktu atau orang lain.",
    ),
    "shift_past": _K(
        422, "Piket pada {value} sudah lewat atau sudah mulai. Pilih waktu yang akan datang."
    ),
    "swap_gone": _K(
        409,
        "Permintaan tukar piket ini sudah dijawab atau ditarik. Terima kasih sudah siap membantu.",
    ),
    "swap_open": _K(
        409, "Untuk piket ini sudah ada permintaan tukar. Tunggu jawabannya, atau tarik dulu."
    ),
    "offer_lapsed": _K(
        409,
        "Waktu menjawab tawaran ini sudah lewat dan kasusnya sudah ditangani rekan lain. Terima kasih sudah siap membantu.",
    ),
    "offer_gone": _K(
        409, "Tugas ini sudah ditarik atau diambil orang lain. Terima kasih sudah siap membantu."
    ),
    "visit_before_case": _K(
        422,
        "Tanggal kunjungan {value} lebih dulu daripada kasusnya ({opened}). Periksa tanggalnya, lalu kirim lagi.",
    ),
    "glass_reason": _K(
        422,
        "Tulis alasannya dengan jelas, sedikitnya empat kata: apa yang darurat dan mengapa Anda perlu membacanya sekarang.",
    ),
    "own_glass": _K(
        409, "Pembukaan oleh Anda sendiri dinilai pimpinan lain. Mintalah ia menilainya."
    ),
    # -- directory ------------------------------------------------------------------------------
    "capacity_empty": _K(
        422, "Belum ada angka. Isi daya tampung, yang terisi, atau daftar tunggu, lalu simpan."
    ),
    "condition_unknown": _K(422, "Syarat ini belum lengkap. Pilih jenis dan hal yang diperiksa."),
    "partner_merge": _K(409, "Kedua mitra tidak dapat digabung: {why}. Periksa lagi pilihannya."),
    "service_known": _K(
        409, "Mitra ini sudah mempunyai layanan “{name}”. Ubah layanan itu, atau pakai nama lain."
    ),
    # -- letters --------------------------------------------------------------------------------
    "letter_field_missing": _K(
        422, "Surat ini memerlukan isian: {names}. Lengkapi, lalu terbitkan lagi."
    ),
    "letter_pattern": _K(422, "Pola nomor belum benar: {why}. Perbaiki, lalu simpan lagi."),
    "letter_placeholder": _K(
        422, "Isian {{{name}}} tidak dikenal. Pakai hanya isian dari daftar: {known}."
    ),
    "letter_template_unknown": _K(422, "Jenis surat ini tidak dikenal. Pilih jenis dari daftar."),
    "letter_text": _K(422, "Naskah surat belum dapat dipakai: {why}. Perbaiki, lalu simpan lagi."),
    "letter_withdrawn": _K(
        409, "Surat ini sudah ditarik, jadi tidak dicetak lagi. Terbitkan surat baru bila perlu."
    ),
    # -- tracks ---------------------------------------------------------------------------------
    "track_columns": _K(422, "Susunan kolom belum benar: {why}. Perbaiki, lalu simpan lagi."),
    "track_known": _K(
        409, "Nomor ini sudah dicatat pada kasus ini. Ubah keadaannya pada catatan yang ada."
    ),
    "track_settled": _K(
        409, "Ketidakcocokan ini sudah diselesaikan. Muat ulang untuk melihat hasilnya."
    ),
    "track_sheet": _K(
        422,
        "Lembar jawaban ini tidak dapat dibaca: {why}. Tidak ada yang diubah; perbaiki berkasnya, lalu unggah lagi.",
    ),
    "track_state": _K(422, "Keadaan ini tidak ada pada sistem itu. Pilih keadaan dari daftar."),
    "track_system_unknown": _K(422, "Sistem ini tidak dikenal. Pilih sistem dari daftar."),
    # -- referrals ------------------------------------------------------------------------------
    "consent_suspected": _K(
        422,
        "Orang ini tercatat sebagai terduga pelaku, jadi tidak boleh dimintai persetujuan. Pilih orang lain, atau pilih dasar tanpa persetujuan.",
    ),
    "journey_conditions": _K(
        422, "Syarat ini belum terpenuhi: {names}. Lengkapi dulu, atau kecualikan dengan alasannya."
    ),
    "journey_has_desk": _K(
        409,
        "Kantor tujuan bekerja dengan Bubuhan dan memastikan kedatangan sendiri. Hubungi mereka bila terlambat.",
    ),
    "journey_open_already": _K(
        409, "Orang ini sudah punya pemulangan yang berjalan. Buka pemulangan itu."
    ),
    "journey_state": _K(
        409,
        "Pemulangan ini {state}, jadi tidak bisa {action}. Muat ulang untuk melihat keadaannya.",
    ),
    "journey_same_area": _K(
        422, "Tempat tujuan ada di kabupaten/kota yang sama. Pilih kabupaten/kota lain."
    ),
    "referral_code": _K(
        422, "Kode tidak cocok. Periksa lagi enam angka pada surat atau pesan, lalu coba lagi."
    ),
    "referral_evidence": _K(
        422, "Tulis apa yang sudah diberikan, atau lampirkan satu foto sebagai bukti."
    ),
    "referral_goal": _K(422, "Tujuan rujukan belum dipilih. Pilih layanan mitra atau kantor lain."),
    "referral_ground": _K(
        422,
        "Pilih dasarnya: persetujuan dari siapa, atau alasan mengapa data boleh dibagikan tanpa persetujuan.",
    ),
    "referral_link": _K(
        404,
        "Tautan ini tidak berlaku. Mungkin sudah lewat masanya atau sudah diganti. Mintalah tautan baru kepada kantor yang merujuk.",
    ),
    "referral_moved": _K(
        409, "Rujukan ini baru saja berubah. Lihat keadaannya sekarang, lalu pilih lagi."
    ),
    "referral_open_already": _K(
        409, "Rujukan ke layanan yang sama masih berjalan. Buka rujukan itu, atau cabut dulu."
    ),
    "referral_own_office": _K(
        422, "Kasus ini ada di wilayah kantor itu sendiri. Pilih kantor lain."
    ),
    "referral_shares_nothing": _K(
        422, "Belum ada yang dibagikan. Pilih sedikitnya satu keterangan, atau tulis catatan."
    ),
    "referral_state": _K(
        409, "Rujukan ini {state}, jadi tidak bisa {action}. Muat ulang untuk melihat keadaannya."
    ),
    "referral_take_first": _K(403, "Rujukan ini dilindungi. Ambil rujukannya dulu, lalu jawab."),
    "referral_wait": _K(
        422, "Tulis urutannya di daftar tunggu, atau sampai tanggal berapa menunggu."
    ),
    # -- assessments ----------------------------------------------------------------------------
    "answers_wrong": _K(
        422, "“{question}”: {why}. Ada {count} jawaban yang perlu diperbaiki, lalu kirim lagi."
    ),
    "cause_circle": _K(
        422,
        "Sebab tidak boleh berputar: {way}. Lepaskan salah satu hubungan itu dulu, atau pilih sebab lain.",
    ),
    "household_begun": _K(
        409,
        "Kasus ini sudah punya daftar keluarga sendiri. Keluarkan dulu anggota yang salah catat, lalu gabungkan lagi.",
    ),
    "household_none": _K(
        404,
        "Tidak ada keluarga yang tercatat pada kasus dengan nomor itu di wilayah Anda. Periksa nomornya.",
    ),
    "instrument_unknown": _K(
        404, "Formulir asesmen ini tidak dikenal. Perbarui aplikasi, lalu isi formulir yang baru."
    ),
    "member_gone": _K(
        409,
        "Orang ini sudah dikeluarkan petugas dari daftar keluarga. Bila ia masih di rumah itu, tambahkan lagi.",
    ),
    "member_nik_known": _K(
        422,
        "NIK orang ini sudah tercatat. Kosongkan NIK, lalu tulis di catatan kasus bila menurut Anda nomornya salah.",
    ),
    "member_subject": _K(
        422,
        "Orang yang dibantu tidak bisa dikeluarkan. Ubah hubungannya dulu, atau perbaiki datanya.",
    ),
    "member_twice": _K(
        422, "Orang ini sudah ada dalam keluarga yang sama. Buka namanya, lalu ubah."
    ),
    "type_twice": _K(
        422, "Jenis itu sudah tercatat pada orang ini. Akhiri dulu bila ingin mencatat ulang."
    ),
    # -- plans ----------------------------------------------------------------------------------
    "followup_none": _K(
        409, "Tidak ada pantauan yang menunggu pada kasus ini. Muat ulang untuk melihat keadaannya."
    ),
    "plan_action_gone": _K(
        409,
        "Langkah ini sudah tidak ada dalam rencana yang berlaku. Buka rencananya dan lihat versi yang baru.",
    ),
    "plan_case_finished": _K(
        409,
        "Kasus ini sudah selesai, jadi rencananya tidak dapat diubah. Buka lagi kasusnya dulu bila perlu.",
    ),
    "plan_draft_exists": _K(
        409, "Sudah ada rancangan untuk kasus ini. Lanjutkan rancangan itu, lalu setujui."
    ),
    "plan_empty": _K(
        422,
        "Rencana ini belum punya tujuan. Tambahkan paling sedikit satu tujuan, lalu setujui lagi.",
    ),
    "plan_no_draft": _K(
        409, "Tidak ada rancangan yang bisa diubah. Tekan “Ubah rencana” untuk membuat versi baru."
    ),
    "plan_none": _K(409, "Kasus ini belum punya rencana yang berlaku. Susun dan setujui dulu."),
    "plan_not_agreed": _K(
        422,
        "Isi dulu kesepakatan keluarga: dengan siapa dan kapan, atau mengapa belum. Lalu setujui lagi.",
    ),
    # -- aid ------------------------------------------------------------------------------------
    "aid_finding_settled": _K(
        409, "Temuan ini sudah diputuskan. Muat ulang untuk melihat keputusannya."
    ),
    "aid_reason_needed": _K(
        422, "{warning} Tulis alasan mengapa tetap diberikan, lalu simpan lagi."
    ),
    "aid_reversed": _K(
        409, "Catatan bantuan ini sudah dibatalkan. Muat ulang untuk melihat keadaannya."
    ),
    "aid_rule_period": _K(
        422, "Jarak waktu harus 1 sampai 3.660 hari. Perbaiki, lalu simpan lagi."
    ),
    "aid_whom": _K(
        422, "Pilih siapa yang menerima: satu kasus, anggota keluarga, atau orang di registri."
    ),
    # -- response -------------------------------------------------------------------------------
    "ladder_empty": _K(
        422,
        "Tangga harus punya satu sampai delapan anak tangga. Isi paling sedikit satu, lalu simpan lagi.",
    ),
    "not_climbing": _K(
        409,
        "Kasus ini tidak sedang dinaikkan, jadi tidak ada yang perlu ditahan. Muat ulang untuk melihat keadaannya.",
    ),
    # -- messages -------------------------------------------------------------------------------
    "gateway_invalid": _K(
        422, "Pengaturan {name} belum benar: {why}. Perbaiki, lalu simpan dan kirim pesan uji."
    ),
    "message_no_channel": _K(
        409,
        "Belum ada saluran yang bisa dipakai untuk orang ini. Atur salurannya di Pengaturan, atau lengkapi nomornya di Registri.",
    ),
    "message_state": _K(
        409, "Pesan ini tidak perlu dikirim ulang. Muat ulang untuk melihat keadaannya."
    ),
    "push_invalid": _K(
        422, "Peramban ini tidak memberi alamat notifikasi yang sah. Matikan, lalu nyalakan lagi."
    ),
    "template_long": _K(422, "{name} terlalu panjang. Paling banyak {most} huruf, ringkaslah."),
    "template_unknown": _K(
        422, "Tanda {value} tidak dikenal. Yang boleh dipakai: {known}. Perbaiki, lalu simpan lagi."
    ),
    # -- privacy ---------------------------------------------------------------------------------
    "breach_not_told": _K(
        409, "Belum bisa ditutup: beri tahu dulu pemilik data dan lembaga, lalu tandai keduanya."
    ),
    "identity_first": _K(
        422, "Identitas pemohon belum diperiksa. Catat dulu dengan apa identitasnya diperiksa."
    ),
    "person_first": _K(
        422,
        "Belum jelas data siapa yang diminta. Hubungkan dulu permohonan ini dengan orangnya di Registri.",
    ),
    "request_closed": _K(
        409, "Permohonan ini sudah dijawab. Catat permohonan baru bila ada yang diminta lagi."
    ),
    "retention_running": _K(
        409, "Jenis data ini sedang dikerjakan. Tunggu sampai selesai, lalu lihat hasilnya."
    ),
    "retention_nothing": _K(409, "Tidak ada yang perlu dianonimkan menurut aturan sekarang."),
}
