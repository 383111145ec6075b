"""Shared fields written by several hands: field-level three-way merge, and a desk for what clashes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from bubuhan import journal
from bubuhan.accounts.policy import Actor
from bubuhan.cases import lifecycle
from bubuhan.cases.access import in_office
from bubuhan.cases.entries import (
    Stamp,
    append,
    apply_triage,
    facts_of,
    save,
    told_area,
    touches,
    who,
)
from bubuhan.cases.guards import for_office, may_write, standing
from bubuhan.cases.models import Case, CaseEntry, CaseReport, Conflict, EntryKind
from bubuhan.geo import names as geo_names
from bubuhan.kernel.problems import Problem
from bubuhan.kernel.text import name_key, parse_phone, show_phone, tidy_name
from bubuhan.lists import queries as lists
from bubuhan.reports import checks

# Field -> what people call it. `need` and `subject_sex` are the office's only.
FIELDS = {
    "subject_name": "nama",
    "subject_sex": "jenis kelamin",
    "subject_age": "umur",
    "subject_phone": "nomor HP",
    "place_note": "patokan tempat",
    "area_code": "wilayah",
    "need": "kebutuhan",
}
OFFICE_FIELDS = frozenset({"need", "subject_sex"})
_LIMITS = {"subject_name": 120, "place_note": 500}


@dataclass(frozen=True, slots=True)
class Keeper:
    """A room above this one whose rows belong to a case and may clash too.

    `fields` are its words for people; `show` reads a stored value; `write` puts one down inside the
    caller's unit and tells whether the row still held `kept` (if not, nothing was written).
    """

    fields: Mapping[str, str]
    show: Callable[[str, str], str]
    write: Callable[[Actor, Case, Conflict, Stamp], bool]


KEEPERS: dict[str, Keeper] = {}  # by the first part of a field's name; filled in site/wiring.py


@dataclass(frozen=True, slots=True)
class UpdateResult:
    """Which fields were written, and which wait at the conflict desk."""

    case: Case
    applied: tuple[str, ...]
    conflicts: tuple[Conflict, ...]


def update_fields(
    *,
    actor: Actor,
    case_id: UUID,
    changes: dict[str, Any],
    base_rev: int,
    stamp: Stamp | None = None,
) -> UpdateResult:
    """Write fields as seen at revision `base_rev`.

    A field nobody touched since is written; one that changed since to another value keeps its value
    and both go to the conflict desk; an equal value is no change. Raises `case_state`, `forbidden`,
    `not_found`, `field_invalid`, `field_unknown`, `phone_invalid`, `area_*`.
    """
    stamp = stamp or Stamp.fresh()
    with journal.unit():
        here = standing(actor, case_id)
        case = here.case
        if not may_write(actor, here):
            raise Problem("case_protected" if here.level == "masked" else "forbidden")
        lifecycle.next_state(case.state, "update")
        wanted = {f: _clean(f, v, office=in_office(actor, case)) for f, v in changes.items()}
        wanted = {f: v for f, v in wanted.items() if v != getattr(case, f)}
        clashing = {f for f in wanted if int(case.field_revs.get(f, 0)) > base_rev}
        conflicts = [
            _conflict(actor, case, f, wanted[f], base_rev=base_rev, stamp=stamp)
            for f in sorted(clashing)
        ]
        applied = {f: v for f, v in wanted.items() if f not in clashing}
        if applied:
            _write(actor, case, applied, stamp)
        if conflicts:
            _tell_conflicts(actor, case, conflicts, stamp)
    return UpdateResult(case, tuple(applied), tuple(conflicts))


def settle_conflict(*, actor: Actor, conflict_id: UUID, choice: str) -> Conflict:
    """Choose "kept" (what stands) or "sent" (what came later); the other stays in the history.

    Raises `conflict_settled` when somebody did already, `field_invalid`, `forbidden`, `not_found`.
    """
    if choice not in ("kept", "sent"):
        raise Problem("field_invalid", "choice", name="pilihan", why="pilih salah satu nilai")
    stamp = Stamp.fresh()
    with journal.unit():
        found = Conflict.objects.filter(id=conflict_id).first()
        if found is None:
            raise Problem("not_found")
        case = for_office(actor, "conflict.settle", found.case_id)
        conflict = Conflict.objects.select_for_update().get(id=conflict_id)
        if conflict.state != Conflict.State.OPEN:
            raise Problem("conflict_settled")
        close(actor, case, conflict, choice, stamp)
        journal.record(
            "case.conflict_settled",
            actor=actor.ref,
            subject=("case", case.id),
            area=told_area(case),
            data={"field": conflict.field, "choice": choice},
            touched=touches(case),
        )
    return conflict


def close(actor: Actor, case: Case, conflict: Conflict, choice: str, stamp: Stamp) -> None:
    """Put a choice down, inside the caller's unit; "sent" writes the later value."""
    conflict.state, conflict.choice = Conflict.State.SETTLED, choice
    conflict.settled_by, conflict.settled_at = actor.name, stamp.at
    conflict.save()
    if choice != "sent":
        return
    keeper = KEEPERS.get(_owner(conflict.field))
    if keeper is None:
        value = _clean(conflict.field, conflict.sent_value, office=True)
        _write(actor, case, {conflict.field: value}, stamp)
    elif not keeper.write(actor, case, conflict, stamp):
        raise Problem("conflict")


