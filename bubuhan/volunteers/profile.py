"""One person as his page shows him: hats over time, where each value came from, what happened."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from bubuhan import journal
from bubuhan.geo import names
from bubuhan.journal.models import Event
from bubuhan.kernel import clock
from bubuhan.lists.queries import item, title
from bubuhan.people.models import Origin, Person, PersonFact
from bubuhan.volunteers import fields, history
from bubuhan.volunteers.models import (
    ChangeRequest,
    MemberFact,
    Membership,
    Status,
    Verification,
)
from bubuhan.volunteers.queries import rows_of

_MOST = 300
EVENTS: dict[str, tuple[str, str]] = {
    "person.added": ("Ditambahkan ke registri", "user-plus"),
    "person.edited": ("Data diperbaiki", "pencil"),
    "person.matched": ("Laporan dihubungkan dengan orang ini", "git-merge"),
    "person.linked": ("Dinyatakan orang yang sama dengan data lain", "git-merge"),
    "person.unlinked": ("Dipisahkan lagi dari data lain", "split"),
    "membership.added": ("Keanggotaan ditambahkan", "id-card"),
    "membership.changed": ("Keanggotaan diperbaiki", "pencil"),
    "membership.renewed": ("SK diperpanjang", "file-check"),
    "membership.transferred": ("Pindah wilayah tugas", "map-pin"),
    "membership.confirmed": ("Data dikonfirmasi", "check-check"),
    "membership.ended": ("Keanggotaan diakhiri", "flag"),
    "membership.proposed": ("Diusulkan sebagai anggota", "send"),
    "membership.passed": ("Usulan diteruskan", "arrow-up"),
    "membership.returned": ("Usulan dikembalikan dengan catatan", "undo-2"),
    "membership.refused": ("Usulan ditolak", "ban"),
    "change.requested": ("Permohonan perubahan", "message-square-text"),
    "change.approved": ("Permohonan disetujui", "check"),
    "change.returned": ("Permohonan dikembalikan", "undo-2"),
    "change.refused": ("Permohonan ditolak", "ban"),
    "change.withdrawn": ("Permohonan dibatalkan", "x"),
    "competence.added": ("Kompetensi dicatat", "list-checks"),
    "competence.ended": ("Kompetensi diakhiri", "list-checks"),
    "volunteer.availability_set": ("Kesiapan tugas diubah", "bell"),
}
_LABELS = {**history.LABELS, **fields.LABELS}


@dataclass(slots=True)
class Line:
    """One entry of the timeline; `diffs` are `(label, before, after)`."""

    title: str
    icon: str
    at: datetime
    by: str
    text: str = ""
    diffs: list[tuple[str, str, str]] = field(default_factory=list)


def hats_of(person: Person) -> list[Membership]:
    """All hats of one human being, newest first, with what the page says of each."""
    hats: list[Membership] = list(
        Membership.objects.filter(person_id__in=rows_of(person.id)).order_by(
            "status", "-started_on", "pillar"
        )
    )
    now = clock.now()
    for hat in hats:
        hat.ready_now = hat.ready(now)  # type: ignore[attr-defined]
        left = (hat.ends_on - clock.day(now)).days if hat.ends_on else None
        hat.days_left = left if hat.status == Status.ACTIVE else None  # type: ignore[attr-defined]
    return hats


def served_since(hats: Iterable[Membership]) -> Any:
    """The earliest known beginning of service, None when nobody knows."""
    return min((h.started_on for h in hats if h.started_on), default=None)


def chart(hats: Sequence[Membership]) -> list[dict[str, Any]]:
    """Items of the band chart; hats without a start cannot be drawn and stand in the table only."""
    return [
        {"label": f"{h.pillar.replace('_', ' ').title() if len(h.pillar) > 6 else h.pillar}, {names.name(h.area_code)}",
         "start": h.started_on, "end": h.ended_on}
        for h in hats
        if h.started_on and h.status != Status.DRAFT
    ]  # fmt: skip


def timeline(person: Person) -> list[Line]:
    """What happened, newest first: events, and what imports brought; who reported him is not told."""
    rows = rows_of(person.id)
    events = [
        e
        for one in rows
        for e in journal.history("person", one)
        if e.data.get("origin") != Origin.REPORT  # told by his cases, to who may see them
    ]
    lines = [_event_line(e) for e in events] + _import_lines(rows)
    if not any(e.name == "person.added" for e in events):
        lines.append(_entered(person))
    return sorted(lines, key=lambda line: line.at, reverse=True)[:_MOST]


def verifications(hats: Sequence[Membership]) -> dict[UUID, list[Verification]]:
    """The way of each hat through the chain."""
    found: dict[UUID, list[Verification]] = {}
    ids = [h.id for h in hats]
    for row in Verification.objects.filter(membership_id__in=ids).order_by("at", "id"):
        found.setdefault(row.membership_id, []).append(row)
    return found


def by_field(person: Person, only: str = "") -> list[dict[str, Any]]:
    """Every field with its values over time: `[{"label", "values": [{value, source, by, at, note}]}]`."""
    rows = rows_of(person.id)
    found: dict[tuple[int, str], list[dict[str, Any]]] = {}
    facts = PersonFact.objects.filter(person_id__in=rows).order_by("-at", "-id")[:_MOST]
    for f in facts:
        found.setdefault((0, f.field), []).append(_fact(f))
    for m in (
        MemberFact.objects.filter(membership__person_id__in=rows)
        .select_related("membership")
        .order_by("-at", "-id")[:_MOST]
    ):
        found.setdefault((1, m.field), []).append(_member_fact(m))
    order = list(_LABELS)
    keys = sorted(found, key=lambda k: (k[0], order.index(k[1]) if k[1] in order else 99))
    return [
        {
            "field": name,
            "label": _LABELS.get(name, name),
            "hat": part == 1,
            "values": found[part, name],
        }
        for part, name in keys
        if not only or only == name
    ]


def open_requests(person: Person) -> list[ChangeRequest]:
    """Wishes about this person that nobody has decided yet."""
    found = ChangeRequest.objects.filter(
        person_id__in=rows_of(person.id), state__in=("waiting", "returned")
    )
    return list(found.prefetch_related("items").order_by("-received_at"))


def show(name: str, value: str) -> str:
    """A kept value in the words of a screen."""
    if not value:
        return ""
    if name in {"area_code", "duty_area"} or name in fields.LABELS:
        return fields.shown("area_code" if name == "duty_area" else name, value)
    if name == "decree_issuer_type":
        return title("decree_issuer", value)
    if name == "end_reason":
        return title("end_reason", value)
    if name == "status":
        return str(Status(value).label) if value in Status.values else value
    if name in {"decree_date", "started_on", "ends_on", "ended_on"}:
        return fields.birth_words(value[:10])
    return value


def _entered(person: Person) -> Line:
    """When the oldest row came into the registry, and from where as far as its first hat tells."""
    hat = person.memberships.order_by("created_at").first()
    source = Origin(hat.origin).label if hat else ""
    text = f"Sumber: {source}" if source else ""
    return Line("Masuk ke registri", "user-plus", person.created_at, "", text)


def _event_line(event: Event) -> Line:
    named, icon = EVENTS.get(event.name, ("Perubahan data", "circle"))
    changes = event.data.get("changes") or {}
    if event.name == "membership.renewed":
        before, after = event.data.get("before", {}), event.data.get("after", {})
        changes = {f: [before.get(f, ""), after[f]] for f in after if before.get(f, "") != after[f]}
    diffs = [
        (_LABELS.get(f, f), show(f, old) or "belum ada", show(f, new) or "dikosongkan")
        for f, (old, new) in changes.items()
        if f not in {"birth_precision", "started_precision"}
    ]
    return Line(named, icon, event.at, event.actor_name, _event_text(event), diffs)


def _event_text(event: Event) -> str:
    data = event.data
    parts = [title("pillar", data["pillar"])] if "pillar" in data else []
    if event.name.startswith("change.") and data.get("fields"):
        parts.append(", ".join(_LABELS.get(f, f) for f in data["fields"]))
    if event.name == "membership.transferred":
        parts.append(f"{names.label(data['from_area'])} ke {names.label(data['to_area'])}")
    if event.name in {"membership.passed", "membership.returned"}:
        parts.append(f"kepada {data.get('to', '')}")
    if data.get("how"):
        parts.append(f"lewat {data['how']}")
    if data.get("reason"):
        known = item("end_reason", data["reason"])
        parts.append(f"Alasan: {known.name if known else data['reason']}")
    if data.get("note"):
        parts.append(f"Catatan: {data['note']}")
    if data.get("asked_by"):
        parts.append(f"Diminta {data['asked_by']}")
    return ". ".join(parts)


def _import_lines(rows: Sequence[UUID]) -> list[Line]:
    """Values an import brought: one entry a batch, with what each field said before."""
    facts = list(PersonFact.objects.filter(person_id__in=rows).order_by("at", "id")[:_MOST])
    before: dict[str, str] = {}
    lines: dict[tuple[str, datetime], Line] = {}
    for f in facts:
        old, before[f.field] = before.get(f.field, ""), f.value
        if f.origin != Origin.IMPORT:
            continue
        line = lines.setdefault(
            (f.origin_id, f.at), Line("Data dari lembar kerja", "file-spreadsheet", f.at, f.by)
        )
        line.text = f.note or line.text
        line.diffs.append(
            (
                _LABELS.get(f.field, f.field),
                show(f.field, old) or "belum ada",
                show(f.field, f.value),
            )
        )
    return list(lines.values())


def _fact(fact: PersonFact) -> dict[str, Any]:
    return {
        "value": show(fact.field, fact.value),
        "before": "",
        "source": Origin(fact.origin).label,
        "note": fact.note,
        "by": fact.by,
        "at": fact.at,
        "where": "",
    }


def _member_fact(fact: MemberFact) -> dict[str, Any]:
    member = fact.membership
    return {
        "value": show(fact.field, fact.new),
        "before": show(fact.field, fact.old),
        "source": Origin(fact.origin).label,
        "note": fact.note,
        "by": fact.by,
        "at": fact.at,
        "where": f"{member.pillar}, {names.name(member.area_code)}",
    }
