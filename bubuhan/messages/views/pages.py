"""`/pesan/`: the desk of messages; `/pemberitahuan/`: one's own."""

from uuid import UUID

from django.contrib import messages as toasts
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from bubuhan.accounts.policy import Actor, needs
from bubuhan.accounts.posted import actor_of
from bubuhan.kernel import clock
from bubuhan.messages import actions, preferring, queries, settings_of, vapid, wording
from bubuhan.messages.kinds import Channel, Pace, Topic
from bubuhan.messages.models import ContactMark, Preference
from bubuhan.messages.people import key_of


@needs("message.read")
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """`/pesan/`: what was told, what did not arrive first."""
    actor, raw = actor_of(request), request.GET.dict()
    chosen = queries.filter_of(raw)
    context = {
        "page": queries.messages(actor, chosen, raw.get("hal")),
        "filter": chosen,
        "counts": queries.counts(actor, clock.now()),
        "states": [(code, words) for code, (_, words) in queries.STATES.items()],
        "channels": Channel.choices,
        "kinds": [(kind.code, kind.name) for kind in wording.KINDS.values()],
        "marks": _marks(actor),
    }
    return render(request, "messages/desk.html", context)


def _marks(actor: Actor) -> list[tuple[ContactMark, str]]:
    marks = queries.marks(actor)
    names = queries.names_of(marks)
    return [(mark, names.get(mark.recipient, "")) for mark in marks]


@needs("message.read")
@require_GET
def one(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """`/pesan/<id>/`: one message with every try and every answer."""
    return render(
        request, "messages/one.html", {"opened": queries.opened(actor_of(request), message_id)}
    )


@needs("message.retry")
@require_POST
def retry(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """Try again by hand."""
    actions.retry(actor=actor_of(request), message_id=message_id)
    toasts.success(
        request, "Pesan dicoba lagi sekarang. Muat ulang sebentar lagi untuk melihat jawabannya."
    )
    return redirect("message", message_id=message_id)


@needs("message.retry")
@require_POST
def forget_mark(request: HttpRequest, mark_id: int) -> HttpResponse:
    """The number works again."""
    actions.forget_mark(actor=actor_of(request), mark_id=mark_id)
    toasts.success(request, "Tanda dihapus. Nomor ini dipakai lagi untuk pesan berikutnya.")
    return HttpResponseRedirect("/pesan/")


@needs("self.manage")
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """`/pemberitahuan/`: one's own messages; how one wants to be told."""
    actor = actor_of(request)
    wish = Preference.objects.filter(recipient=key_of(actor)).first()
    paces = wish.paces if wish else {}
    context = {
        "page": queries.inbox(actor, request.GET.get("hal")),
        "unread": queries.unread(actor),
        "topics": [(t, paces.get(t.value, Pace.NOW.value)) for t in Topic if t != Topic.SYSTEM],
        "paces": Pace.choices,
        "wish": wish,
        "public_key": vapid.public_key(),
        "browser_ids": [one.endpoint_hash[:16] for one in settings_of.subscriptions(key_of(actor))],
    }
    return render(request, "messages/inbox.html", context)


@needs("self.manage")
@require_GET
def bell(request: HttpRequest) -> HttpResponse:
    """The bell of the bar with its count, fetched by itself."""
    return render(request, "messages/_bell.html", {"unread": queries.unread(actor_of(request))})


@needs("self.manage")
@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """All are read."""
    actions.mark_read(actor=actor_of(request))
    return HttpResponseRedirect("/pemberitahuan/")


@needs("self.manage")
@require_GET
def go(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """Open what one message is about; it is read then. Another's message leads nowhere."""
    path = actions.follow(actor=actor_of(request), message_id=message_id)
    return HttpResponseRedirect(path)


@needs("self.manage")
@require_POST
def prefer(request: HttpRequest) -> HttpResponse:
    """Save how one wants to be told."""
    paces = {t.value: request.POST[t.value] for t in Topic if t.value in request.POST}
    quiet = preferring.quiet_of(request.POST.get("dari", ""), request.POST.get("sampai", ""))
    preferring.prefer(actor=actor_of(request), paces=paces, quiet=quiet)
    toasts.success(request, "Tersimpan.")
    return HttpResponseRedirect("/pemberitahuan/")


@needs("self.manage")
@require_POST
def test(request: HttpRequest) -> HttpResponse:
    """A test message to oneself."""
    made = preferring.send_test(actor=actor_of(request))
    text = (
        "Pesan uji sedang dikirim."
        if made.channels
        else "Belum ada saluran untuk Anda; pesan uji hanya tampil di sini."
    )
    toasts.info(request, text)
    return HttpResponseRedirect("/pemberitahuan/")
