"""What an office types about partners. Shape only; rules are in the actions."""

from collections.abc import Iterable
from typing import Any

from django import forms

from bubuhan.accounts.policy import Actor
from bubuhan.directory.actions import PartnerValues, ServiceValues
from bubuhan.directory.conditions import FACTS
from bubuhan.directory.models import Condition, ConditionKind, Partner, PartnerKind, Service
from bubuhan.geo import names, queries
from bubuhan.lists.queries import items

DATE = forms.DateInput(attrs={"type": "date"})


def need_options() -> list[tuple[str, str]]:
    """Needs for selects and check boxes."""
    return [(row.code, row.name) for row in items("need")]


def area_options(actor: Actor, also: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Areas a partner can be said to serve: the province, its kab/kota, and one's own kecamatan."""
    province, city = actor.area[:2], actor.area[:5]
    codes = [province] if province else []
    codes += [one.code for one in queries.children(province)]
    if len(city) == 5:
        codes += [one.code for one in queries.children(city)]
    codes += [code for code in also if code not in codes]
    return [(code, names.titled(code)) for code in codes]


class PartnerForm(forms.Form):
    """A partner."""

    name = forms.CharField(label="Nama mitra", max_length=160)
    kind = forms.ChoiceField(label="Jenis", choices=PartnerKind.choices)
    area_code = forms.CharField(max_length=13)
    serves = forms.MultipleChoiceField(
        label="Melayani wilayah", required=False, widget=forms.CheckboxSelectMultiple
    )
    address = forms.CharField(label="Alamat", max_length=300, required=False)
    phone = forms.CharField(label="Telepon", max_length=40, required=False)
    whatsapp = forms.CharField(label="WhatsApp", max_length=40, required=False)
    email = forms.EmailField(label="Surel", required=False)
    contact_name = forms.CharField(label="Nama kontak", max_length=120, required=False)
    contact_role = forms.CharField(label="Jabatan kontak", max_length=120, required=False)
    hours = forms.CharField(label="Jam layanan", max_length=200, required=False)
    note = forms.CharField(label="Catatan", max_length=500, required=False, widget=forms.Textarea)
    source = forms.CharField(
        label="Sumber data", max_length=200, required=False, help_text="Dari siapa, tanggal berapa."
    )
    reason = forms.CharField(label="Alasan perubahan", max_length=300, required=False)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        also = (self.initial or {}).get("serves", ())
        self.fields["serves"].choices = area_options(actor, also)  # type: ignore[attr-defined]

    def values(self) -> PartnerValues:
        """As the action takes it."""
        data = {**self.cleaned_data, "serves": tuple(self.cleaned_data["serves"])}
        data.pop("reason")
        return PartnerValues(**data)


class ServiceForm(forms.Form):
    """A service."""

    name = forms.CharField(label="Nama layanan", max_length=160)
    needs = forms.MultipleChoiceField(
        label="Untuk kebutuhan", required=False, widget=forms.CheckboxSelectMultiple
    )
    limited = forms.BooleanField(label="Tempatnya terbatas", required=False)
    inside = forms.BooleanField(label="Di dalam panti", required=False)
    fresh_days = forms.IntegerField(
        label="Angka dianggap lama sesudah (hari)", min_value=1, max_value=730, initial=14
    )
    note = forms.CharField(label="Catatan", max_length=500, required=False)
    active = forms.BooleanField(label="Masih dilayani", required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["needs"].choices = need_options()  # type: ignore[attr-defined]

    def values(self) -> ServiceValues:
        """As the action takes it."""
        data = {**self.cleaned_data, "needs": tuple(self.cleaned_data["needs"])}
        return ServiceValues(**data)


class CapacityForm(forms.Form):
    """One figure, in one line."""

    capacity = forms.IntegerField(label="Daya tampung", min_value=0, required=False)
    occupied = forms.IntegerField(label="Terisi", min_value=0, required=False)
    waiting = forms.IntegerField(label="Daftar tunggu", min_value=0, required=False)
    as_of = forms.DateField(label="Per tanggal", required=False, widget=DATE)
    source = forms.CharField(label="Sumber", max_length=200, required=False)


class ConditionForm(forms.Form):
    """A condition of a service."""

    kind = forms.ChoiceField(label="Jenis", choices=ConditionKind.choices)
    text = forms.CharField(label="Syarat dalam kata-kata", max_length=300)
    fact = forms.ChoiceField(
        label="Yang diperiksa", choices=[(key, words) for key, (words, _) in FACTS.items()]
    )
    test = forms.ChoiceField(label="Harus", choices=Condition.Test.choices)
    value = forms.CharField(
        label="Nilai", max_length=200, initial="ya", help_text="ya, tidak, angka, atau kata."
    )
    when_fact = forms.ChoiceField(
        label="Hanya bila", required=False,
        choices=[("", "selalu"), *((key, words) for key, (words, _) in FACTS.items())],
    )  # fmt: skip
    when_value = forms.CharField(label="bernilai", max_length=40, required=False, initial="ya")
    first_partner = forms.ChoiceField(label="Ke mana dulu", required=False)
    source = forms.CharField(label="Sumber", max_length=200, required=False)
    code = forms.CharField(max_length=40, required=False)

    def __init__(self, partners: Iterable[Partner], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options = [("", "tidak ada"), *((str(p.id), p.name) for p in partners)]
        self.fields["first_partner"].choices = options  # type: ignore[attr-defined]


def service_initial(one: Service) -> dict[str, Any]:
    """What the form of a service begins with."""
    keys = ("name", "needs", "limited", "inside", "fresh_days", "note", "active")
    return {key: getattr(one, key) for key in keys}


def partner_initial(one: Partner) -> dict[str, Any]:
    """What the form of a partner begins with."""
    from bubuhan.kernel.phones import show_phone

    found = {key: getattr(one, key) for key in PartnerForm.base_fields if hasattr(one, key)}
    return {**found, "phone": show_phone(one.phone), "whatsapp": show_phone(one.whatsapp)}
