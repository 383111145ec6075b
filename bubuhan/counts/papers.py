"""A snapshot as the paper a head of office signs. Everything comes from the frozen snapshot."""

from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone

from bubuhan.counts.board import grade_word, pillar_word
from bubuhan.counts.freezing import rows_in_order
from bubuhan.counts.models import SheetSigning, Snapshot, SnapshotRow
from bubuhan.counts.tallying import BELOW
from bubuhan.counts.words import decision_words, pair_words, verdict_word
from bubuhan.geo import letterhead, names
from bubuhan.kernel import typeset

SHEET = Path(__file__).parent / "papers" / "sheet.typ"
_MOST_LISTED = 4000  # a longer list is told to be in the XLSX: nobody reads 200 pages
_MOST_HATS = 400
_LEVELS = {"desa": "desa/kelurahan", "kecamatan": "kecamatan", "kabkota": "kabupaten/kota", "provinsi": "provinsi"}  # fmt: skip
_HEADS = {0: "Menteri Sosial", 8: "Camat", 13: "Kepala Desa/Lurah"}
_MONTHS = "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember"


def sheet_pdf(snapshot: Snapshot, check_url: str) -> bytes:
    """The sheet with its annexes. 175 rows take a tenth of a second."""
    return typeset.pdf(SHEET, sheet_data(snapshot, check_url))


def sheet_data(snapshot: Snapshot, check_url: str) -> dict[str, Any]:
    """What `papers/sheet.typ` prints."""
    body = snapshot.body
    main = "PSM" if "PSM" in body["by_pillar"] else next(iter(body["by_pillar"]), "PSM")
    local = timezone.localtime(snapshot.taken_at)
    hats = body["hats"]
    return {
        "title": "Lembar hitungan pilar sosial",
        "office": letterhead.lines(snapshot.area_code),
        "area": snapshot.area_label,
        "at_text": f"{long_date(local.date())} pukul {local:%H.%M}",
        "by": snapshot.taken_by,
        "note": snapshot.note.rstrip("."),
        "qr": typeset.qr_svg(check_url),
        "check_url": check_url,
        "hash": snapshot.hash,
        "key_id": snapshot.key_id,
        "signature": snapshot.signature,
        "rows": number(snapshot.row_count),
        "foot": f"{snapshot.area_label}, {local:%d-%m-%Y}. Sidik data {snapshot.hash[:16]}",
        "pillars": _pillars(body, main),
        "main_name": pillar_word(main),
        "absences": [
            {**a, "name": pillar_word(a["pillar"])}
            for a in body["absences"]
            if a["area_code"] == snapshot.area_code
        ],
        "coverage": [{"text": text} for text in coverage_lines(body)],
        "controls": _controls(body, snapshot.area_code),
        "head": _HEADS.get(len(snapshot.area_code), "Kepala Dinas Sosial"),
        "place": names.name(snapshot.area_code[:5]) if snapshot.area_code else "Jakarta",
        "signed": _signed(snapshot),
        "summary": [{"text": text} for text in summary_lines(body)],
        "criteria": criteria_groups(body),
        "hats": [_hat(h) for h in hats[:_MOST_HATS]],
        "hats_more": f"dan {len(hats) - _MOST_HATS} lagi; lihat berkas XLSX"
        if len(hats) > _MOST_HATS
        else "",
        "empty": _empty(body),
        "below": _below(body, main, snapshot.area_code),
        **_list(snapshot),
    }


def number(value: int | None, sign: bool = False) -> str:
    """1.263; with `sign` +12 and −88; None is a dash."""
    if value is None:
        return "–"
    text = f"{abs(value):,}".replace(",", ".")
    if value < 0:
        return f"−{text}"
    return f"+{text}" if sign and value else text


def long_date(day: date) -> str:
    """22 November 2026."""
    return f"{day.day} {_MONTHS.split()[day.month - 1]} {day.year}"


def _pillars(body: dict[str, Any], main: str) -> list[dict[str, Any]]:
    rows = body["by_pillar"]
    order = sorted(rows, key=lambda p: (p != main, -rows[p]["total"], p))
    return [
        {
            "name": pillar_word(p),
            "main": p == main,
            "total": number(rows[p]["total"]),
            "sah": number(rows[p]["sah"]),
            "perbaiki": number(rows[p]["perbaiki"]),
            "ragu": number(rows[p]["ragu"]),
            "belum": number(rows[p]["belum_dinilai"]),
            "control": number(rows[p]["control"]),
            "gap": number(rows[p]["gap"], sign=True),
        }
        for p in order
    ]


def coverage_lines(body: dict[str, Any]) -> list[str]:
    """`PSM: 120 dari 135 desa/kelurahan ada orangnya, 15 belum ada siapa pun.`

    Told of PSM, TKSK and of pillars that serve at their own level here; one unit alone says nothing.
    """
    rows = body["coverage"]
    return [
        f"{pillar_word(pillar)}: {number(rows[pillar]['covered'])} dari "
        f"{number(rows[pillar]['units'])} {_LEVELS[rows[pillar]['level']]} ada orangnya, "
        f"{number(rows[pillar]['empty'])} belum ada siapa pun."
        for pillar in sorted(rows, key=lambda p: ({"PSM": 0, "TKSK": 1}.get(p, 2), p))
        if rows[pillar]["units"] > 1 and (pillar in {"PSM", "TKSK"} or rows[pillar]["covered"])
    ]


def _controls(body: dict[str, Any], area: str) -> list[dict[str, str]]:
    return [
        {
            "name": pillar_word(c["pillar"]),
            "number": f"{number(c['number'])} {c['unit']}",
            "date": c["date"],
            "source": c["source"] + (f" ({c['note']})" if c["note"] else ""),
        }
        for c in body["control_totals"]
        if c["area_code"] == area
    ]