def _owner(field: str) -> str:
    return field.partition(".")[0] if "." in field else ""


def word(field: str, about_name: str = "") -> str:
    """What people call a field: `subject_phone` -> nomor HP, `member.age_years` -> umur Rahmat."""
    keeper = KEEPERS.get(_owner(field))
    if keeper is None:
        return FIELDS.get(field, field)
    return f"{keeper.fields.get(field, field)} {about_name}".strip()


def shown(field: str, text: str) -> str:
    """A stored value as people read it."""
    keeper = KEEPERS.get(_owner(field))
    return keeper.show(field, text) if keeper else _show(field, text)


def clash(
    *,
    actor: Actor,
    case: Case,
    field: str,
    about: UUID,
    about_name: str,
    kept: tuple[str, str],
    sent: str,
    stamp: Stamp,
) -> Conflict:
    """Two values of a field of a row above this room; `kept` is (value, by whom). In the caller's unit."""
    made = Conflict.objects.create(
        case=case,
        field=field,
        about=about,
        about_name=about_name[:120],
        kept_value=kept[0][:500],
        kept_by=kept[1][:120],
        sent_value=sent[:500],
        sent_by=actor.name,
        sent_person_id=actor.person_id,
        base_rev=case.rev,
        made_at=stamp.made_at,
        at=stamp.at,
    )
    _tell_conflicts(actor, case, [made], stamp)
    return made


def _write(actor: Actor, case: Case, values: dict[str, Any], stamp: Stamp) -> CaseEntry:
    """Set fields with their new revision, re-triage, one line in the timeline, one event."""
    was_area = case.area_code
    shown = {f: [_show(f, getattr(case, f)), _show(f, v)] for f, v in values.items()}
    for field, value in values.items():
        setattr(case, field, value)
        case.field_revs[field] = case.rev + 1
    if "subject_name" in values:
        case.subject_key = name_key(case.subject_name)
    if "need" in values and checks.is_sensitive(case.need, case.signs):
        case.sensitive = True
    if values.keys() & {"need", "subject_age"}:
        count = CaseReport.objects.filter(case=case).count()
        apply_triage(case, facts_of(case, reports=count, now=stamp.at), stamp.at)
    save(case)
    entry = append(case, EntryKind.UPDATE, stamp=stamp, **who(actor), data={"changes": shown})
    journal.record(
        "case.updated",
        actor=actor.ref,
        subject=("case", case.id),
        area=told_area(case),
        data={"fields": sorted(values)},
        touched=touches(case, was_area=was_area),
        at=stamp.at,
    )
    return entry


def _conflict(
    actor: Actor, case: Case, field: str, value: Any, *, base_rev: int, stamp: Stamp
) -> Conflict:
    return Conflict.objects.create(
        case=case,
        field=field,
        kept_value=_text(getattr(case, field)),
        kept_by=_last_writer(case, field),
        sent_value=_text(value),
        sent_by=actor.name,
        sent_person_id=actor.person_id,
        base_rev=base_rev,
        made_at=stamp.made_at,
        at=stamp.at,
    )


def _tell_conflicts(actor: Actor, case: Case, conflicts: list[Conflict], stamp: Stamp) -> None:
    journal.record(
        "case.conflicted",
        actor=actor.ref,
        subject=("case", case.id),
        area=told_area(case),
        data={"fields": [c.field for c in conflicts]},
        touched=touches(case),
        at=stamp.at,
    )


def _last_writer(case: Case, field: str) -> str:
    rows = CaseEntry.objects.filter(case=case, kind=EntryKind.UPDATE, data__changes__has_key=field)
    last = rows.order_by("-at", "-id").first()
    return last.by_name if last else ""


def _clean(field: str, value: Any, *, office: bool) -> Any:
    """A value as its column wants it. Raises the Problem of that field."""
    if field not in FIELDS or (field in OFFICE_FIELDS and not office):
        raise Problem("field_unknown", f"changes.{field}", name=field)
    place = f"changes.{field}"
    if field == "subject_age":
        return _clean_age(value, place)
    text = " ".join(str(value or "").split())
    limit = _LIMITS.get(field, 40)
    if len(text) > limit:
        raise Problem("text_too_long", place, name=FIELDS[field], length=len(text), limit=limit)
    if field == "subject_name":
        return tidy_name(text)
    if field == "subject_phone":
        return _clean_phone(text, place)
    if field == "area_code":
        return checks.area(text, place)
    if field == "need":
        return checks.code("need", text, place, FIELDS[field])
    if field == "subject_sex" and text not in ("", "L", "P"):
        raise Problem("field_invalid", place, name=FIELDS[field], why="L atau P")
    return text


def _clean_age(value: Any, place: str) -> int | None:
    if value in (None, ""):
        return None
    age = int(value) if str(value).isascii() and str(value).isdigit() else -1
    if not 0 <= age <= 130:
        raise Problem("field_invalid", place, name=FIELDS["subject_age"], why="0 sampai 130 tahun")
    return age


def _clean_phone(text: str, place: str) -> str:
    phones = parse_phone(text, field=place)
    if isinstance(phones, Problem):
        raise phones
    return phones[0] if phones else ""


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _show(field: str, value: Any) -> str:
    if field == "area_code":
        return geo_names.label(value)
    if field == "need":
        return lists.title("need", value)
    if field == "subject_phone":
        return show_phone(_text(value))
    return _text(value)
