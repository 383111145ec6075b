"""Pages of one's own account, and the one-time links. Phones and users have their own modules."""

from datetime import datetime
from typing import cast

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from bubuhan.accounts import links, users
from bubuhan.accounts.forms import FirstUserForm, NewPasswordForm
from bubuhan.accounts.models import Device, SetupLink, User
from bubuhan.accounts.policy import Role, needs, public
from bubuhan.accounts.posted import posted
from bubuhan.kernel import clock
from bubuhan.kernel.problems import Problem


@needs("self.manage")
@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """Who one is here, how one signs in, and where one is signed in."""
    user = cast("User", request.user)
    ways: dict[str, list[Authenticator]] = {}
    for way in Authenticator.objects.filter(user=user).order_by("created_at"):
        ways.setdefault(str(way.type), []).append(way)
    context = {
        "ways": ways,
        "phones": Device.objects.filter(user_id=user.pk).order_by("-enrolled_at"),
        "browsers": sorted(
            UserSession.objects.purge_and_list(user), key=lambda s: s.created_at, reverse=True
        ),
    }
    return render(request, "accounts/account.html", context)


@public
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("password1", "password2")
def begin(request: HttpRequest, token: str) -> HttpResponse:
    """A one-time link: makes the first administrator, or sets a password."""
    now = clock.now()
    link = links.find(token, now)
    blank = link.user or User(role=Role.PENGELOLA)
    form_class = NewPasswordForm if link.user else FirstUserForm
    form = form_class(posted(request), user=blank)
    if form.is_valid() and _finish(form, link, now):
        messages.success(request, "Kata sandi tersimpan. Silakan masuk.")
        return redirect(settings.LOGIN_URL)
    context = {"form": form, "who": link.user}
    return _private(
        render(request, "accounts/begin.html", context, status=422 if form.errors else 200)
    )


def _finish(form: NewPasswordForm, link: SetupLink, now: datetime) -> bool:
    given = form.cleaned_data
    if link.user:
        users.set_password(link, given["password1"], now)
        return True
    try:
        users.create_first(
            link,
            name=given["name"],
            username=given["username"],
            password=given["password1"],
            now=now,
        )
    except Problem as problem:
        if problem.field is None:
            raise
        form.add_error(problem.field, problem.message)
        return False
    return True


def _private(response: HttpResponse) -> HttpResponse:
    """A page whose address is a secret: not cached, not indexed, not passed on."""
    response["Cache-Control"] = "no-store, private"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Page for a form whose protection did not match: usually an old tab."""
    return render(request, "accounts/csrf.html", status=403)
