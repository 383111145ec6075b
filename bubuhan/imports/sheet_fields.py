"""The columns we know: how offices call them, where they go, and what is not taken over. Data only.

Names are written as `plain` makes them: lower case, letters and digits, one space. Met in the
templates of `layouts` (Kemensos-style, Jawa Timur, DKI, Jawa Barat) and in lists of Kalsel.
"""

from typing import NamedTuple


class FieldKind(NamedTuple):
    """One field: words for people, and headings it is known by."""

    label: str
    names: tuple[str, ...]


FIELDS: dict[str, FieldKind] = {
    "no": FieldKind("Nomor urut (tidak disimpan)", (
        "no", "no urut", "nomor", "nomor urut", "ntr", "urut", "nr", "num",
    )),
    "name": FieldKind("Nama orang", (
        "nama", "nama lengkap", "nama psm", "nama tksk", "nama tagana", "nama anggota", "nama relawan", "nama petugas",
        "nama sesuai ktp", "nama sesuai dengan ktp", "nama dan gelar", "nama lengkap dan gelar", "nama pekerja sosial",
        "nama pekerja sosial masyarakat", "nama anggota psm", "nama anggota tagana", "nama pendamping", "nama lengkap psm",
        "nama lengkap tanpa gelar", "nama pengurus", "nama ketua", "nama pimpinan", "nama ketua karang taruna",
        "nama ketua lks", "nama ketua kt", "ketua", "nama penanggung jawab", "nama pilar", "full name", "name",
        "nama personil", "nama penyuluh", "nama warga", "nama lengkap sesuai ktp", "nama lengkap sesuai dengan ktp",
    )),
    "name_nik": FieldKind("Nama dan NIK dalam satu kolom", (
        "nama nik", "nama dan nik", "nik nama", "nik dan nama", "nama no ktp", "nama lengkap nik", "nama psm nik",
    )),
    "nik": FieldKind("NIK", (
        "nik", "no ktp", "no nik", "nomor nik", "nomor induk kependudukan", "no ktp nik", "nomor ktp", "nik ktp",
        "no ktp nik", "nik no ktp", "no induk kependudukan", "ktp", "nomor ktp nik", "nik sesuai ktp", "no identitas",
    )),
    "birth_place": FieldKind("Tempat lahir", ("tempat lahir", "tmp lahir", "tpt lahir", "tempat dan", "kota lahir", "tempat")),
    "birth_date": FieldKind("Tanggal lahir", (
        "tanggal lahir", "tgl lahir", "tgl lhr", "tanggal bulan tahun lahir", "tanggal lahir dd mm yyyy", "lahir",
        "birth date", "tgl bln thn lahir", "tanggal kelahiran", "tahun lahir",
    )),
    "birth": FieldKind("Tempat dan tanggal lahir dalam satu kolom", (
        "tempat tanggal lahir", "tempat tgl lahir", "ttl", "tempat dan tanggal lahir", "tempat dan tgl lahir",
        "tmp tgl lahir", "tpt tgl lahir", "tempat tanggal lahir ttl", "tempat lahir tanggal lahir", "tempat tgl lhr",
    )),
    "sex": FieldKind("Jenis kelamin", (
        "jenis kelamin", "jk", "l p", "lp", "kelamin", "gender", "sex", "jenis kelamin l p", "j k", "jns kelamin", "jenkel",
    )),
    "phone": FieldKind("Nomor HP", (
        "no hp", "no telp", "no telepon", "nomor hp", "hp", "telepon", "telpon", "telp", "no telp hp", "no hp wa",
        "nomor handphone", "no handphone", "no wa", "wa", "whatsapp", "nomor telepon", "no tlp", "no tlp hp", "kontak",
        "nomor hp wa", "nomor telepon ketua", "no hp ketua", "no telp ketua", "handphone", "nomor kontak", "no kontak",
        "phone", "no hp telp", "nomor whatsapp", "no whatsapp", "no hp whatsapp",
    )),
    "phone_organisation": FieldKind("Telepon lembaga", (
        "no telp yayasan", "nomor telepon sekretariat", "telepon sekretariat", "no telp lembaga", "telp lembaga",
        "no telepon yayasan", "telepon lembaga",
    )),
    "email": FieldKind("Surel", ("email", "e mail", "alamat email", "surel", "alamat surel")),
    "address": FieldKind("Alamat (jalan)", (
        "alamat", "alamat lengkap", "alamat rumah", "jalan", "alamat tinggal", "alamat domisili", "alamat ktp", "domisili",
        "alamat sesuai ktp", "tempat tinggal", "alamat sekretariat", "alamat lengkap sekretariat", "alamat lks",
        "alamat rt rw", "alamat lembaga", "nama jalan", "alamat tempat tinggal",
    )),
    "rt": FieldKind("RT", ("rt",)),
    "rw": FieldKind("RW", ("rw",)),
    "rt_rw": FieldKind("RT/RW dalam satu kolom", ("rt rw", "rtrw")),
    "kab": FieldKind("Kabupaten/kota", (
        "kabupaten", "kab kota", "kabupaten kota", "kota", "kota kabupaten", "kab", "nama kabupaten kota", "nama kabupaten",
        "kode kabupaten kota", "kota kab",
    )),
    "kec": FieldKind("Kecamatan", ("kecamatan", "kec", "nama kecamatan", "kode kecamatan")),
    "desa": FieldKind("Desa/kelurahan", (
        "desa", "kelurahan", "desa kelurahan", "kelurahan desa", "kel", "kel desa", "desa kel", "nama desa", "ds kel",
        "nama kelurahan", "nama desa kelurahan", "kode desa", "kode wilayah", "kode kelurahan", "kampung", "kelurahan domisili",
    )),
    "area": FieldKind("Wilayah tugas (satu kolom)", (
        "wilayah tugas", "tempat tugas", "lokasi tugas", "wilayah kerja", "wilayah", "lokasi", "daerah tugas", "penempatan",
        "wilayah dampingan", "lokasi dampingan", "unit kerja", "asal desa", "utusan", "wilayah penugasan", "wilayah binaan",
    )),
    "duty_kab": FieldKind("Wilayah tugas: kabupaten/kota", (
        "kab kota lokasi tugas", "kabupaten tugas", "kab kota tugas", "kabupaten lokasi tugas", "kota tugas",
        "kabupaten kota tugas", "kabupaten wilayah tugas", "kab kota wilayah kerja",
    )),
    "duty_kec": FieldKind("Wilayah tugas: kecamatan", (
        "kecamatan lokasi tugas", "kecamatan tugas", "tempat tugas kecamatan", "kecamatan wilayah tugas", "kec tugas",
        "kecamatan wilayah kerja", "kecamatan penugasan", "kecamatan dampingan",
    )),
    "duty_desa": FieldKind("Wilayah tugas: desa/kelurahan", (
        "desa lokasi tugas", "kelurahan tugas", "desa tugas", "desa kelurahan lokasi tugas", "desa kelurahan tugas",
        "kelurahan lokasi tugas", "tempat tugas kelurahan", "desa wilayah tugas", "desa kelurahan wilayah kerja",
        "desa wilayah kerja", "kelurahan wilayah tugas", "tempat tugas desa",
    )),
    "pillar": FieldKind("Pilar", (
        "pilar", "jenis pilar", "nama pilar sosial", "pilar sosial", "jenis psks", "psks", "unsur pilar", "kategori pilar",
        "unsur pilar sosial", "kategori psks", "jenis pilar sosial",
    )),
    "position": FieldKind("Jabatan", ("jabatan", "kedudukan", "posisi", "jabatan dalam organisasi", "tugas jabatan", "selaku pengurus")),
    "organisation": FieldKind("Nama lembaga/kelompok", (
        "nama lembaga", "nama lks", "nama karang taruna", "nama organisasi", "nama yayasan", "nama panti", "lembaga",
        "nama wksbm", "nama lk3", "nama kelompok", "karang taruna", "nama kt", "organisasi", "yayasan",
    )),
    "decree_no": FieldKind("Nomor SK", (
        "no sk", "nomor sk", "sk", "nomor surat keputusan", "no surat keputusan", "nomor sk pengangkatan", "sk no",
        "sk pengangkatan", "no sk pengangkatan", "nomor sk terakhir",
    )),
    "decree_date": FieldKind("Tanggal SK", (
        "tanggal sk", "tgl sk", "tanggal bulan tahun sk", "tanggal surat keputusan", "tmt sk", "tanggal sk pengangkatan",
    )),
    "decree_issuer": FieldKind("Penerbit SK", (
        "penandatangan sk", "pejabat", "pejabat yang bertanda tangan", "penerbit sk", "pejabat penandatangan",
        "yang menandatangani", "pejabat yang menandatangani", "ditetapkan oleh",
    )),
    "started": FieldKind("Mulai bertugas", (
        "tahun pengangkatan", "mulai aktif", "tahun mulai", "mulai tugas", "tmt", "tahun masuk", "tahun aktif",
        "mulai bertugas", "tahun bergabung", "tahun menjadi psm", "tahun pengukuhan", "tanggal pengangkatan",
        "tahun pengangkatan pertama", "tahun mulai aktif", "sejak tahun", "masa tugas mulai", "tahun diangkat",
    )),
    "education": FieldKind("Pendidikan", (
        "pendidikan", "pendidikan terakhir", "tingkat pendidikan", "pendi terakhir", "pend terakhir", "ijazah", "pendidikan akhir",
    )),
    "occupation": FieldKind("Pekerjaan", ("pekerjaan", "pekerjaan utama", "pekerjaan pokok", "profesi")),
    "member_no": FieldKind("Nomor anggota", (
        "nomor induk anggota", "niat", "nomor induk anggota tksk", "nomor induk anggota ipsm", "no anggota", "nomor anggota",
        "nia", "no induk anggota", "nomor induk tagana", "nita", "no kartu registrasi", "nomor induk", "nomor registrasi",
    )),
    "training": FieldKind("Tingkat diklat/bimtek", (
        "tingkatan diklat", "jenis diklat", "diklat", "pelatihan", "bimtek", "bimtek dasar", "legal sertif", "legalitas",
        "legalitas sertifikat", "tingkat diklat", "pelatihan yang diikuti", "diklat bimtek",
    )),
    "certified": FieldKind("Status sertifikasi", ("status sertifikasi", "sertifikasi", "sertifikat", "bersertifikat")),
    "certified_year": FieldKind("Tahun sertifikasi", ("tahun sertifikasi", "tahun sertifikat", "tahun bimtek", "tahun diklat")),
    "certificate_no": FieldKind("Nomor sertifikat", ("no sertifikat", "nomor sertifikat", "nomor sertifikat bimtek")),
    "condition": FieldKind("Keaktifan", (
        "kondisi eksisting", "status kinerja", "keaktifan", "kinerja", "status keaktifan", "status keanggotaan", "status",
        "aktif tidak", "aktif tidak aktif", "keterangan aktif",
    )),
    "evaluation": FieldKind("Penilaian tahunan", ("penilaian tahunan", "penilaian")),
    "note": FieldKind("Keterangan", ("keterangan", "ket", "catatan", "kett")),
    "skip_private": FieldKind("Tidak disimpan: data pribadi yang tidak diperlukan", (
        "nama ibu kandung", "ibu kandung", "agama", "no kk", "nomor kk", "nomor kartu keluarga", "status perkawinan",
        "status kawin", "nama ibu", "golongan darah", "foto", "pas foto", "foto ktp", "umur", "usia",
    )),
    "skip_money": FieldKind("Tidak disimpan: data keuangan", (
        "nama di rekening", "nomor rekening", "nama bank", "no rekening", "rekening", "rekening bank jatim", "rekening bank bni",
        "rekening bank kalsel", "bank", "atas nama", "npwp", "nama pemilik rekening", "honor", "atas nama rekening",
    )),
    "skip_organisation": FieldKind("Tidak disimpan: data lembaga, bukan orang", (
        "jenis layanan", "jenis lks", "jumlah warga binaan sosial", "jumlah pekerja sosial", "surat keterangan domisili yayasan",
        "tanda daftar yayasan", "izin kegiatan yayasan", "no induk berusaha", "akreditasi", "tanggal akreditasi",
        "status kepengurusan", "periode tahun", "jumlah pengurus", "program unggulan", "jumlah pengurus laki laki",
        "jumlah pengurus perempuan", "jumlah anggota laki laki", "jumlah anggota perempuan", "klasifikasi karang taruna",
        "alamat email karang taruna", "selaku", "klasifikasi", "jumlah anggota", "tahun berdiri", "akta notaris",
    )),
    "skip": FieldKind("Tidak disimpan", ()),
}  # fmt: skip

