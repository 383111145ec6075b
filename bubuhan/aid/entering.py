"""Writing aid down at a desk: for whom, what the form says, which file proves it."""

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from bubuhan.accounts.policy import Actor
from bubuhan.accounts.posted import day, optional_key, text
from bubuhan.aid import ledger
from bubuhan.aid.actions import AidWords, Whom, preview
from bubuhan.aid.checking import Warning
from bubuhan.cases.listing import CaseFilter, queue
from bubuhan.files.actions import MOST_BYTES, Part, receive
from bubuhan.kernel import clock
from bubuhan.kernel.problems import Problem
from bubuhan.kernel.text import name_key
from bubuhan.people.models import Person
from bubuhan.people.scope import visible_ids
from bubuhan.reports.commands import FileRef

LEAST_LETTERS = 3
MOST_FOUND = 12


def today() -> date:
    """The day in the office's own zone."""
    return timezone.localtime(clock.now()).date()


def choose(actor: Actor, params: Mapping[str, str]) -> dict[str, Any]:
    """`/bantuan/catat/`: a search over cases and persons in sight, or the form for the chosen person."""
    q = " ".join(params.get("q", "").split())[:80]
    chosen = optional_key(params.get("orang", ""))
    context: dict[str, Any] = {"q": q, "today": today(), **ledger.options()}
    if chosen:
        context["person"] = must_see_person(actor, chosen)
    elif len(q) >= LEAST_LETTERS:
        found = queue(actor, CaseFilter(state="all", q=q, sort="newest"), size=MOST_FOUND)
        context["cases"] = [row for row in found.rows if row.level == "full"]
        context["persons"] = _persons(actor, q)
    return context


def _persons(actor: Actor, q: str) -> list[Person]:
    key = name_key(q)
    if len(key) < LEAST_LETTERS:
        return []
    rows = list(Person.objects.filter(name_key__contains=key, same_as=None).order_by("name")[:60])
    seen = visible_ids(actor, {row.id for row in rows})
    return [row for row in rows if row.id in seen][:MOST_FOUND]


def must_see_person(actor: Actor, person_id: UUID) -> Person:
    """A person in the actor's sight. Raises `not_found`."""
    person = Person.objects.filter(id__in=visible_ids(actor, {person_id})).first()
    if person is None:
        raise Problem("not_found")
    return person


def words_of(request: HttpRequest, *, keep: bool = True) -> AidWords:
    """What the form says. Raises `field_invalid` and what storing a file raises."""
    upload = request.FILES.get("file") if keep else None
    return AidWords(
        kind=text(request, "kind"),
        source=text(request, "source"),
        given_on=day(request, "given_on", "tanggal"),
        worth=_rupiah(request, "worth", "nilai"),
        amount=_rupiah(request, "amount", "jumlah"),
        programme=text(request, "programme"),
        given_by=text(request, "given_by"),
        note=text(request, "note"),
        went_on=text(request, "went_on"),
        files=[_kept(upload, request)] if upload and upload.size else [],
    )


def _rupiah(request: HttpRequest, name: str, words: str) -> int | None:
    """150.000 or Rp 150000 -> 150000; nothing stays nothing. Raises `field_invalid`."""
    raw = text(request, name).lower().removeprefix("rp").replace(".", "").replace(" ", "")
    if not raw:
        return None
    if not raw.isascii() or not raw.isdigit() or len(raw) > 11:
        raise Problem(
            "field_invalid", name, name=words, why="isi dengan angka saja, misalnya 150000"
        )
    return int(raw)


def _kept(upload: Any, request: HttpRequest) -> FileRef:
    if upload.size > MOST_BYTES:
        raise Problem("file_too_large", limit=MOST_BYTES // 1024 // 1024)
    data = upload.read()
    sha = hashlib.sha256(data).hexdigest()
    mime = upload.content_type or ""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    receive(Part(sha, 0, len(data), data, mime, paper=True), by=actor.ref, now=clock.now())
    return FileRef(sha256=sha, kind="photo", mime=mime, bytes=len(data))


def warnings(actor: Actor, whom: Whom, request: HttpRequest) -> list[Warning]:
    """What speaks against what is being typed; a form that is not filled yet has no warning."""
    try:
        return preview(actor=actor, whom=whom, words=words_of(request, keep=False))
    except Problem as problem:
        if problem.code in ("field_invalid", "field_missing", "date_future"):
            return []
        raise
