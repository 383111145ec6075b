"""Pages "Pengguna": accounts of offices, for a pengelola."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bubuhan import journal
from bubuhan.accounts import neighbours, queries, users
from bubuhan.accounts.forms import NATION, PlaceForm, UserForm
from bubuhan.accounts.models import User
from bubuhan.accounts.policy import Role, needs
from bubuhan.accounts.posted import actor_of, posted
from bubuhan.kernel import clock
from bubuhan.kernel.paging import page_number
from bubuhan.kernel.problems import Problem


@needs("user.manage")
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """The accounts of one's area."""
    q = request.GET.get("q", "").replace("\0", "").strip()[:80]
    role = request.GET.get("peran", "")
    page = queries.users(actor_of(request), q, role, page_number(request.GET.get("hal")))
    context = {"page": page, "q": q, "role": role, "roles": Role.choices}
    return render(request, "accounts/users.html", context)


@needs("user.manage")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Make an account, and show the link by which its owner sets a password."""
    form = UserForm(posted(request), areas=_areas(request), initial=_initial(request))
    if form.is_valid():
        try:
            user, path = users.create(actor_of(request), **form.cleaned_data, now=clock.now())
        except Problem as problem:
            form.add_error(problem.field, problem.message)
        else:
            return _link_page(request, user, path)
    return _form_page(request, form, "accounts/user_new.html")


@needs("user.manage")
@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """One account: role and area, and what else can be done with it."""
    user = queries.user(actor_of(request), user_id)
    now_is = {"role": user.role, "area_code": user.area_code or NATION}
    form = PlaceForm(posted(request), areas=_areas(request, user.area_code), initial=now_is)
    if form.is_valid():
        users.change(actor_of(request), user, **form.cleaned_data, now=clock.now())
        messages.success(request, "Peran dan wilayah tersimpan.")
        return redirect("user-page", user_id=user.id)
    history = journal.history("user", user.id, 30)
    return _form_page(request, form, "accounts/user.html", user=user, events=history)


@needs("user.manage")
@require_POST
def reset(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """End the old password and show a one-time link for a new one."""
    user = queries.user(actor_of(request), user_id)
    second = bool(request.POST.get("second_factor"))
    path = users.reset(actor_of(request), user, second_factor=second, now=clock.now())
    return _link_page(request, user, path)


@needs("user.manage")
@require_POST
def deactivate(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Close an account with a reason."""
    user = queries.user(actor_of(request), user_id)
    try:
        users.deactivate(actor_of(request), user, request.POST.get("why", ""), clock.now())
    except Problem as problem:
        if problem.field is None:
            raise
        messages.error(request, problem.message)
    else:
        messages.success(request, "Akun ditutup. HP-nya ikut dicabut.")
    return redirect("user-page", user_id=user.id)


@needs("user.manage")
@require_POST
def reactivate(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Open a closed account again."""
    user = queries.user(actor_of(request), user_id)
    users.reactivate(actor_of(request), user, clock.now())
    messages.success(request, "Akun dibuka lagi. HP lama tetap dicabut.")
    return redirect("user-page", user_id=user.id)


def _areas(request: HttpRequest, *always: str) -> list[tuple[str, str]]:
    """Areas to choose from: within one's scope, below `?induk=` when given; `always` stay in."""
    actor = actor_of(request)
    within = request.GET.get("induk", "")
    if not within or not actor.covers(within):
        within = actor.area
    options = dict(neighbours.ask().area_options(actor.area, [within, *always]))
    return list(options.items())


def _initial(request: HttpRequest) -> dict[str, str]:
    return {"area_code": request.GET.get("induk") or actor_of(request).area or NATION}


def _form_page(request: HttpRequest, form: Any, template: str, **more: Any) -> HttpResponse:
    return render(request, template, {"form": form, **more}, status=422 if form.errors else 200)


def _link_page(request: HttpRequest, user: User, path: str) -> HttpResponse:
    context = {"who": user, "link": request.build_absolute_uri(path)}
    return render(request, "accounts/password_link.html", context, status=201)
