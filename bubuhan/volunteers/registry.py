"""The registry as pages and exports show it: one filter, one rule of who sees whom.

Rows of one human being (a group decided at the duplicate desk) are one line: its head.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Window
from django.db.models.functions import Coalesce

from bubuhan import journal
from bubuhan.accounts.policy import Actor, area_q, require, subtree_q
from bubuhan.geo import names
from bubuhan.kernel import clock
from bubuhan.kernel.nik import mask_numbers
from bubuhan.kernel.paging import Page
from bubuhan.kernel.problems import Problem
from bubuhan.kernel.text import name_key, show_phone
from bubuhan.lists.queries import item, items, title
from bubuhan.people.models import Person, Sex
from bubuhan.volunteers.models import Membership, Status, VerifyState

PAGE_SIZE = 50
SOON = timedelta(days=60)
FRESH = timedelta(days=365)
LACKS = {"hp": "Tanpa nomor HP", "nik": "Tanpa NIK", "lahir": "Tanpa tanggal lahir"}
_LACK_WORDS = {"hp": "tanpa nomor HP", "nik": "tanpa NIK", "lahir": "tanpa tanggal lahir"}
STATUSES = {
    "aktif": "Aktif",
    "usulan": "Usulan, belum disahkan",
    "berakhir": "Berakhir",
    "semua": "Semua",
}
_STATUS = {
    "aktif": (Status.ACTIVE,),
    "usulan": (Status.DRAFT,),
    "berakhir": (Status.ENDED,),
    "semua": (Status.ACTIVE, Status.ENDED),
}
GRADES = {"sah": "Sah", "perbaiki": "Perlu diperbaiki", "ragu": "Diragukan"}
ALERTS = {
    "rangkap": "Lebih dari satu tugas",
    "sk-segera": "SK berakhir dalam 60 hari",
    "sk-lewat": "Masa SK sudah lewat",
    "sk-kosong": "Tanpa nomor SK",
    "konfirmasi": "Belum dikonfirmasi setahun ini",
}
_ALERT_WORDS = {
    "rangkap": "dengan lebih dari satu tugas",
    "sk-segera": "yang SK-nya berakhir dalam 60 hari",
    "sk-lewat": "yang masa SK-nya sudah lewat",
    "sk-kosong": "tanpa nomor SK",
    "konfirmasi": "yang belum dikonfirmasi setahun ini",
}
_HEAD = Coalesce("person__same_as_id", "person_id")


@dataclass(frozen=True, slots=True)
class RegistryFilter:
    """What the registry list shows; the URL holds it."""

    q: str = ""
    area: str = ""
    pillar: str = ""
    status: str = "aktif"
    lack: str = ""
    grade: str = ""
    alert: str = ""

    @property
    def narrowed(self) -> bool:
        return self != RegistryFilter(area=self.area)

    def sentence(self) -> str:
        """`PSM aktif di Kec. Tapin Utara tanpa nomor HP`: the filter in words."""
        who = self.pillar and (item("pillar", self.pillar) or None)
        words = [str(who.data.get("short", who.name)) if who else "Anggota semua pilar"]
        words.append(
            {
                "aktif": "aktif",
                "berakhir": "yang sudah berakhir",
                "usulan": "yang diusulkan",
            }.get(self.status, "aktif dan berakhir")
        )
        if self.area:
            words.append(f"di {names.titled(self.area)}")
        if self.grade:
            words.append(f"berderajat {GRADES[self.grade].lower()}")
        if self.alert:
            words.append(_ALERT_WORDS[self.alert])
        if self.lack:
            words.append(_LACK_WORDS[self.lack])
        if self.q:
            words.append(f"dengan nama atau nomor “{mask_numbers(self.q)}”")
        return " ".join(words)


def visible_persons(actor: Actor) -> QuerySet[Person]:
    """Persons who live or serve in the actor's subtree, also in another row of the same human."""
    serves = Exists(Membership.objects.filter(area_q(actor), person=OuterRef("pk")))
    other = Exists(Membership.objects.filter(area_q(actor), person__same_as=OuterRef("pk")))
    return Person.objects.filter(area_q(actor) | Q(serves) | Q(other))