SKIPPED = frozenset({"skip", "skip_private", "skip_money", "skip_organisation", "no"})
MULTIPLE = frozenset({"skip", "skip_private", "skip_money", "skip_organisation", "phone", "note"})
DETAILS = (
    "education", "occupation", "member_no", "training", "certified", "certified_year", "certificate_no",
    "condition", "evaluation", "email", "note", "phone_organisation",
)  # fmt: skip
# A heading above several columns says what they speak of.
PARENTS: dict[str, str] = {
    **dict.fromkeys(
        ("tempat tugas", "lokasi tugas", "wilayah tugas", "wilayah kerja", "wilayah dampingan", "daerah tugas",
         "penempatan", "lokasi dampingan", "wilayah penugasan", "wilayah binaan"), "duty"),
    **dict.fromkeys(
        ("alamat", "alamat rumah", "alamat domisili", "alamat lengkap", "domisili", "alamat ktp", "tempat tinggal",
         "alamat sekretariat", "alamat lks", "alamat sesuai ktp", "alamat lembaga", "alamat tempat tinggal",
         "alamat tinggal"), "home"),
    **dict.fromkeys(
        ("surat keterangan domisili yayasan", "tanda daftar yayasan", "izin kegiatan yayasan", "no induk berusaha",
         "akreditasi", "jumlah pengurus", "jumlah anggota", "akta", "akta notaris"), "organisation"),
    **dict.fromkeys(("pengangkatan tksk pertama", "pengangkatan pertama"), "first"),
    **dict.fromkeys(("pengangkatan tksk terakhir", "pengangkatan terakhir"), "last"),
    **dict.fromkeys(("kepengurusan", "sk", "surat keputusan", "sk pengangkatan", "pengangkatan", "legalitas sk"), "decree"),
    **dict.fromkeys(("bimtek dasar", "bimtek", "sertifikat", "diklat"), "training"),
    **dict.fromkeys(("rekening", "rekening bank"), "money"),
    **dict.fromkeys(("jenis kelamin", "jk", "kelamin", "l p", "jns kelamin"), "sex"),
}  # fmt: skip
# (parent, heading) -> field, before anything else is tried.
UNDER: dict[tuple[str, str], str] = {
    ("duty", "kecamatan"): "duty_kec", ("duty", "kelurahan"): "duty_desa", ("duty", "desa"): "duty_desa",
    ("duty", "desa kelurahan"): "duty_desa", ("duty", "kelurahan desa"): "duty_desa", ("duty", "kel desa"): "duty_desa",
    ("duty", "kabupaten"): "duty_kab", ("duty", "kab kota"): "duty_kab", ("duty", "kabupaten kota"): "duty_kab",
    ("duty", "kota"): "duty_kab", ("duty", "kec"): "duty_kec", ("duty", "kel"): "duty_desa", ("duty", "desa kel"): "duty_desa",
    ("first", "tahun"): "started", ("first", "nomor sk"): "first_no", ("first", "no sk"): "first_no",
    ("first", "pejabat yang bertanda tangan"): "first_issuer", ("first", "pejabat"): "first_issuer",
    ("last", "tahun"): "skip", ("last", "nomor sk"): "decree_no", ("last", "no sk"): "decree_no",
    ("last", "pejabat yang bertanda tangan"): "decree_issuer", ("last", "pejabat"): "decree_issuer",
    ("decree", "nomor"): "decree_no", ("decree", "no"): "decree_no", ("decree", "tanggal"): "decree_date",
    ("decree", "tgl"): "decree_date", ("decree", "tahun"): "started", ("decree", "pejabat"): "decree_issuer",
    ("decree", "periode tahun"): "skip_organisation", ("decree", "jumlah pengurus"): "skip_organisation",
    ("training", "tahun"): "certified_year", ("training", "nomor"): "certificate_no", ("training", "no"): "certificate_no",
    ("training", "no sertifikat"): "certificate_no", ("training", "tanggal"): "certified_year",
    ("training", "penyelenggara"): "skip",
    ("sex", "l"): "sex_l", ("sex", "lk"): "sex_l", ("sex", "laki laki"): "sex_l", ("sex", "p"): "sex_p", ("sex", "pr"): "sex_p",
    ("sex", "perempuan"): "sex_p",
    ("money", "nomor"): "skip_money", ("money", "nama"): "skip_money", ("money", "bank"): "skip_money",
}  # fmt: skip
FIELDS["sex_l"] = FieldKind("Jenis kelamin: tanda pada kolom L", ())
FIELDS["sex_p"] = FieldKind("Jenis kelamin: tanda pada kolom P", ())
FIELDS["first_no"] = FieldKind("Nomor SK pertama", ())
FIELDS["first_issuer"] = FieldKind("Penerbit SK pertama", ())

# Pillars whose lists name an institution per row and one person of it.
INSTITUTIONS: dict[str, str] = {
    "KARANG_TARUNA": "Ketua",
    "LKS": "Ketua",
    "LK3": "Ketua",
    "WKSBM": "Ketua",
}
