"""The ledger as it is read: one list for desk, case tab and export, masked where it must be."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from bubuhan import journal
from bubuhan.accounts.policy import Actor, can, require, subtree_q
from bubuhan.aid import finding
from bubuhan.aid.models import Aid, AidFinding
from bubuhan.assessments.models import Member
from bubuhan.assessments.queries import household_of
from bubuhan.cases import access
from bubuhan.cases.models import Case
from bubuhan.geo import names as geo_names
from bubuhan.geo.codes import kecamatan_of
from bubuhan.kernel.paging import Page, page_number
from bubuhan.kernel.problems import Problem
from bubuhan.lists import queries as lists

SIZE = 50
MOST_ROWS = 20_000
LEAST_LETTERS = 3
HEAD = ["Tanggal", "Penerima", "Bantuan", "Jumlah", "Nilai (Rp)", "Sumber", "Program", "Diberikan oleh", "Tempat", "Nomor kasus", "Keadaan", "Dicatat oleh"]  # fmt: skip


@dataclass(frozen=True, slots=True)
class AidFilter:
    """What the address asks for."""

    area: str = ""
    kind: str = ""
    source: str = ""
    since: date | None = None
    until: date | None = None
    q: str = ""

    @classmethod
    def read(cls, params: Mapping[str, str]) -> "AidFilter":
        """From an address; what makes no sense is left out."""
        return cls(
            params.get("wilayah", "").strip()[:13],
            params.get("jenis", "")[:40],
            params.get("sumber", "")[:40],
            _day(params.get("dari", "")),
            _day(params.get("sampai", "")),
            " ".join(params.get("q", "").split())[:80],
        )


def _day(raw: str) -> date | None:
    try:
        return date.fromisoformat(raw)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class AidRow:
    """One line, already masked. `full`: details may be shown."""

    aid: Aid
    full: bool
    recipient: str
    kind: str
    source: str
    place: str
    number: str
    sensitive: bool
    reversed: bool

    @property
    def case_id(self) -> UUID | None:
        return self.aid.case_id

    @property
    def state(self) -> str:
        """Berlaku; dibatalkan; pembatalan."""
        if self.aid.reverses_id:
            return "pembatalan"
        return "dibatalkan" if self.reversed else "berlaku"


def filtered(actor: Actor, found: AidFilter) -> QuerySet[Aid]:
    """Lines the actor may list that match, never by something he may not see."""
    rows: QuerySet[Aid] = Aid.objects.visible_to(actor)
    plain = Q(case=None) | Q(case__sensitive=False) | Q(case__in=access.reach(actor).own)
    if found.area:
        rows = rows.filter(subtree_q(found.area))
        if len(found.area) > 8:
            rows = rows.filter(plain)
    if found.kind:
        rows = rows.filter(plain, kind=found.kind)
    if found.source:
        rows = rows.filter(plain, source=found.source)
    if found.since:
        rows = rows.filter(given_on__gte=found.since)
    if found.until:
        rows = rows.filter(given_on__lte=found.until)
    if len(found.q) >= LEAST_LETTERS:
        named = Q(recipient__icontains=found.q) | Q(programme__icontains=found.q)
        rows = rows.filter(plain & (named | Q(case__number__contains=found.q.upper())))
    return rows


def page(actor: Actor, params: Mapping[str, str]) -> dict[str, Any]:
    """`/bantuan/`: one page of the ledger, the sum of what may be seen whole, open findings."""
    found = AidFilter.read(params)
    lines = filtered(actor, found)
    total = lines.count()
    number = min(page_number(params.get("hal")), max(1, -(-total // SIZE)))
    start = (number - 1) * SIZE
    cut = lines.select_related("case", "reversal").order_by("-given_on", "-id")
    plain = Q(case=None) | Q(case__sensitive=False)
    counts = lines.filter(reverses=None, reversal=None).aggregate(
        n=Count("id"), worth=Sum("worth", filter=plain)
    )
    open_ones = AidFinding.objects.filter(finding.visible_q(actor), state=AidFinding.State.OPEN)
    return {
        "filter": found,
        "page": Page(rows(actor, list(cut[start : start + SIZE])), number, SIZE, total),
        "count": counts["n"],
        "worth": counts["worth"] or 0,
        "doubles": open_ones.count(),
        **options(),
    }


def options() -> dict[str, list[tuple[str, str]]]:
    """What the filters and forms offer."""
    return {
        "kinds": [(i.code, i.name) for i in lists.items("aid_kind")],
        "sources": [(i.code, i.name) for i in lists.items("aid_source")],
    }


def rows(actor: Actor, aids: Sequence[Aid]) -> list[AidRow]:
    """Lines as the actor may read them; one out of sight is left out. Four queries for any number."""
    cases = {a.case_id: a.case for a in aids if a.case is not None}
    levels = access.levels(actor, [c for c in cases.values() if c]) if cases else {}
    codes = {_place(a, levels) for a in aids}
    labels = geo_names.names(codes)
    return [
        _row(a, levels.get(a.case_id, "none") if a.case_id else "full", labels, _place(a, levels))
        for a in aids
        if not a.case_id or levels.get(a.case_id) != "none"
    ]


def _place(aid: Aid, levels: Mapping[Any, str]) -> str:
    """Nothing below kecamatan of what is masked."""
    whole = not aid.case_id or levels.get(aid.case_id) in ("full", "summary")
    return aid.area_code if whole else kecamatan_of(aid.area_code) or aid.area_code[:5]


def _row(aid: Aid, level: str, labels: dict[str, str], place: str) -> AidRow:
    full, masked = level == "full", level == "masked"
    name = aid.recipient or "Belum diketahui"
    case = aid.case
    return AidRow(
        aid,
        full,
        access.initials(aid.recipient) or "–" if masked else name,
        "Bantuan" if masked else lists.title("aid_kind", aid.kind),
        "" if masked else lists.title("aid_source", aid.source),
        labels.get(place, ""),
        case.number if case else "",
        bool(case and case.sensitive),
        hasattr(aid, "reversal"),
    )


def export(actor: Actor, params: Mapping[str, str]) -> Iterator[list[Any]]:
    """The list as it is seen, for a spreadsheet. Journalled. Raises `field_invalid` when it is too long."""
    found = AidFilter.read(params)
    require(actor, "aid.export", found.area or actor.area)
    lines = filtered(actor, found)
    total = lines.count()
    if total > MOST_ROWS:
        raise Problem(
            "field_invalid",
            "q",
            name="saringan",
            why=f"paling banyak {MOST_ROWS} baris; persempit dulu",
        )
    area = found.area or actor.area
    with journal.unit():
        journal.record(
            "aid.exported",
            actor=actor.ref,
            subject=("aid", area or "nasional"),
            area=area,
            data={"rows": total},
        )
    yield HEAD
    cut = lines.select_related("case", "reversal").order_by("-given_on", "-id")
    for start in range(0, total, 500):
        for row in rows(actor, list(cut[start : start + 500])):
            yield _cells(row)


def _cells(row: AidRow) -> list[Any]:
    aid, open_ = row.aid, row.full or not row.sensitive
    return [
        aid.given_on,
        row.recipient,
        row.kind,
        aid.amount if open_ else None,
        aid.worth if open_ else None,
        row.source,
        aid.programme if open_ else "",
        aid.given_by if open_ else "",
        row.place,
        row.number,
        row.state,
        aid.by if open_ else "",
    ]


def of_case(actor: Actor, case: Case) -> dict[str, Any]:
    """The tab of a case: what was given there, to whom in the household, and what may be done."""
    lines = Aid.objects.filter(case=case).select_related("case", "reversal")
    home = household_of(case.id)
    members = (
        Member.objects.filter(household=home, removed_at=None).order_by("position") if home else []
    )
    return {
        "lines": rows(actor, list(lines.order_by("-given_on", "-id")[:300])),
        "members": [(str(m.id), m.shown) for m in members],
        "may_give": can(actor, "aid.give", case),
        "may_correct": can(actor, "aid.correct", case),
        **options(),
    }


@dataclass(frozen=True, slots=True)
class FindingRow:
    """Two lines side by side; a side out of sight says only what, where not, and which month."""

    finding: AidFinding
    kind: str
    sides: tuple["SideRow", "SideRow"]

    @property
    def both(self) -> bool:
        return all(side.row for side in self.sides)


@dataclass(frozen=True, slots=True)
class SideRow:
    """One side. `row` None: out of sight."""

    row: AidRow | None
    on: date


def findings(actor: Actor, params: Mapping[str, str]) -> dict[str, Any]:
    """`/bantuan/ganda/`: what looks like one too many, open ones first."""
    state = "decided" if params.get("keadaan") == "diputuskan" else "open"
    across = params.get("lintas") == "1"
    area = params.get("wilayah", "").strip()[:8]
    lines = AidFinding.objects.filter(finding.visible_q(actor), state=state)
    if across:
        lines = lines.filter(across=True)
    if area:
        lines = lines.filter(
            subtree_q(area, "first__area_code") | subtree_q(area, "second__area_code")
        )
    total = lines.count()
    number = min(page_number(params.get("hal")), max(1, -(-total // SIZE)))
    cut = lines.select_related("first__case", "second__case", "first__reversal", "second__reversal")
    found = list(cut.order_by("-found_at", "id")[(number - 1) * SIZE : number * SIZE])
    return {
        "page": Page(_pairs(actor, found), number, SIZE, total),
        "state": params.get("keadaan", ""),
        "across": across,
        "verdicts": [(v.value, v.label) for v in AidFinding.Verdict],
        "may_decide": can(actor, "aid.decide"),
    }


def _pairs(actor: Actor, found: Sequence[AidFinding]) -> list[FindingRow]:
    aids = list({a.id: a for f in found for a in (f.first, f.second)}.values())
    listed = set(
        Aid.objects.visible_to(actor)
        .filter(id__in=[a.id for a in aids])
        .values_list("id", flat=True)
    )
    shown = {r.aid.id: r for r in rows(actor, [a for a in aids if a.id in listed]) if r.full}
    return [
        FindingRow(
            f,
            lists.title("aid_kind", f.second.kind),
            (
                SideRow(shown.get(f.first_id), f.first.given_on),
                SideRow(shown.get(f.second_id), f.second.given_on),
            ),
        )
        for f in found
    ]


def file_of(actor: Actor, aid_id: UUID) -> Aid:
    """The line whose evidence may be read. Raises `not_found`."""
    aid = Aid.objects.select_related("case").filter(id=aid_id).first()
    if aid is None or not aid.sha256:
        raise Problem("not_found")
    seen = rows(actor, [aid]) if Aid.objects.visible_to(actor).filter(id=aid_id).exists() else []
    if not seen or not seen[0].full:
        raise Problem("not_found")
    return aid
