"""Writes and reads of competences: who can do what, until when, and which need asks for it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError

from bubuhan import journal
from bubuhan.accounts.policy import Actor, can, require
from bubuhan.geo.codes import is_code
from bubuhan.kernel import clock, history
from bubuhan.kernel.history import in_force
from bubuhan.kernel.problems import Problem
from bubuhan.lists import queries as lists
from bubuhan.people.models import Person
from bubuhan.volunteers.competence_models import Competence, CompetenceNeed
from bubuhan.volunteers.models import Membership
from bubuhan.volunteers.queries import rows_of

BY = "contoh awal"
PERLU, BAIK = CompetenceNeed.Strength.NEEDED, CompetenceNeed.Strength.WISHED
EXAMPLES = (
    ("bencana", "evakuasi_air", BAIK),
    ("bencana", "dapur_umum", BAIK),
    ("odgj", "pendampingan_odgj", BAIK),
    ("perlindungan_anak", "asesmen_anak", PERLU),
    ("kekerasan", "dukungan_psikososial", BAIK),
    ("konflik_keluarga", "mediasi_keluarga", BAIK),
    ("lansia_terlantar", "pendampingan_lansia", BAIK),
    ("alat_bantu", "pendampingan_disabilitas", BAIK),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A competence that a need asks for; `needed` False is a wish."""

    code: str
    name: str
    needed: bool


def asked_for(area_code: str, need: str) -> list[Asked]:
    """What a need asks of who is sent, the deepest row per competence; necessary ones first."""
    rows = in_force(CompetenceNeed, area_code).filter(need=need).order_by("competence")
    best = {r.competence: r for r in sorted(rows, key=lambda r: len(r.area_code))}
    found = [
        Asked(r.competence, lists.title("competence", r.competence), r.strength == PERLU)
        for r in best.values()
    ]
    return sorted(found, key=lambda a: (not a.needed, a.name))


def asked_by_need(area_code: str) -> dict[str, list[Asked]]:
    """`asked_for` of every need of an area, in one query."""
    rows = in_force(CompetenceNeed, area_code)
    best = {(r.need, r.competence): r for r in sorted(rows, key=lambda r: len(r.area_code))}
    out: dict[str, list[Asked]] = {}
    for (need, code), row in sorted(best.items()):
        out.setdefault(need, []).append(
            Asked(code, lists.title("competence", code), row.strength == PERLU)
        )
    return out


def holders(codes: Collection[str], on: date) -> dict[UUID, dict[str, bool]]:
    """Who has which of these: person -> code -> still valid on that day. One query."""
    rows = Competence.objects.filter(code__in=codes, ended_at=None)
    found: dict[UUID, dict[str, bool]] = {}
    for person_id, code, until in rows.values_list("person_id", "code", "valid_until"):
        found.setdefault(person_id, {})[code] = until is None or until >= on
    return found


def competences_of(person_id: UUID) -> list[Competence]:
    """The present competences of one human being, by name."""
    rows = Competence.objects.filter(person_id__in=rows_of(person_id), ended_at=None)
    return sorted(rows, key=lambda r: lists.title("competence", r.code))


def panel(actor: Actor, person: Person) -> dict[str, Any]:
    """What the person's page shows of it."""
    may, today = may_edit(actor, person), clock.today()
    return {
        "competences": [
            {
                "row": row,
                "name": lists.title("competence", row.code),
                "past": row.valid_until is not None and row.valid_until < today,
            }
            for row in competences_of(person.id)
        ],
        "may_competence": may,
        "competence_options": [(i.code, i.name) for i in lists.items("competence")] if may else [],
    }


def may_edit(actor: Actor, person: Person) -> bool:
    """True when the office may write down what this person can do: his home, or where he serves."""
    return can(actor, "competence.edit", _scope(actor, person))


def _scope(actor: Actor, person: Person) -> str:
    served = Membership.objects.filter(person_id__in=rows_of(person.id)).values_list(
        "area_code", flat=True
    )
    inside = (code for code in (person.area_code, *served) if code and actor.covers(code))
    return next(inside, person.area_code or "-")


