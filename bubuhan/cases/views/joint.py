"""`/kasus/bagi-tugas/`: many waiting cases shared out together; the officer decides."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from bubuhan.accounts.policy import needs
from bubuhan.accounts.posted import actor_of, text


@needs("case.dispatch")
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The proposal of the filter in the address; POST offers what was ticked, case by case."""
    from bubuhan.cases import joint_desk  # numpy and scipy: 60 MB, for a page of bad evenings

    actor = actor_of(request)
    if request.method == "GET":
        found = joint_desk.page(actor, request.GET.dict())
        return render(request, "cases/joint.html", {"joint": found})
    wishes = joint_desk.read_wishes(request.POST)
    note, go_on = text(request, "note"), text(request, "go_on") == "1"
    results = joint_desk.apply(actor=actor, wishes=wishes, note=note, go_on=go_on)
    return render(request, "cases/joint_done.html", {"results": results})
