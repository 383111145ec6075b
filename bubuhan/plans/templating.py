"""Plans to start from, as an office edits them: rows with history, written as plain lines.

Tujuan: Makan tiga kali sehari | ada makanan di rumah
- Usulkan permakanan | permakanan | officer | 7
"""

from typing import Any

from bubuhan import journal
from bubuhan.accounts.policy import Actor, can, require
from bubuhan.kernel import clock
from bubuhan.kernel.problems import Problem
from bubuhan.lists import queries as lists
from bubuhan.plans.models import Owner, PlanTemplate
from bubuhan.plans.writing import need as need_text

OWNER_WORDS = {
    "responder": "pendamping",
    "officer": "petugas",
    "family": "keluarga",
    "partner": "mitra",
}
_OWNERS = {word: code for code, word in OWNER_WORDS.items()}


def page(actor: Actor, past: bool) -> dict[str, Any]:
    """Rows in words, current first."""
    rows = PlanTemplate.objects.order_by("need", "title", "-valid_from")
    if not past:
        rows = rows.filter(valid_to=None)
    return {
        "rows": [
            {"row": r, "need": _need(r), "lines": lines_of(r), "visits": visits_of(r)} for r in rows
        ],
        "may_edit": can(actor, "rule.edit"),
        "needs": [(i.code, i.name) for i in lists.items("need")],
        "topics": [(i.code, i.name) for i in lists.items("visit_topic")],
    }


def _need(row: PlanTemplate) -> str:
    return lists.title("need", row.need) if row.need else "Semua kebutuhan"


def lines_of(row: PlanTemplate) -> str:
    """The goals and actions as lines to edit."""
    lines = []
    for goal in row.goals:
        lines.append(f"Tujuan: {goal['text']} | {goal.get('measure', '')}".rstrip(" |"))
        lines += [
            "- " + " | ".join(
                [one["text"], one.get("service", ""), OWNER_WORDS.get(one.get("owner", ""), "pendamping"), str(one.get("days", 14)), *([one["name"]] if one.get("name") else [])]
            )
            for one in goal.get("actions", ())
        ]  # fmt: skip
    return "\n".join(lines)


def visits_of(row: PlanTemplate) -> str:
    """lansia 7"""
    return ", ".join(f"{v['topic']} {v['every_days']}" for v in row.visits)


def read(lines: str) -> list[dict[str, Any]]:
    """Goals from lines. Raises `field_invalid` that names the line."""
    goals: list[dict[str, Any]] = []
    for number, raw in enumerate(lines.splitlines(), start=1):
        line = raw.strip()
        if not line:
            continue
        if line.startswith("-") and goals:
            goals[-1]["actions"].append(_action(line[1:], number))
        elif line.lower().startswith("tujuan:"):
            text, _, measure = line[7:].partition("|")
            causes: list[str] = []
            goals.append(
                {
                    "text": text.strip()[:300],
                    "measure": measure.strip()[:300],
                    "causes": causes,
                    "actions": [],
                }
            )
        else:
            raise _wrong(number, "awali dengan “Tujuan:” atau “-”")
    if not goals or not all(goal["text"] for goal in goals):
        raise Problem("plan_empty")
    return goals


def _action(line: str, number: int) -> dict[str, Any]:
    parts = [part.strip() for part in line.split("|")]
    text, service, owner, days, name = (*parts, *([""] * 5))[:5]
    code = _OWNERS.get(owner or "pendamping", owner)
    if not text or code not in Owner.values:
        raise _wrong(
            number, "tulis langkah | layanan | pendamping, petugas, keluarga, atau mitra | hari"
        )
    if service and service not in lists.codes("plan_service"):
        raise _wrong(number, f"layanan “{service}” tidak ada dalam daftar")
    if code == Owner.PARTNER and not name:
        raise _wrong(number, "tulis nama mitra di kolom kelima")
    return {
        "text": text[:300],
        "service": service,
        "owner": code,
        "days": int(days) if days.isascii() and days.isdigit() and len(days) < 4 else 14,
        "name": name[:160],
    }


def _wrong(number: int, why: str) -> Problem:
    return Problem("field_invalid", "lines", name=f"baris {number}", why=why)


def save(
    *, actor: Actor, need: str, title: str, lines: str, visits: str, basis: str, ended: bool = False
) -> None:
    """End the row in force of this need and title, and begin its successor. Raises `field_invalid`."""
    name = need_text(title, "title", "nama", 160)
    if need and need not in lists.codes("need"):
        raise Problem(
            "field_invalid", "need", name="kebutuhan", why="pilihannya tidak ada dalam daftar"
        )
    goals = [] if ended else read(lines)
    now = clock.now()
    with journal.unit():
        require(actor, "rule.edit")
        old = (
            PlanTemplate.objects.select_for_update()
            .filter(need=need, title=name, valid_to=None)
            .first()
        )
        _keep_causes(old, goals)
        if old is not None:
            old.valid_to = now
            old.save(update_fields=["valid_to"])
        if not ended:
            PlanTemplate.objects.create(
                need=need,
                title=name,
                goals=goals,
                visits=_visits(visits),
                basis=basis.strip()[:200],
                valid_from=now,
                by=actor.name,
            )
        journal.record("plan_template.changed", actor=actor.ref, subject=("plan_template", name))


def _keep_causes(old: PlanTemplate | None, goals: list[dict[str, Any]]) -> None:
    """Lines do not show which causes a goal answers; a goal with the same words keeps its own."""
    known = {g["text"]: g.get("causes", []) for g in old.goals} if old else {}
    for goal in goals:
        goal["causes"] = known.get(goal["text"], [])


def _visits(raw: str) -> list[dict[str, Any]]:
    found = []
    for part in filter(None, (p.strip() for p in raw.split(","))):
        topic, _, every = part.partition(" ")
        if (
            topic not in lists.codes("visit_topic")
            or not every.isdigit()
            or not 1 <= int(every) <= 366
        ):
            raise Problem(
                "field_invalid",
                "visits",
                name="pendampingan",
                why="tulis jenis dan setiap berapa hari, misalnya: lansia 7",
            )
        found.append({"topic": topic, "every_days": int(every), "days": 90})
    return found
