"""The registry as pages and exports show it: one filter, one rule of who sees whom."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from bubuhan import journal
from bubuhan.accounts.policy import Actor, area_q, require, subtree_q
from bubuhan.geo import names
from bubuhan.journal.models import Event
from bubuhan.kernel import clock
from bubuhan.kernel.nik import mask_numbers
from bubuhan.kernel.paging import Page
from bubuhan.kernel.problems import Problem
from bubuhan.kernel.text import name_key, show_phone
from bubuhan.lists.queries import item, items, title
from bubuhan.people.models import Origin, Person, PersonFact, Sex
from bubuhan.people.queries import facts
from bubuhan.volunteers.models import Membership, Status

PAGE_SIZE = 50
LACKS = {"hp": "Tanpa nomor HP", "nik": "Tanpa NIK", "lahir": "Tanpa tanggal lahir"}
_LACK_WORDS = {"hp": "tanpa nomor HP", "nik": "tanpa NIK", "lahir": "tanpa tanggal lahir"}
STATUSES = {"aktif": "Aktif", "berakhir": "Berakhir", "semua": "Semua"}
_STATUS = {
    "aktif": (Status.ACTIVE,),
    "berakhir": (Status.ENDED,),
    "semua": (Status.ACTIVE, Status.ENDED),
}


@dataclass(frozen=True, slots=True)
class RegistryFilter:
    """What the registry list shows; the URL holds it."""

    q: str = ""
    area: str = ""
    pillar: str = ""
    status: str = "aktif"
    lack: str = ""

    @property
    def narrowed(self) -> bool:
        return self != RegistryFilter(area=self.area)

    def sentence(self) -> str:
        """`PSM aktif di Kec. Tapin Utara tanpa nomor HP`: the filter in words."""
        who = self.pillar and (item("pillar", self.pillar) or None)
        words = [str(who.data.get("short", who.name)) if who else "Anggota semua pilar"]
        words.append(
            {"aktif": "aktif", "berakhir": "yang sudah berakhir"}.get(
                self.status, "aktif dan berakhir"
            )
        )
        if self.area:
            words.append(f"di {names.titled(self.area)}")
        if self.lack:
            words.append(_LACK_WORDS[self.lack])
        if self.q:
            words.append(f"dengan nama atau nomor “{mask_numbers(self.q)}”")
        return " ".join(words)


def visible_persons(actor: Actor) -> QuerySet[Person]:
    """Persons who live or serve in the actor's subtree."""
    serves = Exists(Membership.objects.filter(area_q(actor), person=OuterRef("pk")))
    return Person.objects.filter(area_q(actor) | Q(serves))


def person_of(actor: Actor, person_id: UUID) -> Person:
    """One person in scope; raises `not_found`."""
    person = visible_persons(actor).filter(id=person_id).first()
    if person is None:
        raise Problem("not_found")
    return person


def search(actor: Actor, chosen: RegistryFilter) -> QuerySet[Person]:
    """Persons that match the filter, by name."""
    hats = Membership.objects.filter(
        subtree_q(chosen.area),
        area_q(actor),
        person=OuterRef("pk"),
        status__in=_STATUS[chosen.status],
    )
    if chosen.pillar:
        hats = hats.filter(pillar=chosen.pillar)
    found = Person.objects.filter(Exists(hats)).defer("nik", "nik_blind")
    if chosen.q:
        found = found.filter(_text_q(chosen.q))
    if chosen.lack:
        found = found.filter(
            {"hp": Q(phone=""), "nik": Q(nik_blind=None), "lahir": Q(birth_date=None)}[chosen.lack]
        )
    return found.order_by("name", "id")


