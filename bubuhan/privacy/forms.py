"""What the desk types. Shape only; rules are in the actions."""

from django import forms

from bubuhan.privacy.models import RequestKind


class RequestForm(forms.Form):
    """What somebody asks about his data."""

    kind = forms.ChoiceField(label="Yang diminta", choices=RequestKind.choices)
    applicant = forms.CharField(label="Nama pemohon", max_length=120)
    contact = forms.CharField(
        label="Kontak", max_length=120, help_text="Nomor HP atau alamat untuk jawaban."
    )
    wish = forms.CharField(
        label="Isi permintaan", max_length=3000, widget=forms.Textarea(attrs={"rows": 3})
    )
    identity = forms.CharField(
        label="Identitas diperiksa dengan",
        max_length=200,
        required=False,
        help_text="Misalnya KTP ditunjukkan. Boleh diisi nanti, sebelum dijawab.",
    )


class BreachForm(forms.Form):
    """What happened."""

    found_at = forms.DateTimeField(
        label="Diketahui", widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    happened_at = forms.DateTimeField(
        label="Terjadi",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )
    about = forms.CharField(
        label="Data yang terungkap", max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    how = forms.CharField(
        label="Bagaimana terjadi", max_length=3000, widget=forms.Textarea(attrs={"rows": 3})
    )
    people = forms.IntegerField(label="Perkiraan jumlah orang", min_value=0, max_value=300_000_000)
    measures = forms.CharField(
        label="Penanganan",
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    contact = forms.CharField(label="Yang dapat dihubungi", max_length=200)


class RetentionForm(forms.Form):
    """A rule of one class."""

    months = forms.IntegerField(
        label="Disimpan (bulan sesudah selesai)", min_value=1, max_value=1200
    )
    automatic = forms.BooleanField(label="Jalankan sendiri tiap malam", required=False)
    basis = forms.CharField(label="Dasar", max_length=200, required=False)
    reason = forms.CharField(label="Alasan perubahan", max_length=500)


class ProcessingForm(forms.Form):
    """One activity of the record."""

    name = forms.CharField(label="Kegiatan", max_length=160)
    purpose = forms.CharField(label="Tujuan", max_length=400)
    ground = forms.CharField(label="Dasar pemrosesan", max_length=300)
    subjects = forms.CharField(label="Siapa datanya", max_length=200)
    about = forms.CharField(label="Data apa", max_length=400)
    specific = forms.BooleanField(
        label="Termasuk data spesifik (anak, kesehatan, keuangan)", required=False
    )
    recipients = forms.CharField(label="Diberikan kepada", max_length=300, required=False)
    kept = forms.CharField(label="Disimpan berapa lama", max_length=200, required=False)
    guarded = forms.CharField(label="Dijaga bagaimana", max_length=400, required=False)
    owner = forms.CharField(label="Penanggung jawab", max_length=120, required=False)
