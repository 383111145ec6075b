"""Every write of the directory. One verb, one function, its history line and one journal record."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from bubuhan import journal
from bubuhan.accounts.policy import Actor, require
from bubuhan.directory.capacity import room
from bubuhan.directory.conditions import FACTS
from bubuhan.directory.models import (
    CapacityFigure,
    Condition,
    ConditionKind,
    Partner,
    PartnerChange,
    PartnerKind,
    Service,
)
from bubuhan.geo import names
from bubuhan.kernel import clock
from bubuhan.kernel.actors import ActorRef
from bubuhan.kernel.ids import uuid7
from bubuhan.kernel.phones import parse_phone, show_phone
from bubuhan.kernel.problems import Problem
from bubuhan.kernel.text import name_key
from bubuhan.lists.queries import codes, title

_MOST = 100_000


@dataclass(frozen=True, slots=True)
class PartnerValues:
    """What an office writes of a partner; phones as people write them."""

    name: str
    kind: str
    area_code: str
    serves: tuple[str, ...] = ()
    address: str = ""
    phone: str = ""
    whatsapp: str = ""
    email: str = ""
    contact_name: str = ""
    contact_role: str = ""
    hours: str = ""
    note: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class ServiceValues:
    """What an office writes of a service."""

    name: str
    needs: tuple[str, ...] = ()
    limited: bool = True
    inside: bool = False
    fresh_days: int = 14
    note: str = ""
    active: bool = True


@dataclass(frozen=True, slots=True)
class ConditionValues:
    """What an office writes of a condition."""

    kind: str
    text: str
    fact: str
    test: str = "adalah"
    value: str = "ya"
    when_fact: str = ""
    when_value: str = ""
    first_partner: UUID | None = None
    source: str = ""


def add_partner(*, actor: Actor, values: PartnerValues) -> Partner:
    """Write down a new partner. Raises `forbidden`, `area_unknown`, `phone_invalid`, `field_invalid`."""
    clean = _clean(values)
    require(actor, "directory.edit", str(clean["area_code"]))
    with journal.unit():
        now = clock.now()
        made = Partner.objects.create(
            **clean, name_key=name_key(values.name), certainty="V", at=now, by=actor.name
        )
        _note(made, actor.ref, "Mitra dicatat")
        _record("partner.added", actor.ref, made)
    return made


def edit_partner(*, actor: Actor, partner_id: UUID, values: PartnerValues, rev: int, reason: str = "") -> Partner:  # fmt: skip
    """Change what is known. Raises `not_found`, `forbidden`, `conflict`, and as `add_partner`."""
    with journal.unit():
        one = _locked(actor, partner_id, rev)
        clean = _clean(values)
        require(actor, "directory.edit", str(clean["area_code"]))
        changes = _changes(one, clean)
        if not changes:
            return one
        for key, value in clean.items():
            setattr(one, key, value)
        one.name_key, one.example = name_key(one.name), False
        _save(one, actor.name)
        _note(one, actor.ref, "Data mitra diubah", changes, reason=reason)
        _record("partner.changed", actor.ref, one)
    return one


def set_active(*, actor: Actor, partner_id: UUID, active: bool, reason: str, rev: int) -> Partner:
    """Stop referring to a partner, or start again. Raises `reason_missing` and as `edit_partner`."""
    if not reason.strip():
        raise Problem("reason_missing", "reason")
    with journal.unit():
        one = _locked(actor, partner_id, rev)
        one.active = active
        _save(one, actor.name)
        _note(one, actor.ref, "Dipakai lagi" if active else "Tidak dipakai lagi", reason=reason)
        _record("partner.changed", actor.ref, one)
    return one


def merge(*, actor: Actor, keep_id: UUID, gone_id: UUID, reason: str) -> Partner:
    """Join a double to the partner that stays: services, conditions and old links follow.

    No row is deleted: the double points to the other, and `unmerge` gives its services back.
    Raises `reason_missing`, `not_found`, `forbidden`, `partner_merge`.
    """
    if not reason.strip():
        raise Problem("reason_missing", "reason")
    if keep_id == gone_id:
        raise Problem("partner_merge", why="keduanya mitra yang sama")
    with journal.unit():
        found = {p.id: p for p in Partner.objects.select_for_update().visible_to(actor).filter(id__in=[keep_id, gone_id]).order_by("id")}  # fmt: skip
        if len(found) < 2:
            raise Problem("not_found")
        keep, gone = found[keep_id], found[gone_id]
        for one in (keep, gone):
            require(actor, "directory.edit", one)
            if one.merged_into_id:
                raise Problem("partner_merge", why="salah satunya sudah digabung sebelumnya")
        taken = set(keep.services.values_list("name", flat=True))
        moved = []
        for given in gone.services.all():
            if given.name in taken:
                given.name = f"{given.name} ({gone.name})"[:160]
            given.partner = keep
            given.save(update_fields=["partner", "name"])
            moved.append(str(given.id))
        gone.merged_into, gone.active = keep, False
        Partner.objects.filter(merged_into=gone).update(merged_into=keep)
        _save(gone, actor.name)
        _save(keep, actor.name)
        _note(gone, actor.ref, f"Digabung ke {keep.name}", reason=reason, data={"services": moved})
        _note(keep, actor.ref, f"Data ganda {gone.name} digabung ke sini", reason=reason)
        _record("partner.merged", actor.ref, keep, {"gone": str(gone.id)})
    return keep


def unmerge(*, actor: Actor, gone_id: UUID, reason: str) -> Partner:
    """Undo a joining: the double stands by itself again with the services it had."""
    if not reason.strip():
        raise Problem("reason_missing", "reason")
    with journal.unit():
        gone = _locked(actor, gone_id, None)
        if gone.merged_into is None:
            raise Problem("partner_merge", why="mitra ini tidak sedang digabung")
        last = gone.history.filter(data__has_key="services").order_by("-id").first()
        ids = last.data["services"] if last else []
        Service.objects.filter(id__in=ids, partner=gone.merged_into).update(partner=gone)
        gone.merged_into, gone.active = None, True
        _save(gone, actor.name)
        _note(gone, actor.ref, "Penggabungan dibatalkan", reason=reason)
        _record("partner.unmerged", actor.ref, gone)
    return gone


def add_service(*, actor: Actor, partner_id: UUID, values: ServiceValues) -> Service:
    """A service of a partner. Raises as `edit_partner`, and `service_known` for a name it has."""
    with journal.unit():
        one = _locked(actor, partner_id, None)
        _check_service(one, values, None)
        made = Service.objects.create(partner=one, **_service_columns(values))
        _save(one, actor.name)
        _note(one, actor.ref, f"Layanan “{made.name}” ditambahkan")
        _record("service.added", actor.ref, one, {"service": str(made.id)})
    return made


def edit_service(*, actor: Actor, service_id: UUID, values: ServiceValues) -> Service:
    """Change a service, or say that it is not given any more."""
    with journal.unit():
        made = _service(actor, service_id)
        _check_service(made.partner, values, made.id)
        new = _service_columns(values)
        changes = _changes(made, new)
        for key, value in new.items():
            setattr(made, key, value)
        made.save()
        _note(made.partner, actor.ref, f"Layanan “{made.name}” diubah", changes)
        _record("service.changed", actor.ref, made.partner, {"service": str(made.id)})
    return made


def set_capacity(
    *,
    actor: Actor | ActorRef,
    service_id: UUID,
    capacity: int | None = None,
    occupied: int | None = None,
    waiting: int | None = None,
    as_of: date | None = None,
    source: str = "",
) -> Service:
    """Keep one figure of a day. The newest day counts; an older one only joins the history.

    An `Actor` needs `capacity.edit`; an `ActorRef` is a partner who answered a referral (the caller
    has checked him). What is not said stays as the last figure had it. Raises `not_found`,
    `forbidden`, `date_ahead`, `capacity_empty`, `field_invalid`.
    """
    now = clock.now()
    day = as_of or clock.day(now)
    if day > clock.day(now):
        raise Problem("date_ahead", "as_of", value=f"{day:%d-%m-%Y}")
    if capacity is None and occupied is None and waiting is None:
        raise Problem("capacity_empty", "occupied")
    if max(capacity or 0, occupied or 0, waiting or 0) > _MOST:
        raise Problem("field_invalid", "occupied", name="angka", why="terlalu besar")
    ref = actor.ref if isinstance(actor, Actor) else actor
    with journal.unit():
        one = _service(actor if isinstance(actor, Actor) else None, service_id, "capacity.edit")
        newest = one.as_of is None or day >= one.as_of
        was = room(one, day).state
        figure = CapacityFigure.objects.create(
            service=one,
            capacity=one.capacity if capacity is None and newest else capacity,
            occupied=one.occupied if occupied is None and newest else occupied,
            waiting=one.waiting if waiting is None and newest else waiting,
            as_of=day,
            source=source.strip()[:200] or ref.name,
            at=now,
            by=ref.name,
        )
        if newest:
            _show_figure(one, figure)
        data = {"service": str(one.id), "newest": newest, "as_of": day.isoformat()}
        data |= {"was": was, "now": room(one, day).state}
        _record("service.capacity_set", ref, one.partner, data)
    return one


def set_condition(
    *, actor: Actor, service_id: UUID, values: ConditionValues, code: str = "", reason: str = ""
) -> Condition:
    """Add a condition, or replace the one with this code; the old row stays as history.

    Raises `not_found`, `forbidden`, `condition_unknown`, `field_missing`.
    """
    if values.kind not in ConditionKind.values or values.test not in Condition.Test.values:
        raise Problem("condition_unknown", "kind")
    if not values.text.strip():
        raise Problem("field_missing", "text", name="syarat")
    if values.fact not in FACTS or (values.when_fact and values.when_fact not in FACTS):
        raise Problem("condition_unknown", "fact")
    with journal.unit():
        one = _service(actor, service_id)
        first = _first(actor, values)
        now = clock.now()
        one.conditions.filter(code=code, valid_to=None).update(valid_to=now)
        columns = {k: v for k, v in asdict(values).items() if k != "first_partner"}
        made = Condition.objects.create(
            service=one, code=code or f"s{str(uuid7())[:13]}", first_partner=first,
            certainty="V", valid_from=now, by=actor.name, reason=reason[:300], **columns,
        )  # fmt: skip
        _note(one.partner, actor.ref, f"Syarat “{one.name}”: {made.text}"[:120], reason=reason)
        _record("condition.set", actor.ref, one.partner, {"service": str(one.id), "code": made.code})  # fmt: skip
    return made


def end_condition(*, actor: Actor, service_id: UUID, code: str, reason: str) -> None:
    """A condition no longer counts. Raises `reason_missing`, `not_found`, `forbidden`."""
    if not reason.strip():
        raise Problem("reason_missing", "reason")
    with journal.unit():
        one = _service(actor, service_id)
        row = one.conditions.filter(code=code, valid_to=None).first()
        if row is None:
            raise Problem("not_found")
        row.valid_to = clock.now()
        row.save(update_fields=["valid_to"])
        _note(one.partner, actor.ref, f"Syarat dihapus: {row.text}"[:120], reason=reason)
        _record("condition.ended", actor.ref, one.partner, {"service": str(one.id), "code": code})


def _show_figure(one: Service, figure: CapacityFigure) -> None:
    for key in ("capacity", "occupied", "waiting", "as_of", "source"):
        setattr(one, key, getattr(figure, key))
    one.save(update_fields=["capacity", "occupied", "waiting", "as_of", "source"])


def _first(actor: Actor, values: ConditionValues) -> Partner | None:
    """Where to go first; only a condition of that kind has one."""
    if values.kind != ConditionKind.FIRST or values.first_partner is None:
        return None
    found = Partner.objects.visible_to(actor).filter(id=values.first_partner).first()
    if found is None:
        raise Problem("not_found")
    return found


def _locked(actor: Actor, partner_id: UUID, rev: int | None) -> Partner:
    one = Partner.objects.select_for_update().visible_to(actor).filter(id=partner_id).first()
    if one is None:
        raise Problem("not_found")
    require(actor, "directory.edit", one)
    if rev is not None and one.rev != rev:
        raise Problem("conflict")
    return one


def _service(actor: Actor | None, service_id: UUID, verb: str = "directory.edit") -> Service:
    rows = Service.objects.select_for_update(of=("self",)).select_related("partner")
    one = rows.filter(id=service_id).first()
    if one is None:
        raise Problem("not_found")
    if actor is not None:
        if not Partner.objects.visible_to(actor).filter(id=one.partner_id).exists():
            raise Problem("not_found")
        require(actor, verb, one.partner)
    return one


def _check_service(one: Partner, values: ServiceValues, own: UUID | None) -> None:
    if not values.name.strip():
        raise Problem("field_missing", "name", name="nama layanan")
    if set(values.needs) - codes("need"):
        raise Problem("field_invalid", "needs", name="kebutuhan", why="pilih dari daftar")
    if not 1 <= values.fresh_days <= 730:
        raise Problem("field_invalid", "fresh_days", name="hari", why="isi 1 sampai 730")
    same = one.services.filter(name=values.name.strip())
    if (same.exclude(id=own) if own else same).exists():
        raise Problem("service_known", "name", name=values.name.strip())


def _service_columns(values: ServiceValues) -> dict[str, Any]:
    found = asdict(values)
    return {**found, "name": values.name.strip()[:160], "needs": sorted(set(values.needs))}


def _clean(values: PartnerValues) -> dict[str, Any]:
    """Columns from what was written. Raises `field_missing`, `area_unknown`, `phone_invalid`."""
    if not values.name.strip():
        raise Problem("field_missing", "name", name="nama mitra")
    if values.kind not in PartnerKind.values:
        raise Problem("field_invalid", "kind", name="jenis", why="pilih dari daftar")
    for code in (values.area_code, *values.serves):
        if not names.known(code):
            raise Problem("area_unknown" if code else "area_missing", "area_code", code=code)
    found = {key: value.strip() if isinstance(value, str) else value for key, value in asdict(values).items()}  # fmt: skip
    found["serves"] = _widest(values.serves or (values.area_code,))
    for key in ("phone", "whatsapp"):
        read = parse_phone(found[key], field=key)
        if isinstance(read, Problem):
            raise read
        found[key] = read[0] if read else ""
    return found


def _widest(served: Sequence[str]) -> list[str]:
    """Each area once, without those inside another."""
    kept = set(served)
    return sorted(c for c in kept if not any(c != d and c.startswith(d + ".") for d in kept))


def _shown(key: str, value: Any) -> str:
    """A value as the history tells it."""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if key == "area_code":
        return names.label(value)
    if key == "serves":
        return ", ".join(names.titled(code) for code in value)
    if key == "needs":
        return ", ".join(title("need", code) for code in value)
    if key == "kind":
        return str(PartnerKind(value).label) if value in PartnerKind.values else value
    return show_phone(value) if key in ("phone", "whatsapp") else str(value)


def _changes(one: Partner | Service, new: dict[str, Any]) -> list[dict[str, str]]:
    """What differs, in words: `[{"field", "old", "new"}]`."""
    titles = {f.name: str(getattr(f, "verbose_name", f.name)) for f in one._meta.get_fields()}
    titles["serves"], titles["needs"] = "wilayah layanan", "kebutuhan"
    return [
        {"field": titles[k], "old": _shown(k, getattr(one, k)), "new": _shown(k, value)}
        for k, value in new.items()
        if getattr(one, k) != value
    ]


def _save(one: Partner, by: str) -> None:
    one.rev += 1
    one.at, one.by = clock.now(), by
    one.save()


def _note(
    one: Partner,
    by: ActorRef,
    what: str,
    changes: list[dict[str, str]] | None = None,
    *,
    reason: str = "",
    data: dict[str, Any] | None = None,
) -> None:
    PartnerChange.objects.create(
        partner=one, what=what[:120], changes=changes or [], reason=reason.strip()[:300],
        at=clock.now(), by=by.name, data=data or {},
    )  # fmt: skip


def _record(name: str, by: ActorRef, one: Partner, data: dict[str, Any] | None = None) -> None:
    journal.record(name, actor=by, subject=("partner", one.id), area=one.area_code, data=data)