def person_of(actor: Actor, person_id: UUID) -> Person:
    """One person in scope; raises `not_found`."""
    person = visible_persons(actor).filter(id=person_id).first()
    if person is None:
        raise Problem("not_found")
    return person


def search(actor: Actor, chosen: RegistryFilter) -> QuerySet[Person]:
    """Persons that match the filter, by name; one line a human being."""
    hats = Membership.objects.filter(
        subtree_q(chosen.area), area_q(actor), status__in=_STATUS[chosen.status]
    ).exclude(verify_state=VerifyState.REFUSED)
    if chosen.pillar:
        hats = hats.filter(pillar=chosen.pillar)
    if chosen.grade:
        hats = hats.filter(grade=chosen.grade)
    if chosen.alert and chosen.alert != "rangkap":
        hats = hats.filter(alert_q(chosen.alert, clock.today()))
    others = hats.filter(person__same_as__isnull=False)  # few: rows that stand behind a head
    serving = Exists(hats.filter(person=OuterRef("pk")))
    found = Person.objects.heads().filter(
        Q(serving) | Q(id__in=others.values("person__same_as_id"))
    )
    found = found.defer("nik", "nik_blind")
    if chosen.q:
        found = found.filter(_text_q(chosen.q))
    if chosen.alert == "rangkap":
        found = found.filter(id__in=_doubles())
    if chosen.lack:
        found = found.filter(
            {"hp": Q(phone=""), "nik": Q(nik_blind=None), "lahir": Q(birth_date=None)}[chosen.lack]
        )
    return found.order_by("name", "id")


def alert_q(alert: str, today: date) -> Q:
    """Which active hats an alert is about (`rangkap` is about persons, see `search`)."""
    if alert == "konfirmasi":
        year_ago = clock.now() - FRESH
        return Q(confirmed_at=None) | Q(confirmed_at__lt=year_ago)
    return {
        "sk-segera": Q(ends_on__gte=today, ends_on__lte=today + SOON),
        "sk-lewat": Q(ends_on__lt=today),
        "sk-kosong": Q(decree_no=""),
    }[alert]


def page(actor: Actor, chosen: RegistryFilter, number: int) -> Page[dict[str, Any]]:
    """One page of the list: five queries however long it is."""
    found = search(actor, chosen)
    ids, total = _ids(found, number)
    known = Person.objects.defer("nik", "nik_blind").in_bulk(ids)
    people = [known[i] for i in ids if i in known]
    hats = hats_by_head(actor, ids)
    has_nik = set(
        Person.objects.filter(id__in=ids, nik_blind__isnull=False).values_list("id", flat=True)
    )
    labels = names.names({h.area_code for one in hats.values() for h in one})
    rows = [_row(p, hats.get(p.id, []), p.id in has_nik, labels) for p in people]
    return Page(rows, number, PAGE_SIZE, total)


def _ids(found: QuerySet[Person], number: int) -> tuple[list[UUID], int]:
    """Ids of one page and how many there are in all: one pass over the registry, not two."""
    start = (number - 1) * PAGE_SIZE
    rows = list(
        found.annotate(everybody=Window(Count("*"))).values_list("id", "everybody")[
            start : start + PAGE_SIZE
        ]
    )
    if rows:
        return [row[0] for row in rows], rows[0][1]
    return [], found.count() if start else 0


def alerts(actor: Actor, area: str) -> dict[str, int]:
    """How many active hats each alert is about: one query."""
    today = clock.today()
    counts = {
        key.replace("-", "_"): Count("id", filter=alert_q(key, today))
        for key in ("sk-segera", "sk-lewat", "konfirmasi")
    }
    counts |= {grade: Count("id", filter=Q(grade=grade)) for grade in GRADES}
    found: dict[str, int] = Membership.objects.filter(
        area_q(actor), subtree_q(area), status=Status.ACTIVE
    ).aggregate(**counts)
    return found


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
           "Jabatan", "Nomor anggota", "Nomor SK", "Mulai", "SK berlaku sampai", "Berakhir", "Derajat"]  # fmt: skip
    for people in _chunks(found.iterator(chunk_size=2000), 2000):
        hats = hats_by_head(actor, [p.id for p in people])
        for person in people:
            shown: list[Membership | None] = [*hats.get(person.id, [])] or [None]
            yield from (_export_row(person, hat) for hat in shown)


