"""Forms of the registry pages: they read input; rules stand in the actions."""

from typing import Any

from django import forms
from django.conf import settings

from bubuhan.geo.check import current
from bubuhan.kernel import clock
from bubuhan.kernel.problems import Problem
from bubuhan.kernel.text import parse_date, parse_nik, parse_phone
from bubuhan.lists.queries import items
from bubuhan.people.actions import PersonValues
from bubuhan.people.models import Sex
from bubuhan.volunteers.actions import MembershipValues


class NewPersonForm(forms.Form):
    """A person and his first hat."""

    name = forms.CharField(label="Nama lengkap", max_length=120)
    nik = forms.CharField(
        label="NIK", max_length=25, required=False, help_text="16 angka sesuai KTP."
    )
    birth = forms.CharField(
        label="Tanggal lahir",
        max_length=40,
        required=False,
        help_text="Misalnya 17-08-1965, atau tahunnya saja.",
    )
    sex = forms.ChoiceField(
        label="Jenis kelamin", choices=[("", "Belum diketahui"), *Sex.choices], required=False
    )
    phone = forms.CharField(
        label="Nomor HP", max_length=40, required=False, help_text="Misalnya 0812 3456 7890."
    )
    address = forms.CharField(label="Alamat", max_length=250, required=False)
    pillar = forms.ChoiceField(label="Pilar")
    position = forms.CharField(label="Jabatan", max_length=120, required=False)
    decree_no = forms.CharField(label="Nomor SK", max_length=120, required=False)
    started = forms.CharField(
        label="Mulai bertugas",
        max_length=40,
        required=False,
        help_text="Tanggal, atau tahunnya saja.",
    )
    area_code = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pillar"].choices = [(i.code, i.name) for i in items("pillar")]  # type: ignore[attr-defined]

    def clean_nik(self) -> str:
        found: str = _value(
            parse_nik(self.cleaned_data["nik"], allow_example=settings.BUBUHAN_DEMO)
        )
        return found

    def clean_phone(self) -> tuple[str, ...]:
        found: tuple[str, ...] = _value(parse_phone(self.cleaned_data["phone"]))
        return found

    def clean_birth(self) -> Any:
        return _value(parse_date(self.cleaned_data["birth"], today=clock.now().date(), birth=True))

    def clean_started(self) -> Any:
        return _value(
            parse_date(self.cleaned_data["started"], today=clock.now().date(), field="started")
        )

    def clean_area_code(self) -> str:
        try:
            return current(self.cleaned_data["area_code"])
        except Problem as problem:
            raise forms.ValidationError(problem.message) from problem

    def person(self) -> PersonValues:
        given = self.cleaned_data
        born, phones = given["birth"], given["phone"]
        return PersonValues(
            name=given["name"],
            sex=given["sex"],
            nik=given["nik"],
            birth_date=born.value if born else None,
            birth_precision=born.precision if born else "unknown",
            phone=phones[0] if phones else "",
            phone_other=phones[1] if len(phones) > 1 else "",
            address=given["address"],
            area_code=given["area_code"],
        )

    def membership(self) -> MembershipValues:
        given = self.cleaned_data
        started = given["started"]
        return MembershipValues(
            pillar=given["pillar"],
            area_code=given["area_code"],
            position=given["position"],
            decree_no=given["decree_no"],
            started_on=started.value if started else None,
            started_precision=started.precision if started else "unknown",
        )


class HatForm(NewPersonForm):
    """Another hat for a known person."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name", "nik", "birth", "sex", "phone", "address"):
            del self.fields[name]


class EndForm(forms.Form):
    """End a hat: when and why."""

    ended_on = forms.DateField(
        label="Tanggal berakhir", widget=forms.DateInput(attrs={"type": "date"})
    )
    reason = forms.ChoiceField(label="Alasan")
    note = forms.CharField(label="Keterangan", max_length=250, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = [(i.code, i.name) for i in items("end_reason")]
        self.fields["reason"].choices = [("", "Pilih alasan"), *reasons]  # type: ignore[attr-defined]
        self.fields["ended_on"].initial = clock.now().date()


class ContactForm(forms.Form):
    """Correct phone and address, with a reason."""

    phone = forms.CharField(
        label="Nomor HP",
        max_length=60,
        required=False,
        help_text="Dua nomor boleh dipisah garis miring.",
    )
    address = forms.CharField(label="Alamat", max_length=250, required=False)
    reason = forms.CharField(
        label="Alasan perubahan",
        max_length=200,
        help_text="Misalnya: nomor baru, dikonfirmasi lewat telepon.",
    )


def _value(found: Any) -> Any:
    if isinstance(found, Problem):
        raise forms.ValidationError(found.message)
    return found
