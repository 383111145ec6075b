"""What an office types about letters. Shape only; rules are in the actions."""

from typing import Any

from django import forms

from bubuhan.letters import numbering
from bubuhan.letters.queries import OfficeInForce


class TextForm(forms.Form):
    """The text of one kind of letter."""

    title = forms.CharField(label="Judul surat", max_length=120)
    code_no = forms.CharField(
        label="Kode klasifikasi", max_length=20, help_text="Menjadi {kode} pada nomor surat."
    )
    body = forms.CharField(
        label="Naskah",
        max_length=9000,
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text="Baris kosong memisahkan alinea. {rincian} sendirian adalah tabel data orangnya.",
    )
    reason = forms.CharField(label="Alasan perubahan", max_length=300, required=False)


class OfficeForm(forms.Form):
    """Numbers, head and signature."""

    pattern = forms.CharField(
        label="Pola nomor",
        max_length=60,
        help_text="Isian: " + ", ".join(f"{{{name}}}" for name in numbering.KNOWN) + ".",
    )
    digits = forms.IntegerField(label="Banyak angka urut", min_value=1, max_value=6)
    code = forms.CharField(label="Singkatan dinas ({dinas})", max_length=20)
    address = forms.CharField(label="Alamat di kop surat", max_length=200, required=False)
    place = forms.CharField(label="Tempat surat dibuat", max_length=60, required=False)
    signer_role = forms.CharField(label="Jabatan penanda tangan", max_length=120, required=False)
    signer_name = forms.CharField(label="Nama penanda tangan", max_length=120, required=False)
    signer_no = forms.CharField(label="NIP penanda tangan", max_length=30, required=False)
    reason = forms.CharField(label="Alasan perubahan", max_length=300, required=False)


class TaskForm(forms.Form):
    """A surat tugas: who is sent, for what, when."""

    people = forms.CharField(
        label="Yang ditugaskan",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Satu orang satu baris: nama, lalu koma, lalu jabatan.",
    )
    tugas = forms.CharField(label="Tugas", max_length=500)
    mulai = forms.DateField(label="Mulai tanggal", widget=forms.DateInput(attrs={"type": "date"}))
    selesai = forms.DateField(
        label="Sampai tanggal", widget=forms.DateInput(attrs={"type": "date"})
    )
    keterangan = forms.CharField(label="Keterangan", max_length=1000, required=False)

    def clean(self) -> dict[str, Any]:
        """The end is not before the beginning."""
        found: dict[str, Any] = super().clean() or {}
        start, end = found.get("mulai"), found.get("selesai")
        if start and end and end < start:
            self.add_error("selesai", "Tanggal selesai lebih awal dari tanggal mulai.")
        return found

    def rows(self) -> list[tuple[str, str]]:
        """`[("1. Nama Contoh", "Petugas rehabilitasi sosial")]`."""
        lines = [x.strip() for x in self.cleaned_data["people"].splitlines() if x.strip()]
        parts = [line.partition(",") for line in lines]
        return [(f"{n}. {name.strip()}", role.strip() or "petugas") for n, (name, _, role) in enumerate(parts, 1)]  # fmt: skip


def office_initial(one: OfficeInForce) -> dict[str, Any]:
    """What the form of an office begins with."""
    return {
        "pattern": one.scheme.pattern, "digits": one.scheme.digits, "code": one.scheme.code,
        "address": one.address, "place": one.place, "signer_role": one.signer_role,
        "signer_name": one.signer_name, "signer_no": one.signer_no,
    }  # fmt: skip