def hats_by_head(actor: Actor, heads: Sequence[UUID]) -> dict[UUID, list[Membership]]:
    """Hats of many human beings within the actor's area, by the head's id; one query."""
    shown = (
        Membership.objects.filter(area_q(actor))
        .filter(Q(person_id__in=heads) | Q(person__same_as_id__in=heads))
        .exclude(verify_state=VerifyState.REFUSED)
        .annotate(head=_HEAD)
        .order_by("status", "pillar", "area_code")
    )
    found: dict[UUID, list[Membership]] = {}
    for hat in shown:
        found.setdefault(hat.head, []).append(hat)  # type: ignore[attr-defined]
    return found


def pillar_options() -> list[tuple[str, str]]:
    """Pillars for selects."""
    return [(i.code, i.name) for i in items("pillar")]


def _doubles() -> QuerySet[Any]:
    """Heads of human beings with more than one active hat, wherever the hats are."""
    active = Membership.objects.filter(status=Status.ACTIVE).order_by()
    many: QuerySet[Any] = (
        active.values(head=_HEAD).annotate(n=Count("id")).filter(n__gt=1).values("head")
    )
    return many


def _text_q(text: str) -> Q:
    """Heads with that name, phone or member number, also on a row behind them."""
    digits = "".join(c for c in text if c.isdigit())
    key = name_key(text)
    where = Q(name__icontains=text)
    if len(key) >= 3:
        where |= Q(name_key__contains=key)
    if len(digits) >= 4:
        local = digits.lstrip("0")
        where |= Q(phone__contains=local) | Q(phone_other__contains=local)
    behind = Person.objects.filter(where, same_as__isnull=False).values("same_as_id")
    numbered = Membership.objects.filter(member_no=text).exclude(member_no="").values(head=_HEAD)
    return where | Q(id__in=behind) | Q(id__in=numbered)


def _chunks(rows: Iterable[Person], size: int) -> Iterator[list[Person]]:
    batch: list[Person] = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _row(
    person: Person, hats: Sequence[Membership], has_nik: bool, labels: Mapping[str, str]
) -> dict[str, Any]:
    today = clock.today()
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
            "draft": h.status == Status.DRAFT,
            "ended_on": h.ended_on,
            "ends_on": h.ends_on if h.status == Status.ACTIVE else None,
            "late": bool(h.status == Status.ACTIVE and h.ends_on and h.ends_on < today),
            "soon": bool(
                h.status == Status.ACTIVE and h.ends_on and today <= h.ends_on <= today + SOON
            ),
            "grade": h.grade if h.status == Status.ACTIVE else "",
        }
        for h in hats
    ]
    grades = [str(h["grade"]) for h in shown if h["grade"]]
    order = list(GRADES)
    return {
        "person": person,
        "hats": shown,
        "lacks": ", ".join(lacks),
        "phone": show_phone(person.phone),
        "grade": max(grades, key=order.index, default=""),
    }


def _export_row(person: Person, hat: Membership | None) -> list[Any]:
    own = [person.name, person.nik_masked, Sex(person.sex).label if person.sex else "", person.birth_date, show_phone(person.phone),
           person.address, names.label(person.area_code)]  # fmt: skip
    if hat is None:
        return [*own, "", "", "", "", "", None, None, None, ""]
    return [
        *own,
        title("pillar", hat.pillar),
        names.label(hat.area_code),
        hat.position,
        hat.member_no,
        hat.decree_no,
        hat.started_on,
        hat.ends_on,
        hat.ended_on,
        GRADES.get(hat.grade, ""),
    ]
