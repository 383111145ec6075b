"""The paper list: what `papers/daftar.typ` prints."""

from itertools import groupby
from typing import Any

from bubuhan.accounts.policy import Actor
from bubuhan.campaigns import queries
from bubuhan.campaigns.models import Campaign
from bubuhan.campaigns.wording import day
from bubuhan.geo import names
from bubuhan.kernel.text import show_phone
from bubuhan.lists.queries import item


def sheet(actor: Actor, campaign: Campaign, area: str) -> dict[str, Any]:
    """Data of the list: one group per desa (or kecamatan, kabupaten), one line per person in it."""
    groups = []
    for where, rows in groupby(queries.roll(actor, campaign, area), key=lambda one: one.area_code):
        by_code: dict[str, dict[str, Any]] = {}
        for row in rows:
            by_code.setdefault(row.code, _line(row))["pillars"].append(_short(row.pillar))
        lines = [one | {"pillars": ", ".join(one["pillars"])} for one in by_code.values()]
        groups.append({"place": names.path(where), "lines": lines})
    return {
        "title": f"{campaign.title}: {names.label(area or campaign.area_code)}",
        "office": ["Dinas Sosial", names.label(campaign.area_code)],
        "until": day(campaign.closes_on),
        "foot": f"{campaign.title}. Kembalikan kepada Dinas Sosial paling lambat {day(campaign.closes_on)}.",
        "flipped": True,
        "groups": groups,
    }


def _line(row: Any) -> dict[str, Any]:
    return {
        "code": row.code,
        "name": row.person.name,
        "phone": show_phone(row.person.phone),
        "address": row.person.address,
        "done": row.answered,
        "pillars": [],
    }


def _short(pillar: str) -> str:
    found = item("pillar", pillar)
    return str(found.data.get("short") or found.name) if found else pillar
