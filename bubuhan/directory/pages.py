"""What the pages of this room show, gathered beside the views."""

from typing import Any
from uuid import UUID

from bubuhan.accounts.policy import Actor, can
from bubuhan.directory import capacity, queries
from bubuhan.directory.conditions import FACTS
from bubuhan.directory.forms import (
    CapacityForm,
    ConditionForm,
    ServiceForm,
    need_options,
    service_initial,
)
from bubuhan.directory.models import ConditionKind, Partner, PartnerKind
from bubuhan.directory.queries import PartnerFilter
from bubuhan.geo import names
from bubuhan.kernel import clock
from bubuhan.kernel.phones import show_phone
from bubuhan.lists.queries import codes, title

ROOMS = [*capacity.WORDS.items(), ("lama", "Angkanya sudah lama")]


def chosen_filter(actor: Actor, given: Any) -> PartnerFilter:
    """Read the list's filter from the URL; anything odd means "all"."""
    kind, need, area = given.get("jenis", ""), given.get("kebutuhan", ""), given.get("wilayah", "")
    room = given.get("tempat", "")
    return PartnerFilter(
        kind=kind if kind in PartnerKind.values else "",
        need=need if need in codes("need") else "",
        area=area if area and names.known(area) else "",
        room=room if room in dict(ROOMS) else "",
        q=given.get("q", "").replace("\0", "").strip()[:80],
        past=given.get("lama") == "1",
    )


def list_page(actor: Actor, chosen: PartnerFilter, number: int) -> dict[str, Any]:
    """`/mitra/`."""
    area = chosen.area or actor.area
    return {
        "page": queries.page(actor, chosen, number),
        "chosen": chosen,
        "kinds": PartnerKind.choices,
        "needs": need_options(),
        "rooms": ROOMS,
        "area_name": names.titled(area) if area else "",
        "filtered": any((chosen.kind, chosen.need, chosen.room, chosen.q, chosen.area)),
    }


def heading(chosen: PartnerFilter) -> str:
    """What a printed list is called: `Mitra: Rumah sakit, untuk Gangguan jiwa, di Kota Banjarmasin`."""
    parts = []
    if chosen.kind:
        parts.append(str(PartnerKind(chosen.kind).label))
    if chosen.need:
        parts.append(f"untuk {title('need', chosen.need).lower()}")
    if chosen.area:
        parts.append(f"di {names.titled(chosen.area)}")
    return "Daftar mitra" + (": " + ", ".join(parts) if parts else "")


def partner_page(actor: Actor, partner_id: UUID) -> dict[str, Any]:
    """`/mitra/<id>/`: who, services with room and conditions, figures, history."""
    one = queries.seen(actor, partner_id)
    views = queries.service_views(one, past=True)
    may_edit, may_count = can(actor, "directory.edit", one), can(actor, "capacity.edit", one)
    return {
        "partner": one,
        "phone": show_phone(one.phone),
        "whatsapp": show_phone(one.whatsapp),
        "chat": one.whatsapp.lstrip("+"),
        "kind": PartnerKind(one.kind).label,
        "serves": [names.titled(code) for code in one.serves],
        "services": [_service(v, may_edit) for v in views],
        "history": list(one.history.order_by("-at")[:40]),
        "doubles": list(one.doubles.all()),
        "alike": queries.alike(actor, one.name, one.area_code, one.id) if may_edit else [],
        "may_edit": may_edit,
        "may_count": may_count,
        "today": clock.today(),
        "new_service": ServiceForm(initial={"limited": True, "active": True}, auto_id="baru-%s"),
    }


def _service(view: queries.ServiceView, may_edit: bool) -> dict[str, Any]:
    one = view.service
    return {
        "one": one,
        "room": view.room,
        "state": capacity.WORDS[view.room.state],
        "needs": [title("need", code) for code in one.needs],
        "figures": list(one.figures.order_by("-as_of", "-id")[:8]) if one.limited else [],
        "conditions": [_condition(c) for c in view.conditions],
        "form": ServiceForm(initial=service_initial(one), auto_id=f"l{one.id}-%s")
        if may_edit
        else None,
        "count": CapacityForm(auto_id=f"a{one.id}-%s"),
    }


def _condition(row: Any) -> dict[str, Any]:
    when = ""
    if row.when_fact:
        asked = FACTS.get(row.when_fact, (row.when_fact, ""))[0]
        when = f"bila “{asked}”: {row.when_value}"
    return {"row": row, "kind": ConditionKind(row.kind).label, "when": when}


def condition_form(actor: Actor, data: Any = None) -> ConditionForm:
    """The form of a condition, with the partners one may be sent to first."""
    first = Partner.objects.visible_to(actor).listed().filter(active=True).order_by("name_key")
    return ConditionForm(first[:300], data, auto_id="syarat-%s")
