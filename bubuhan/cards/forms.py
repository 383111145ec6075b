"""What an office types about cards. Shape only; rules are in the actions."""

from django import forms

from bubuhan.cards.models import RevokeReason
from bubuhan.cards.numbering import DEFAULT


class IssueForm(forms.Form):
    """One card, with a photo if there is one."""

    valid_until = forms.DateField(
        label="Berlaku sampai", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    photo = forms.ImageField(
        label="Foto", required=False, help_text="Boleh kosong. Wajah tegak, latar polos."
    )


class RevokeForm(forms.Form):
    """Why a card no longer holds."""

    reason = forms.ChoiceField(
        label="Alasan", choices=[("", "Pilih alasan"), *RevokeReason.choices]
    )
    note = forms.CharField(label="Keterangan", max_length=250, required=False)


class SchemeForm(forms.Form):
    """How numbers look."""

    pattern = forms.CharField(
        label="Pola",
        max_length=40,
        initial=DEFAULT,
        help_text="Isian: {pilar}, {kode} (kabupaten/kota), {tahun}, {urut}.",
    )
    digits = forms.IntegerField(label="Banyak angka urut", min_value=3, max_value=8, initial=4)