def page(actor: Actor, chosen: RegistryFilter, number: int) -> Page[dict[str, Any]]:
    """One page of the list: four queries however long it is."""
    found = search(actor, chosen)
    total = found.count()
    people = list(
        found.prefetch_related(_hats(actor))[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    )
    has_nik = set(
        Person.objects.filter(id__in=[p.id for p in people], nik_blind__isnull=False).values_list(
            "id", flat=True
        )
    )
    return Page([_row(p, p.id in has_nik) for p in people], number, PAGE_SIZE, total)


def export(actor: Actor, chosen: RegistryFilter) -> Iterator[list[Any]]:
    """Exactly what the list shows, every page of it, NIK masked; journalled with its filter."""
    require(actor, "registry.export", chosen.area or actor.area)
    found = search(actor, chosen).defer(None)
    with journal.unit():
        journal.record(
            "registry.exported",
            actor=actor.ref,
            subject=("registry", chosen.area or actor.area or "nasional"),
            area=chosen.area or actor.area,
            data={"filter": chosen.sentence(), "rows": found.count()},
        )
    yield ["Nama", "NIK (disamarkan)", "Jenis kelamin", "Tanggal lahir", "Nomor HP", "Alamat", "Wilayah", "Pilar", "Wilayah tugas",
           "Jabatan", "Nomor SK", "Mulai", "Berakhir"]  # fmt: skip
    for person in found.prefetch_related(_hats(actor)).iterator(chunk_size=2000):
        for hat in person.shown_hats or [None]:  # type: ignore[attr-defined]
            yield _export_row(person, hat)


def hats_of(person: Person) -> list[Membership]:
    """All hats of one person, newest first (the whole person is shown to who may see him)."""
    hats: list[Membership] = list(
        Membership.objects.filter(person=person).order_by("status", "-started_on", "pillar")
    )
    for hat in hats:
        hat.ready_now = hat.ready(clock.now())  # type: ignore[attr-defined]
    return hats


def chart(hats: Sequence[Membership]) -> list[dict[str, Any]]:
    """Items of the band chart; hats without a start cannot be drawn and stand in the table only."""
    return [
        {"label": f"{h.pillar.replace('_', ' ').title() if len(h.pillar) > 6 else h.pillar}, {names.name(h.area_code)}",
         "start": h.started_on, "end": h.ended_on}
        for h in hats
        if h.started_on and h.status != Status.DRAFT
    ]  # fmt: skip


def fact_rows(person: Person) -> list[dict[str, Any]]:
    """Where each value came from: label, value, source, who, when."""
    return [
        {
            "label": _FACT_LABELS.get(f.field, f.field),
            "value": _fact_value(f),
            "source": Origin(f.origin).label + (f" ({f.note})" if f.note else ""),
            "by": f.by,
            "at": f.at,
        }
        for f in facts(person.id)
    ]


def history(person: Person) -> list[dict[str, Any]]:
    """What happened to a person, in words."""
    return [
        {"title": HISTORY.get(e.name, ("Perubahan data", "circle"))[0], "icon": HISTORY.get(e.name, ("", "circle"))[1],
         "at": e.at, "by": e.actor_name, "text": _event_text(e)}
        for e in journal.history("person", person.id)
        if e.data.get("origin") != Origin.REPORT  # that somebody was reported is told by his cases, to who may see them
    ]  # fmt: skip


def pillar_options() -> list[tuple[str, str]]:
    """Pillars for selects."""
    return [(i.code, i.name) for i in items("pillar")]


HISTORY: dict[str, tuple[str, str]] = {
    "person.added": ("Ditambahkan ke registri", "user-plus"),
    "person.edited": ("Data diperbaiki", "pencil"),
    "person.matched": ("Laporan dihubungkan dengan orang ini", "git-merge"),
    "membership.added": ("Keanggotaan ditambahkan", "id-card"),
    "membership.ended": ("Keanggotaan diakhiri", "flag"),
    "volunteer.availability_set": ("Kesiapan tugas diubah", "bell"),
}
_FACT_LABELS = {
    "name": "Nama",
    "sex": "Jenis kelamin",
    "birth_date": "Tanggal lahir",
    "birth_place": "Tempat lahir",
    "nik": "NIK",
    "phone": "Nomor HP",
    "phone_other": "Nomor HP lain",
    "address": "Alamat",
    "area_code": "Wilayah tempat tinggal",
}


def _text_q(text: str) -> Q:
    digits = "".join(c for c in text if c.isdigit())
    key = name_key(text)
    where = Q(name__icontains=text)
    if len(key) >= 3:
        where |= Q(name_key__contains=key)
    if len(digits) >= 4:
        where |= Q(phone__contains=digits.lstrip("0")) | Q(phone_other__contains=digits.lstrip("0"))
    return where


def _hats(actor: Actor) -> "Prefetch[str]":
    shown = Membership.objects.filter(area_q(actor)).order_by("status", "pillar", "area_code")
    return Prefetch("memberships", queryset=shown, to_attr="shown_hats")


def _row(person: Person, has_nik: bool) -> dict[str, Any]:
    hats: list[Membership] = person.shown_hats  # type: ignore[attr-defined]
    labels = names.names({h.area_code for h in hats})
    lacks = [
        word
        for word, lack in (
            ("nomor HP", not person.phone),
            ("NIK", not has_nik),
            ("tanggal lahir", not person.birth_date),
        )
        if lack
    ]
    shown = [
        {
            "pillar": h.pillar,
            "where": labels[h.area_code],
            "active": h.status == Status.ACTIVE,
            "ended_on": h.ended_on,
        }
        for h in hats
    ]
    return {
        "person": person,
        "hats": shown,
        "lacks": ", ".join(lacks),
        "phone": show_phone(person.phone),
    }


def _export_row(person: Person, hat: Membership | None) -> list[Any]:
    own = [person.name, person.nik_masked, Sex(person.sex).label if person.sex else "", person.birth_date, show_phone(person.phone),
           person.address, names.label(person.area_code)]  # fmt: skip
    if hat is None:
        return [*own, "", "", "", "", None, None]
    return [
        *own,
        title("pillar", hat.pillar),
        names.label(hat.area_code),
        hat.position,
        hat.decree_no,
        hat.started_on,
        hat.ended_on,
    ]


def _fact_value(fact: PersonFact) -> str:
    if fact.field in {"phone", "phone_other"}:
        return show_phone(fact.value)
    return names.label(fact.value) if fact.field == "area_code" else fact.value


def _event_text(event: Event) -> str:
    data = event.data
    parts = [title("pillar", data["pillar"])] if "pillar" in data else []
    if "reason" in data:
        known = item("end_reason", data["reason"])
        parts.append(f"Alasan: {known.name if known else data['reason']}")
    return ". ".join(parts)
