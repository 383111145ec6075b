"""What an office types about counts. Shape only; rules are in the actions."""

import re
from datetime import date
from typing import Any

from django import forms

from bubuhan.counts.actions import ControlValues
from bubuhan.counts.models import Unit
from bubuhan.kernel import clock
from bubuhan.kernel.problems import Problem
from bubuhan.kernel.text import ParsedDate, parse_date

_MONTH = re.compile(r"(\d{1,2})[-/.](\d{4})")


def _day(raw: str) -> ParsedDate:
    """A day, month or year as people write it, and how exact it is."""
    month = _MONTH.fullmatch(raw.strip())
    if month and 1 <= int(month[1]) <= 12:
        return ParsedDate(date(int(month[2]), int(month[1]), 1), "month")
    found = parse_date(raw, today=clock.today())
    if isinstance(found, Problem):
        raise forms.ValidationError(found.message)
    if found is None:
        raise forms.ValidationError("Tanggal belum diisi. Tulis seperti 23-09-2025 atau 2025.")
    return found


class ControlForm(forms.Form):
    """A published number with its source."""

    number = forms.IntegerField(
        label="Jumlah", min_value=0, max_value=100_000_000, help_text="Angka bulat, misalnya 1263."
    )
    unit = forms.ChoiceField(
        label="Satuan", choices=Unit.choices, help_text="Hanya satuan orang yang dibandingkan."
    )
    source = forms.CharField(
        label="Sumber", max_length=200, help_text="Siapa yang menyebut angka ini, di mana."
    )
    said_on = forms.CharField(
        label="Tanggal angka", max_length=30, help_text="Seperti 23-09-2025, 09-2025, atau 2025."
    )
    url = forms.URLField(label="Tautan", max_length=300, required=False, assume_scheme="https")
    note = forms.CharField(label="Catatan", max_length=300, required=False)
    replaces = forms.IntegerField(required=False, widget=forms.HiddenInput)
    why = forms.CharField(required=False, max_length=250, widget=forms.HiddenInput)

    def clean_said_on(self) -> date:
        found = _day(self.cleaned_data["said_on"])
        self.precision = found.precision
        return found.value

    def values(self, area: str, pillar: str) -> ControlValues:
        given: dict[str, Any] = self.cleaned_data
        return ControlValues(
            area_code=area,
            pillar=pillar,
            number=given["number"],
            source=" ".join(given["source"].split()),
            said_on=given["said_on"],
            said_precision=self.precision,
            unit=given["unit"],
            url=given["url"],
            note=" ".join(given["note"].split()),
        )


class AbsenceForm(forms.Form):
    """Who says that a pillar does not exist here."""

    said_by = forms.CharField(
        label="Menurut siapa", max_length=160, help_text="Nama dan jabatan yang menyatakannya."
    )
    said_on = forms.DateField(
        label="Tanggal pernyataan", widget=forms.DateInput(attrs={"type": "date"})
    )
    note = forms.CharField(label="Catatan", max_length=300, required=False)


class SigningForm(forms.Form):
    """Who signed the printed sheet."""

    name = forms.CharField(label="Nama penanda tangan", max_length=120)
    office = forms.CharField(label="Jabatan", max_length=160, initial="Kepala Dinas Sosial")
    nip = forms.CharField(label="NIP", max_length=30, required=False, help_text="18 angka.")
    signed_on = forms.DateField(
        label="Tanggal tanda tangan", widget=forms.DateInput(attrs={"type": "date"})
    )
    scan = forms.FileField(
        label="Foto atau pindaian lembar bertanda tangan",
        required=False,
        help_text="Foto (JPEG, PNG) atau PDF.",
    )
