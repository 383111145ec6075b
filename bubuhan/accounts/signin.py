"""The doors of django-allauth that we open, each with our page and its declaration.

Everything else of allauth (sign-up, e-mail, social log-in) has no address here.
"""

from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.usersessions import views as browsers
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse_lazy
from django.views.decorators.http import require_GET, require_POST

from bubuhan.accounts import forms
from bubuhan.accounts.policy import needs, public
from bubuhan.kernel.problems import Problem

_account_page = reverse_lazy("mfa_index")
_mine = needs("self.manage")

sign_in = public(
    account.LoginView.as_view(template_name="accounts/sign_in.html", form_class=forms.SignInForm)
)
sign_out = public(require_POST(account.LogoutView.as_view()))
inactive = public(
    require_GET(account.AccountInactiveView.as_view(template_name="accounts/inactive.html"))
)
second_factor = public(mfa.AuthenticateView.as_view(template_name="accounts/second_factor.html"))
passkey_sign_in = public(webauthn.LoginWebAuthnView.as_view())

confirm = _mine(account.ReauthenticateView.as_view(template_name="accounts/confirm.html"))
confirm_code = _mine(mfa.ReauthenticateView.as_view(template_name="accounts/confirm.html"))
confirm_passkey = _mine(
    webauthn.ReauthenticateWebAuthnView.as_view(template_name="accounts/confirm_passkey.html")
)
totp_on = _mine(totp.ActivateTOTPView.as_view(template_name="accounts/totp_on.html"))
totp_off = _mine(totp.DeactivateTOTPView.as_view(template_name="accounts/totp_off.html"))
recovery_codes = _mine(
    codes.ViewRecoveryCodesView.as_view(template_name="accounts/recovery_codes.html")
)
recovery_codes_new = _mine(
    codes.GenerateRecoveryCodesView.as_view(template_name="accounts/recovery_codes_new.html")
)
passkey_add = _mine(webauthn.AddWebAuthnView.as_view(template_name="accounts/passkey_add.html"))
passkey_remove = _mine(
    webauthn.RemoveWebAuthnView.as_view(
        template_name="accounts/passkey_remove.html", success_url=_account_page
    )
)
browsers_out = _mine(require_POST(browsers.ListUserSessionsView.as_view(success_url=_account_page)))

_change = account.PasswordChangeView.as_view(
    template_name="accounts/password_change.html", form_class=forms.OwnPasswordForm
)


@needs("self.manage")
def password_change(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
    """Change one's own password; an account that only a phone uses has none."""
    user = request.user
    if not (user.is_authenticated and user.has_usable_password()):
        raise Problem("forbidden")
    response: HttpResponseBase = _change(request, **kwargs)
    return response
