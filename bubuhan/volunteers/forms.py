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


class DayField(forms.CharField):
    """A date as people write it; gives a `ParsedDate` or None. Future days are allowed on request."""

    def __init__(self, *, birth: bool = False, ahead: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)
        self.birth, self.ahead = birth, ahead

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        today = clock.today()
        limit = today.replace(year=today.year + 50, day=1) if self.ahead else today
        return _value(parse_date(typed, today=limit, birth=self.birth))


class PersonFields(forms.Form):
    """Who the person is."""

    name = forms.CharField(label="Nama lengkap", max_length=120)
    nik = forms.CharField(
        label="NIK", max_length=25, required=False, help_text="16 angka sesuai KTP."
    )
    birth = DayField(
        label="Tanggal lahir", birth=True, help_text="Misalnya 17-08-1965, atau tahunnya saja."
    )
    sex = forms.ChoiceField(
        label="Jenis kelamin", choices=[("", "Belum diketahui"), *Sex.choices], required=False
    )
    phone = forms.CharField(
        label="Nomor HP", max_length=40, required=False, help_text="Misalnya 0812 3456 7890."
    )
    address = forms.CharField(label="Alamat", max_length=250, required=False)

    def clean_nik(self) -> str:
        found: str = _value(
            parse_nik(self.cleaned_data["nik"], allow_example=settings.BUBUHAN_DEMO)
        )
        return found

    def clean_phone(self) -> tuple[str, ...]:
        found: tuple[str, ...] = _value(parse_phone(self.cleaned_data["phone"]))
        return found

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
            area_code=given.get("area_code", ""),
        )


