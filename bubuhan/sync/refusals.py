"""What the desk shows of a refused command: who, when, why not, and the words that were sent."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from bubuhan.accounts.policy import Actor
from bubuhan.cases import access
from bubuhan.cases.models import Case
from bubuhan.geo.names import label as area_label
from bubuhan.kernel.commands import registry
from bubuhan.kernel.nik import mask_numbers
from bubuhan.kernel.problems import Problem
from bubuhan.lists import queries as lists
from bubuhan.reports.checks import is_sensitive
from bubuhan.sync import queries
from bubuhan.sync.checking import label_of
from bubuhan.sync.mending import Fix, fix_of
from bubuhan.sync.models import Receipt

NAMES = {
    "report.submit": "Laporan",
    "case.accept": "Terima tugas",
    "case.decline": "Tolak tugas",
    "case.visit": "Kunjungan",
    "case.note": "Catatan kasus",
    "case.resolve": "Selesaikan kasus",
    "case.update": "Perbaikan data kasus",
    "member.save": "Anggota keluarga",
    "volunteer.availability": "Kesiapan tugas",
}
_LONGEST = 2_000
_LISTS = {"need": "need", "outcome": "outcome"}
_NOT_WORDS = {
    "case_id",
    "person_id",
    "member_id",
    "seen",
    "sha256",
    "lat",
    "lon",
    "accuracy_m",
    "signs",
    "files",
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """One refused command as the desk shows it; `hidden` when its content is not for this actor."""

    receipt: Receipt
    name: str
    message: str
    can_retry: bool
    words: list[tuple[str, str]]
    files: int
    hidden: bool
    fix: Fix | None = None


def desk(actor: Actor) -> list[Refusal]:
    """Open refusals of the actor's area, newest first. Raises Problem("forbidden")."""
    found = [(receipt, _content(receipt)) for receipt in queries.open_refusals(actor)]
    readable = _readable(actor, [content for _, content in found])
    return [_shown(receipt, content, readable) for receipt, content in found]


def _content(receipt: Receipt) -> dict[str, Any]:
    raw = json.loads(receipt.body) if receipt.body else {}
    body = raw.get("body")
    return body if isinstance(body, dict) else {}


def _shown(receipt: Receipt, content: dict[str, Any], readable: set[UUID]) -> Refusal:
    hidden = _is_hidden(content, readable)
    kind = registry.get(receipt.type)
    files = content.get("files")
    problem = receipt.problem or {}
    return Refusal(
        receipt=receipt,
        name=NAMES.get(receipt.type, "Kiriman"),
        message=problem.get("message", ""),
        can_retry=problem.get("code")
        in {"server_fault", "unknown_command", "conflict", "not_found"},
        words=[] if hidden else list(_words(content, kind.schema if kind else None, ())),
        files=len(files) if isinstance(files, list) else 0,
        hidden=hidden,
        fix=None if hidden else fix_of(problem, content, kind.schema if kind else None),
    )


def fix_for(actor: Actor, receipt_id: int) -> Fix:
    """The field this actor may set in a refused command. Raises Problem("not_found") when there is none."""
    receipt = queries.refusal(actor, receipt_id)
    content = _content(receipt)
    found = _shown(receipt, content, _readable(actor, [content])).fix
    if found is None:
        raise Problem("not_found")
    return found


def _readable(actor: Actor, contents: Sequence[dict[str, Any]]) -> set[UUID]:
    """The cases these commands speak of that the actor sees in full (not merely masked in a list)."""
    keys = {key for content in contents if (key := _case_key(content)) is not None}
    levels = access.levels(actor, list(Case.objects.filter(id__in=keys))) if keys else {}
    return {key for key, level in levels.items() if level == "full"}


def _case_key(content: dict[str, Any]) -> UUID | None:
    try:
        return UUID(content.get("case_id"))
    except (ValueError, TypeError, AttributeError):
        return None


def _is_hidden(content: dict[str, Any], readable: set[UUID]) -> bool:
    """A sensitive report, or a case this actor may not open: only that it was refused is shown."""
    if content.get("case_id") is not None:
        return _case_key(content) not in readable
    need, signs = content.get("need"), content.get("signs")
    return is_sensitive(
        need if isinstance(need, str) else "", signs if isinstance(signs, dict) else {}
    )


def _words(
    content: dict[str, Any], schema: type[BaseModel] | None, path: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    for key, value in content.items():
        here = (*path, str(key))
        if key in _NOT_WORDS or value in (None, ""):
            continue
        if isinstance(value, dict):
            yield from _words(value, schema, here)
        elif not isinstance(value, list):
            label = label_of(schema, here) if schema else str(key).replace("_", " ")
            yield label[:1].upper() + label[1:], _text(key, value)


def _text(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    text = str(value)
    if key in _LISTS:
        return lists.title(_LISTS[key], text)
    if key == "area_code":
        return area_label(text)
    if key == "sex":
        return {"L": "laki-laki", "P": "perempuan"}.get(text, text)
    if key == "nik" and len(text) > 8:
        return f"{text[:4]} •••• •••• {text[-4:]}"
    text = mask_numbers(text)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} … ({len(text)} huruf)"
