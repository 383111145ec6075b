"""Forms of the account pages: what is asked and how it is called. Rules live in actions and users."""

from datetime import timedelta
from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from django import forms
from django.contrib.auth import password_validation
from django.core.validators import RegexValidator

from bubuhan.accounts import limits
from bubuhan.accounts.models import User
from bubuhan.accounts.policy import Role
from bubuhan.accounts.users import OFFICE_ROLES
from bubuhan.kernel import clock
from bubuhan.kernel.problems import Problem

CODE_LIMIT = limits.Limit(10, timedelta(minutes=5))

_USERNAME = RegexValidator(
    r"^[a-zA-Z0-9][a-zA-Z0-9._-]{2,59}$",
    "Pakai huruf, angka, titik, atau garis; paling sedikit 3, tanpa spasi.",
)
NATION = "-"  # the empty code, as a form can say it
_REQUIRED = {"required": "Masih kosong. Lengkapi dulu."}


class SignInForm(LoginForm):  # type: ignore[misc]
    """Name and password, in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in (("login", "Nama pengguna"), ("password", "Kata sandi")):
            field = self.fields[name]
            field.label, field.help_text = label, ""
            field.widget.attrs.pop("placeholder", None)
            field.error_messages.update(_REQUIRED)
        self.fields["login"].widget.attrs.update(
            autofocus=True, autocapitalize="none", spellcheck="false"
        )


_STRONG = (
    "Paling sedikit 10 huruf. Tiga atau empat kata yang tidak berhubungan mudah diingat dan kuat."
)


class _CountedCode(forms.Form):
    """A second factor's code, tried at most ten times in five minutes whatever process answers."""

    user: User

    def clean_code(self) -> Any:
        key, now = f"kode:{self.user.pk}", clock.now()
        try:
            limits.count(key, CODE_LIMIT, now)
        except Problem as found:
            raise forms.ValidationError(found.message) from None
        code = super().clean_code()  # type: ignore[misc]
        limits.forgive(key)
        return code


class CodeForm(_CountedCode, AuthenticateForm):  # type: ignore[misc]
    """The code after the password."""


class AgainCodeForm(_CountedCode, ReauthenticateForm):  # type: ignore[misc]
    """The code before something important."""


class OwnPasswordForm(ChangePasswordForm):  # type: ignore[misc]
    """The old password and a new one, in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = {
            "oldpassword": ("Kata sandi sekarang", ""),
            "password1": ("Kata sandi baru", _STRONG),
            "password2": ("Tulis sekali lagi", ""),
        }
        for name, (label, help_text) in words.items():
            field = self.fields[name]
            field.label, field.help_text = label, help_text
            field.widget.attrs.pop("placeholder", None)
            field.error_messages.update(_REQUIRED)


class NewPasswordForm(forms.Form):
    """A new password, twice. `self.user` is the account it is for, for the similarity check."""

    password1 = forms.CharField(
        label="Kata sandi baru",
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_STRONG,
        error_messages=_REQUIRED,
    )
    password2 = forms.CharField(
        label="Tulis sekali lagi",
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages=_REQUIRED,
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password2(self) -> str:
        first, second = self.cleaned_data.get("password1"), self.cleaned_data["password2"]
        if first and first != second:
            raise forms.ValidationError("Belum sama dengan yang di atas.")
        return str(second)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for name in ("name", "username"):
            setattr(self.user, name, cleaned.get(name) or getattr(self.user, name))
        if cleaned.get("password1"):
            try:
                password_validation.validate_password(cleaned["password1"], self.user)
            except forms.ValidationError as error:
                self.add_error("password1", error)
        return cleaned


class _PersonFields(forms.Form):
    name = forms.CharField(
        label="Nama lengkap",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages=_REQUIRED,
    )
    username = forms.CharField(
        label="Nama pengguna",
        max_length=60,
        validators=[_USERNAME],
        help_text="Untuk masuk. Huruf kecil, angka, titik, atau garis.",
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages=_REQUIRED,
    )


class FirstUserForm(_PersonFields, NewPasswordForm):
    """The first administrator."""

    field_order = ("name", "username", "password1", "password2")


class PlaceForm(forms.Form):
    """Role and area; the areas to choose from are given by the view."""

    role = forms.ChoiceField(
        label="Peran", choices=[(r.value, r.label) for r in OFFICE_ROLES], initial=Role.PETUGAS
    )
    area_code = forms.ChoiceField(label="Wilayah", error_messages=_REQUIRED)

    def __init__(self, *args: Any, areas: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(code or NATION, label) for code, label in areas]
        self.fields["area_code"].choices = choices  # type: ignore[attr-defined]

    def clean_area_code(self) -> str:
        chosen: str = self.cleaned_data["area_code"]
        return "" if chosen == NATION else chosen


class UserForm(_PersonFields, PlaceForm):
    """A new account."""

    field_order = ("name", "username", "role", "area_code")