class DecreeFields(forms.Form):
    """What the letter of appointment (SK) says."""

    decree_no = forms.CharField(label="Nomor SK", max_length=120, required=False)
    decree_issuer_type = forms.ChoiceField(
        label="Siapa yang menerbitkan SK",
        required=False,
        help_text="Berbeda di tiap daerah: kepala desa, lurah, wali kota, atau Dinas Sosial.",
    )
    decree_issuer = forms.CharField(
        label="Nama penerbit",
        max_length=160,
        required=False,
        help_text="Misalnya: Lurah Pelambuan.",
    )
    decree_date = DayField(label="Tanggal SK")
    ends_on = DayField(
        label="SK berlaku sampai", ahead=True, help_text="Kosongkan bila SK tidak menyebut batas."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        issuers = [(i.code, i.name) for i in items("decree_issuer")]
        self.fields["decree_issuer_type"].choices = [("", "Belum diketahui"), *issuers]  # type: ignore[attr-defined]

    def decree(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "decree_no": given["decree_no"],
            "decree_issuer_type": given["decree_issuer_type"],
            "decree_issuer": given["decree_issuer"],
            "decree_date": _day(given["decree_date"]),
            "ends_on": _day(given["ends_on"]),
        }


class DutyFields(forms.Form):
    """What the person does, and since when."""

    position = forms.CharField(label="Jabatan", max_length=120, required=False)
    organisation = forms.CharField(label="Lembaga", max_length=160, required=False)
    member_no = forms.CharField(label="Nomor anggota", max_length=40, required=False)
    started = DayField(label="Mulai bertugas", help_text="Tanggal, atau tahunnya saja.")

    def duty(self) -> dict[str, Any]:
        given = self.cleaned_data
        started = given["started"]
        return {
            "position": given["position"],
            "organisation": given["organisation"],
            "member_no": " ".join(given["member_no"].split()),
            "started_on": started.value if started else None,
            "started_precision": started.precision if started else "unknown",
        }


class HatForm(DutyFields, DecreeFields):
    """Another hat for a known person."""

    pillar = forms.ChoiceField(label="Pilar")
    area_code = forms.CharField(widget=forms.HiddenInput, required=False)
    field_order: tuple[str, ...] = ("pillar", "position", "organisation", "started", "member_no", "decree_no",
                   "decree_issuer_type", "decree_issuer", "decree_date", "ends_on")  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pillar"].choices = [(i.code, i.name) for i in items("pillar")]  # type: ignore[attr-defined]

    def clean_area_code(self) -> str:
        try:
            return current(self.cleaned_data["area_code"])
        except Problem as problem:
            raise forms.ValidationError(problem.message) from problem

    def membership(self) -> MembershipValues:
        given = self.cleaned_data
        return MembershipValues(
            pillar=given["pillar"], area_code=given["area_code"], **self.duty(), **self.decree()
        )


class NewPersonForm(PersonFields, HatForm):
    """A person and his first hat."""

    field_order: tuple[str, ...] = (
        "name",
        "nik",
        "birth",
        "sex",
        "phone",
        "address",
        *HatForm.field_order,
    )


class AmendForm(DutyFields, DecreeFields):
    """Correct a proposed hat on one's desk."""

    field_order: tuple[str, ...] = ("position", "organisation", "member_no", "started", "decree_no",
                                    "decree_issuer_type", "decree_issuer", "decree_date", "ends_on")  # fmt: skip


class EditHatForm(AmendForm):
    """Correct what stands in the registry about a hat."""

    reason = forms.CharField(
        label="Alasan perbaikan",
        max_length=200,
        help_text="Misalnya: salah tulis, sesuai surat SK.",
    )
    field_order = (*AmendForm.field_order, "reason")


class RenewForm(DecreeFields):
    """A new decree."""

    starts_on = DayField(label="Berlaku mulai", ahead=True)
    note = forms.CharField(label="Keterangan", max_length=250, required=False)
    field_order = ("decree_no", "decree_issuer_type", "decree_issuer", "decree_date", "starts_on",
                   "ends_on", "note")  # fmt: skip

    def values(self) -> dict[str, Any]:
        return {**self.decree(), "starts_on": _day(self.cleaned_data["starts_on"])}


class LeaveForm(forms.Form):
    """What ends: on which day, and who takes over the open cases."""

    successor_id = forms.ChoiceField(
        label="Kasus yang masih terbuka diteruskan kepada", required=False
    )
    note = forms.CharField(label="Keterangan", max_length=250, required=False)
    rev = forms.CharField(widget=forms.HiddenInput, required=False)

    def offer(self, people: list[tuple[str, str]]) -> None:
        """Fill in who may take over."""
        choices = [("", "Kembali ke antrean, dibagikan petugas"), *people]
        self.fields["successor_id"].choices = choices  # type: ignore[attr-defined]


class EndForm(LeaveForm):
    """End a hat: when and why."""

    ended_on = forms.DateField(
        label="Tanggal berakhir", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    reason = forms.ChoiceField(
        label="Alasan",
        help_text="Meninggal dunia mengakhiri semua tugas orang ini sekaligus.",
    )
    field_order = ("ended_on", "reason", "note", "successor_id")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = [(i.code, i.name) for i in items("end_reason") if not i.data.get("transfer")]
        self.fields["reason"].choices = [("", "Pilih alasan"), *reasons]  # type: ignore[attr-defined]
        self.fields["ended_on"].initial = clock.today()


class TransferForm(LeaveForm):
    """Move a hat to another area."""

    on = forms.DateField(
        label="Mulai bertugas di wilayah baru",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    to_area = forms.CharField(widget=forms.HiddenInput, required=False)
    field_order = ("on", "note", "successor_id")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = clock.today()


class ChangeForm(forms.Form):
    """Correct a person: what differs from before becomes the change."""

    name = forms.CharField(label="Nama lengkap", max_length=120)
    nik = forms.CharField(label="NIK", max_length=25, required=False)
    birth_date = forms.CharField(
        label="Tanggal lahir",
        max_length=40,
        required=False,
        help_text="Misalnya 17-08-1965, atau tahunnya saja.",
    )
    sex = forms.ChoiceField(
        label="Jenis kelamin", choices=[("", "Belum diketahui"), *Sex.choices], required=False
    )
    birth_place = forms.CharField(label="Tempat lahir", max_length=80, required=False)
    phone = forms.CharField(label="Nomor HP", max_length=40, required=False)
    phone_other = forms.CharField(label="Nomor HP lain", max_length=40, required=False)
    address = forms.CharField(label="Alamat", max_length=250, required=False)
    area_code = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(
        label="Alasan perubahan",
        max_length=200,
        help_text="Misalnya: nomor baru, dikonfirmasi lewat telepon; sesuai KTP.",
    )


def _day(found: Any) -> Any:
    return found.value if found else None


def _value(found: Any) -> Any:
    if isinstance(found, Problem):
        raise forms.ValidationError(found.message)
    return found
