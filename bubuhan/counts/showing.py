"""What the pages of a frozen count show."""

from collections.abc import Sequence
from typing import Any

from django.http import QueryDict
from django.utils.text import slugify

from bubuhan.accounts.policy import Actor, subtree_q
from bubuhan.counts import board, differences, freezing, papers, reading
from bubuhan.counts.differences import KINDS, Change
from bubuhan.counts.models import Snapshot, SnapshotRow
from bubuhan.counts.tallying import GRADES
from bubuhan.counts.words import decision_words, pair_words, verdict_word
from bubuhan.geo import names
from bubuhan.kernel.paging import Page

PAGE_SIZE = 50
_SHOWN_HATS = 50


def snapshot(actor: Actor, found: Snapshot, given: QueryDict, number: int) -> dict[str, Any]:
    """Numbers, seal, and one page of the frozen list as filtered by the address."""
    pillar, area = given.get("pilar", ""), given.get("wilayah", "")
    grade = given.get("derajat", "")
    hats = found.body["hats"]
    return {
        "found": found,
        "seal": freezing.check(found),
        "rows": _pillar_rows(found),
        "coverage": papers.coverage_lines(found.body),
        "hats": [
            {"name": h["name"], "pair": pair_words(h), "verdict": verdict_word(h["verdict"]),
             "decision": decision_words(h)}
            for h in hats[:_SHOWN_HATS]
        ],
        "hats_total": len(hats),
        "criteria": papers.criteria_groups(found.body),
        "others": reading.snapshots(actor, found.area_code)
        .filter(area_code=found.area_code)
        .exclude(id=found.id)[:12],
        "page": _list(found, pillar, grade, area, number),
        "pillar": pillar,
        "grade": grade,
        "where": names.label(area) if area else "",
        "pillar_options": [(p, board.pillar_word(p)) for p in found.body["by_pillar"]],
        "grade_options": [(code or "belum", word) for code, word in GRADES.items()],
    }  # fmt: skip


def comparison(
    old: Snapshot, new: Snapshot, found: Sequence[Change], given: QueryDict, number: int
) -> dict[str, Any]:
    """Counts per kind and one page of the changes."""
    kind = given.get("jenis", "") if given.get("jenis") in KINDS else ""
    shown = [c for c in found if not kind or c.kind == kind]
    rows = shown[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    labels = names.names({c.area for c in rows})
    return {
        "old": old,
        "new": new,
        "summary": differences.summary(found),
        "total": len(found),
        "kind": kind,
        "kind_word": KINDS.get(kind, ""),
        "page": Page(
            [
                {
                    "change": c,
                    "where": labels.get(c.area, ""),
                    "pillar": board.pillar_word(c.pillar),
                }
                for c in rows
            ],
            number,
            PAGE_SIZE,
            len(shown),
        ),
    }


def public_facts(found: Snapshot, seal: freezing.Check) -> dict[str, Any]:
    """What a stranger with the paper may see: what is printed on its first page."""
    return {"found": found, "seal": seal, "rows": _pillar_rows(found)}


def file_name(found: Snapshot) -> str:
    """`kota-banjarmasin-2026-11-22`."""
    return f"{slugify(found.area_label)[:60]}-{found.taken_at:%Y-%m-%d}"


def _pillar_rows(found: Snapshot) -> list[dict[str, Any]]:
    rows = found.body["by_pillar"]
    order = sorted(rows, key=lambda p: (p != "PSM", -rows[p]["total"], p))
    return [{"code": p, "name": board.pillar_word(p), **rows[p]} for p in order]


def _list(found: Snapshot, pillar: str, grade: str, area: str, number: int) -> Page[dict[str, Any]]:
    rows = SnapshotRow.objects.filter(subtree_q(area), snapshot=found)
    if pillar:
        rows = rows.filter(pillar=pillar)
    if grade:
        rows = rows.filter(grade="" if grade == "belum" else grade)
    total = rows.count()
    shown = list(
        rows.order_by("name", "membership_id")[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    )
    labels = names.names({r.area_code for r in shown})
    listed = [
        {
            "row": r,
            "pillar": board.pillar_word(r.pillar),
            "where": labels[r.area_code],
            "nik": r.facts.get("nik", ""),
            "reasons": [str(x.get("text", "")) for x in r.reasons if isinstance(x, dict)],
        }
        for r in shown
    ]
    return Page(listed, number, PAGE_SIZE, total)
