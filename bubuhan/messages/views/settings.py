"""`/pengaturan/pesan/`: channels and words."""

from uuid import UUID

from django.contrib import messages as toasts
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from bubuhan.accounts.policy import needs
from bubuhan.accounts.posted import actor_of, past_asked
from bubuhan.messages import configuring, deskdata

HOME = "/pengaturan/pesan/"
CONFIG = (
    *("host", "port", "security", "user"),
    *("base", "version", "phone_id", "template", "language"),
    *("url", "method", "format", "number", "fields", "headers", "success", "bad_number"),
)


@needs("message.word")
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Channels first, then who is told what, in which words."""
    actor, past = actor_of(request), past_asked(request)
    context = deskdata.channels(actor, past=past) | deskdata.words(actor, past=past)
    return render(request, "messages/settings.html", context | {"past": past})


@needs("message.configure")
@require_POST
def save_channel(request: HttpRequest) -> HttpResponse:
    """Replace a channel's setting."""
    post, actor = request.POST, actor_of(request)
    wanted = configuring.Wanted(
        area_code=actor.area,
        channel=post.get("channel", ""),
        active=post.get("active") == "1",
        sender=post.get("sender", ""),
        config={name: post[name] for name in CONFIG if name in post},
        secret=post.get("secret", ""),
        reason=post.get("reason", ""),
    )
    configuring.save_channel(actor=actor, wanted=wanted)
    toasts.success(request, "Saluran disimpan. Kirim pesan uji untuk memastikan.")
    return HttpResponseRedirect(HOME)


@needs("message.configure")
@require_POST
def try_channel(request: HttpRequest, setting_id: UUID) -> HttpResponse:
    """Send a test and show what the gateway truly answered."""
    to = request.POST.get("to", "")
    outcome = configuring.try_channel(actor=actor_of(request), setting_id=setting_id, to=to)
    return render(request, "messages/_tried.html", {"outcome": outcome, "to": to})


@needs("message.word")
@require_POST
def save_words(request: HttpRequest) -> HttpResponse:
    """Replace the words of one kind."""
    post, actor = request.POST, actor_of(request)
    configuring.save_words(
        actor=actor,
        area_code=actor.area,
        kind=post.get("kind", ""),
        title=post.get("title", ""),
        text=post.get("text", ""),
        reason=post.get("reason", ""),
    )
    toasts.success(request, "Kata-kata disimpan dan dipakai mulai pesan berikutnya.")
    return HttpResponseRedirect(HOME)


@needs("message.word")
@require_POST
def usual_words(request: HttpRequest) -> HttpResponse:
    """Back to the words of the house."""
    actor = actor_of(request)
    configuring.usual_words(actor=actor, area_code=actor.area, kind=request.POST.get("kind", ""))
    toasts.success(request, "Kembali memakai kata-kata bawaan.")
    return HttpResponseRedirect(HOME)