def add(
    *,
    actor: Actor,
    person: Person,
    code: str,
    evidence: str,
    since: date | None = None,
    valid_until: date | None = None,
) -> Competence:
    """Write a competence down. Raises `forbidden`, `field_invalid`, `field_missing`, `competence_known`."""
    require(actor, "competence.edit", _scope(actor, person))
    if code not in lists.codes("competence"):
        raise Problem("field_invalid", "code", name="kompetensi", why="pilih dari daftar")
    if not evidence.strip():
        raise Problem("field_missing", "evidence", name="bukti")
    if since and since > clock.today():
        raise Problem("date_ahead", "since", value=f"{since:%d-%m-%Y}")
    if since and valid_until and valid_until < since:
        raise Problem(
            "field_invalid", "valid_until", name="berlaku sampai", why="lebih awal daripada sejak"
        )
    try:
        with journal.unit():
            row = Competence.objects.create(
                person=person,
                code=code,
                since=since,
                evidence=" ".join(evidence.split())[:300],
                valid_until=valid_until,
                by=actor.name,
                at=clock.now(),
            )
            _tell("competence.added", actor, person, code)
    except IntegrityError as error:
        raise Problem("competence_known", "code") from error
    return row


def end(*, actor: Actor, person: Person, competence_id: UUID) -> None:
    """It no longer holds. Raises `forbidden`, `not_found`."""
    require(actor, "competence.edit", _scope(actor, person))
    with journal.unit():
        row = Competence.objects.select_for_update().filter(
            id=competence_id, person_id__in=rows_of(person.id), ended_at=None
        )
        found = row.first()
        if found is None:
            raise Problem("not_found")
        row.update(ended_at=clock.now(), ended_by=actor.name)
        _tell("competence.ended", actor, person, found.code)


def _tell(event: str, actor: Actor, person: Person, code: str) -> None:
    journal.record(
        event,
        actor=actor.ref,
        subject=("person", person.id),
        area=person.area_code,
        data={"competence": code},
    )


def set_need(
    *, actor: Actor, area_code: str, need: str, competence: str, strength: str, reason: str
) -> None:
    """Say what a need asks for in an area; `strength` "" takes it away again. History is kept."""
    require(actor, "rule.edit", area_code)
    if area_code and not is_code(area_code):
        raise Problem("area_unknown", "area_code", code=area_code)
    why = "pilihannya tidak ada dalam daftar"
    if need not in lists.codes("need"):
        raise Problem("field_invalid", "need", name="kebutuhan", why=why)
    if competence not in lists.codes("competence"):
        raise Problem("field_invalid", "competence", name="kompetensi", why=why)
    if strength not in ("", *CompetenceNeed.Strength.values):
        raise Problem("field_invalid", "strength", name="tingkat", why=why)
    key = {"area_code": area_code, "need": need, "competence": competence}
    said = history.needed(reason)
    with journal.unit():
        if strength:
            values = {"strength": strength}
            history.replace(CompetenceNeed, key, values, by=actor.name, reason=said)
        else:
            history.end(CompetenceNeed, key)
        journal.record(
            "competence_rule.changed",
            actor=actor.ref,
            subject=("competence_rule", f"{need}:{competence}"),
            area=area_code,
            data={**key, "strength": strength, "reason": said},
        )


def rules(actor: Actor, *, past: bool = False) -> list[CompetenceNeed]:
    """Rows of the actor's area, of those above it and below it, by need; current ones, or all."""
    return sorted(
        history.around(CompetenceNeed, actor.area, past=past),
        key=lambda r: (r.need, r.area_code, r.competence),
    )


def load_needs() -> int:
    """The examples of a new instance. Idempotent; rows added."""
    known = set(CompetenceNeed.objects.values_list("need", "competence"))
    fresh = [row for row in EXAMPLES if row[:2] not in known]
    now = clock.now()
    CompetenceNeed.objects.bulk_create(
        CompetenceNeed(
            need=n, competence=c, strength=s, example=True, valid_from=now, by=BY,
            reason="contoh, ubah sesuai keputusan kantor",
        )
        for n, c, s in fresh
    )  # fmt: skip
    return len(fresh)
