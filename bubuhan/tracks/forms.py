"""What an office types about numbers and states in other systems. Shape only."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms

from bubuhan.tracks.actions import TrackValues
from bubuhan.tracks.models import ExternalSystem

DATE = forms.DateInput(attrs={"type": "date"})
DETAILS = {
    "tempat_lahir": "Tempat lahir",
    "tanggal_lahir": "Tanggal lahir",
    "kelamin": "Jenis kelamin (L/P)",
    "alamat": "Alamat",
    "rt": "RT",
    "rw": "RW",
    "ibu_kandung": "Nama ibu kandung",
    "pekerjaan": "Pekerjaan",
    "hubungan": "Hubungan dengan kepala keluarga",
    "telepon": "Nomor HP",
}


class TrackForm(forms.Form):
    """A number or a proposal of a case."""

    system = forms.ChoiceField(label="Sistem")
    number = forms.CharField(
        label="Nomor di sistem itu",
        max_length=60,
        required=False,
        help_text="Kosong bila belum ada.",
    )
    name = forms.CharField(label="Nama orangnya", max_length=120, required=False)
    nik = forms.CharField(label="NIK", max_length=30, required=False)
    kk = forms.CharField(label="Nomor KK", max_length=30, required=False)
    on = forms.DateField(label="Sejak tanggal", required=False, widget=DATE)
    note = forms.CharField(label="Catatan", max_length=500, required=False)

    def __init__(self, systems: Mapping[str, ExternalSystem], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options = [(code, one.name) for code, one in systems.items()]
        self.fields["system"].choices = options  # type: ignore[attr-defined]
        for key, words in DETAILS.items():
            self.fields[key] = forms.CharField(label=words, max_length=200, required=False)

    @property
    def details(self) -> list[Any]:
        """The fields for columns of their sheet."""
        return [self[key] for key in DETAILS]

    def values(self) -> TrackValues:
        """As the action takes it."""
        data = dict(self.cleaned_data)
        details = tuple((key, data.pop(key)) for key in DETAILS)
        return TrackValues(**data, details=details)


class MoveForm(forms.Form):
    """A state that changed."""

    state = forms.CharField(label="Keadaan", max_length=30)
    on = forms.DateField(label="Sejak tanggal", required=False, widget=DATE)
    number = forms.CharField(label="Nomor", max_length=60, required=False)
    note = forms.CharField(label="Catatan", max_length=500, required=False)
    rev = forms.IntegerField(min_value=1)


class SystemForm(forms.Form):
    """How an office works with a system: lines a person can read and change."""

    number_word = forms.CharField(label="Nomornya disebut", max_length=60)
    days = forms.IntegerField(label="Biasanya dijawab dalam (hari)", min_value=1, max_value=730)
    columns = forms.CharField(
        label="Kolom lembar usulan",
        widget=forms.Textarea(attrs={"rows": 16}),
        max_length=6000,
        help_text="Satu kolom satu baris, menurut urutan mereka: JUDUL KOLOM = isian.",
    )
    states = forms.CharField(
        label="Keadaan",
        widget=forms.Textarea(attrs={"rows": 9}),
        max_length=4000,
        help_text="Satu keadaan satu baris: kode | nama | kata pada lembar jawaban, dipisah koma | selesai (bila akhir).",
    )
    windows = forms.CharField(
        label="Jendela tanggal tiap bulan",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        required=False,
        help_text="Satu baris satu jendela: nama | tanggal awal | tanggal akhir.",
    )
    note = forms.CharField(label="Catatan", max_length=300, required=False)
    reason = forms.CharField(label="Alasan perubahan", max_length=300, required=False)

    def clean_states(self) -> list[dict[str, Any]]:
        """The lines as `[{"code", "name", "words", "final"}]`."""
        found = []
        for parts in _lines(self.cleaned_data["states"]):
            code = parts[0].lower().replace(" ", "_")[:30]
            if len(parts) < 2 or not code.replace("_", "").isalnum():
                raise forms.ValidationError("Tiap baris sedikitnya: kode | nama.")
            words = [
                w.strip() for w in (parts[2] if len(parts) > 2 else "").split(",") if w.strip()
            ]
            final = len(parts) > 3 and parts[3].lower().startswith("selesai")
            found.append({"code": code, "name": parts[1][:60], "words": words[:10], "final": final})
        return found

    def clean_windows(self) -> list[dict[str, Any]]:
        """The lines as `[{"what", "from", "to"}]`."""
        found = []
        for parts in _lines(self.cleaned_data["windows"]):
            days = [p for p in parts[1:3] if p.isascii() and p.isdigit() and 1 <= int(p) <= 31]
            if len(parts) != 3 or len(days) != 2 or int(days[0]) > int(days[1]):
                raise forms.ValidationError(
                    "Tulis: nama | tanggal awal | tanggal akhir (1 sampai 31)."
                )
            found.append({"what": parts[0][:80], "from": int(days[0]), "to": int(days[1])})
        return found


def state_lines(states: Iterable[Mapping[str, Any]]) -> str:
    """States as lines for the form."""
    return "\n".join(
        " | ".join([s["code"], s["name"], ", ".join(s.get("words", ())), *(["selesai"] if s["final"] else [])])
        for s in states
    )  # fmt: skip


def window_lines(windows: Iterable[Mapping[str, Any]]) -> str:
    """Windows as lines for the form."""
    return "\n".join(f"{w['what']} | {w['from']} | {w['to']}" for w in windows)


def day(raw: str) -> date | None:
    """A date field, None when empty or malformed."""
    try:
        return date.fromisoformat(raw)
    except ValueError:
        return None


def _lines(text: str) -> list[list[str]]:
    return [[p.strip() for p in line.split("|")] for line in text.splitlines() if line.strip()]