def _signed(snapshot: Snapshot) -> dict[str, str]:
    row = SheetSigning.objects.filter(snapshot=snapshot).first()
    if row is None:
        return {"name": "", "nip": "", "office": "", "date": ""}
    return {"name": row.name, "nip": row.nip, "office": row.office, "date": long_date(row.signed_on)}  # fmt: skip


def summary_lines(body: dict[str, Any]) -> list[str]:
    """What the annexes come to, for the page that is signed: criteria met, roles decided."""
    lines = [
        f"{group['name']} menurut {group['rules']}: {group['verdicts']}."
        for group in criteria_groups(body)
        if group["verdicts"]
    ]
    people = {hat["person"] for hat in body["hats"]}
    waits = sum(hat["state"] in ("open", "referred") for hat in body["hats"])
    decided = sum(hat["state"] == "decided" for hat in body["hats"])
    noted = len(body["hats"]) - waits - decided
    if people:
        lines.append(
            f"Lebih dari satu peran: {number(len(people))} orang, {number(len(body['hats']))} pasangan peran; "
            f"{number(decided)} sudah diputuskan, {number(waits)} masih menunggu, {number(noted)} cukup dicatat."
        )
    else:
        lines.append("Lebih dari satu peran: tidak ada temuan.")
    return lines


def criteria_groups(body: dict[str, Any]) -> list[dict[str, Any]]:
    """Criteria by pillar and rule set, each with how many meet it and by what."""
    groups: dict[str, dict[str, Any]] = {}
    said: dict[str, str] = {}
    for one in body["verdicts"]:
        so_far = said.get(one["pillar"], "")
        words = f"{one['label']}: {number(one['count'])}"
        said[one["pillar"]] = f"{so_far}; {words}" if so_far else words
    for row in body["criteria"]:
        name = pillar_word(row["pillar"])
        blank = {
            "name": name,
            "rules": row["rules"],
            "rows": [],
            "verdicts": said.get(row["pillar"], ""),
        }
        group = groups.setdefault(f"{name} {row['rules']}", blank)
        answers = {
            word: number(row["answers"].get(word, 0))
            for word in ("bukti", "pernyataan", "belum", "tidak_diketahui")
        }
        group["rows"].append({"name": row["name"], **answers})
    return list(groups.values())


def _hat(hat: dict[str, Any]) -> dict[str, str]:
    return {
        "name": hat["name"],
        "pair": pair_words(hat),
        "verdict": verdict_word(hat["verdict"]),
        "decision": decision_words(hat),
    }


def _empty(body: dict[str, Any]) -> list[dict[str, Any]]:
    found = []
    for pillar in ("PSM", "TKSK"):
        row = body["coverage"].get(pillar)
        if not row or not row["units"]:
            continue
        level = _LEVELS[row["level"]]
        title = f"{pillar_word(pillar)}: {number(row['empty'])} {level}"
        groups: dict[str, list[str]] = {}
        for code in row["empty_codes"]:
            above = code[:8] if len(code) == 13 else code[:5]
            groups.setdefault(above, []).append(names.name(code))
        rows = [
            {"where": names.titled(above), "names": ", ".join(sorted(inside))}
            for above, inside in groups.items()
        ]
        none = "Semua ada." if not row["empty"] else "Daftarnya ada di berkas XLSX."
        found.append({"name": title, "rows": rows, "none": none})
    return found


def _below(body: dict[str, Any], pillar: str, area: str) -> list[dict[str, str]]:
    width = BELOW[len(area)]
    grades: dict[str, dict[str, int]] = {}
    for row in body["totals"]:
        if row["pillar"] == pillar and len(row["area_code"]) == width:
            grades.setdefault(row["area_code"], {})[row["grade"]] = row["count"]
    empty = {c["code"]: c["units"] - c["covered"] for c in body["coverage"][pillar]["below"]}
    codes = sorted({*grades, *empty})
    return [
        {
            "name": names.titled(code),
            "total": number(sum(grades.get(code, {}).values())),
            "sah": number(grades.get(code, {}).get("sah", 0)),
            "perbaiki": number(grades.get(code, {}).get("perbaiki", 0)),
            "ragu": number(grades.get(code, {}).get("ragu", 0)),
            "belum": number(grades.get(code, {}).get("", 0)),
            "empty": number(empty.get(code)),
        }
        for code in codes
    ]


def _list(snapshot: Snapshot) -> dict[str, Any]:
    if snapshot.row_count > _MOST_LISTED:
        note = f"Daftar berisi {number(snapshot.row_count)} baris dan ada di berkas XLSX."
        return {"list": [], "list_note": note}
    rows = sorted(rows_in_order(snapshot), key=lambda r: (r.pillar != "PSM", r.pillar, r.area_code, r.name))  # fmt: skip
    labels = names.names({r.area_code for r in rows})
    listed = [_listed(n, row, labels) for n, row in enumerate(rows, start=1)]
    return {"list": listed, "list_note": "Belum ada seorang pun."}


def _listed(place: int, row: SnapshotRow, labels: dict[str, str]) -> dict[str, Any]:
    return {
        "no": place,
        "name": row.name,
        "nik": row.facts.get("nik", ""),
        "pillar": pillar_word(row.pillar),
        "area": labels.get(row.area_code, row.area_code),
        "grade": grade_word(row.grade),
        "reasons": "; ".join(str(r.get("text", "")) for r in row.reasons if isinstance(r, dict)),
    }
