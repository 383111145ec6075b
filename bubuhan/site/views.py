"""The porch's own pages: home, the phone app's files, search, error pages."""

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils._os import safe_join
from django.views.decorators.gzip import gzip_page

from bubuhan.accounts.policy import Role, needs, public
from bubuhan.site import searching, showcase

_TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
}


@public
def home(request: HttpRequest) -> HttpResponse:
    """Send people where their work is."""
    actor = request.actor  # type: ignore[attr-defined]
    if actor is None:
        return HttpResponseRedirect(settings.LOGIN_URL)
    if actor.role == Role.RELAWAN:
        return HttpResponseRedirect("/app/")
    return HttpResponseRedirect("/perangkat/" if actor.role == Role.PENGELOLA else "/antrean/")


@public
@gzip_page  # public files only: nothing secret is compressed beside what a stranger chose
def phone(request: HttpRequest, path: str) -> FileResponse:
    """The built phone app. Hashed assets are kept for ever, the rest is always asked again."""
    try:
        full = safe_join(settings.PHONE_DIST, path or "index.html")
        file = open(full, "rb")  # noqa: SIM115  (FileResponse closes it)
    except (OSError, ValueError) as error:
        raise Http404 from error
    suffix = full[full.rfind(".") :]
    response = FileResponse(file, content_type=_TYPES.get(suffix))
    hashed = path.startswith("assets/")
    response["Cache-Control"] = "public, max-age=31536000, immutable" if hashed else "no-cache"
    if path == "sw.js":
        response["Service-Worker-Allowed"] = "/app/"
    return response


@needs("page.office")
def search(request: HttpRequest) -> HttpResponse:
    """`/cari/?q=`: search over everything one may see."""
    found = searching.search(request.actor, request.GET.get("q", ""))  # type: ignore[attr-defined]
    return render(request, "search.html", {"found": found})


@public
def demo(request: HttpRequest) -> HttpResponse:
    """Logins of the demo instance; does not exist in a real one."""
    if not settings.BUBUHAN_DEMO:
        raise Http404
    return render(request, "demo.html", {"demo_data": showcase.read(settings.DATA_DIR, request)})


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Page for an address that does not exist."""
    return render(request, "404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Page for a fault of ours."""
    return render(request, "500.html", status=500)
