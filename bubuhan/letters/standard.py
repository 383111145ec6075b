"""The standard texts of letters. An office may write its own (`LetterText`) and come back to these.

Their form follows usual practice of Indonesian offices; nothing here quotes a regulation.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Standard:
    """One kind of letter. `needs` are placeholders without which it is not issued."""

    code: str
    name: str
    title: str
    body: str
    code_no: str
    needs: tuple[str, ...] = ()
    two_signers: bool = False
    addressed: bool = True


_RUJUKAN = """Bersama surat ini kami merujuk warga berikut untuk mendapat layanan {layanan} di {tujuan}.

{rincian}

Dasar rujukan: {dasar}. Keterangan: {keterangan}

Mohon jawaban atas rujukan ini paling lambat {jawab_sebelum}. Jawaban dapat diberikan dengan memindai kode QR pada surat ini memakai HP apa pun, atau menghubungi kami.

Atas bantuan dan kerja samanya kami mengucapkan terima kasih."""

_PENGANTAR = """Bersama surat ini kami mengantarkan warga berikut ke {tujuan} untuk keperluan {keperluan}.

{rincian}

{keterangan}

Mohon yang bersangkutan dapat dibantu sesuai ketentuan. Atas perhatiannya kami mengucapkan terima kasih."""

_BERITA_ACARA = """Pada hari ini, {hari}, {tanggal}, kami yang bertanda tangan di bawah ini:

- Yang menyerahkan: {pengantar}, {jabatan_pengantar}
- Yang menerima: {penerima}, {jabatan_penerima}

telah melakukan serah terima warga berikut dari {kantor} kepada {tujuan}.

{rincian}

Keadaan pada waktu serah terima: {keterangan}

Berita acara ini dibuat dengan sebenarnya untuk dipergunakan sebagaimana mestinya."""

_PEMULANGAN = """Bersama surat ini kami memulangkan warga berikut dari {daerah_asal} ke {daerah_tujuan}.

{rincian}

Yang bersangkutan diantar oleh {pengantar}, {jabatan_pengantar}, dengan {kendaraan}. {keterangan}

Mohon kiranya yang bersangkutan diterima dan dibantu sampai ke keluarganya, dan berita acara penyerahan dikirimkan kembali kepada kami. Atas kerja samanya kami mengucapkan terima kasih."""

_TUGAS = """{kantor} menugaskan:

{rincian}

untuk {tugas}, mulai {mulai} sampai {selesai}.

{keterangan}

Surat tugas ini dibuat untuk dilaksanakan dengan sebaik-baiknya; hasilnya dilaporkan setelah tugas selesai."""

TEMPLATES: dict[str, Standard] = {
    one.code: one
    for one in (
        Standard("surat_rujukan", "Surat rujukan", "Surat Rujukan", _RUJUKAN, "460", ("tujuan", "layanan")),
        Standard("surat_pengantar", "Surat pengantar", "Surat Pengantar", _PENGANTAR, "460", ("tujuan", "keperluan")),
        Standard("berita_acara", "Berita acara", "Berita Acara Serah Terima", _BERITA_ACARA, "460", ("tujuan",), two_signers=True, addressed=False),
        Standard("surat_pemulangan", "Surat pemulangan", "Surat Pemulangan", _PEMULANGAN, "460", ("daerah_tujuan",)),
        Standard("surat_tugas", "Surat tugas", "Surat Tugas", _TUGAS, "800", ("tugas",), addressed=False),
    )
}  # fmt: skip
