"""Every write of the UU PDP desk: requests, the record of processing, breaches, terms."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from bubuhan import journal
from bubuhan.accounts.policy import Actor, require
from bubuhan.geo.codes import is_code
from bubuhan.kernel import clock
from bubuhan.kernel.problems import Problem
from bubuhan.people.scope import visible_ids
from bubuhan.privacy.models import (
    OPEN,
    Breach,
    DataRequest,
    PrivacyCounter,
    PrivacyTerm,
    Processing,
    RequestKind,
    RequestState,
    RequestStep,
)

DEFAULT_HOURS = 72
MOST = {
    "name": 160, "purpose": 400, "ground": 300, "subjects": 200, "data": 400, "recipients": 300,
    "kept": 200, "guarded": 400, "owner": 120,
}  # fmt: skip
FIELDS = tuple(MOST)


def term_hours(kind: str) -> int:
    """How many hours the current row gives."""
    row = PrivacyTerm.objects.filter(kind=kind, valid_to=None).first()
    return row.hours if row else DEFAULT_HOURS


def receive(
    *,
    actor: Actor,
    kind: str,
    applicant: str,
    contact: str,
    wish: str,
    area_code: str,
    identity: str = "",
    person_id: UUID | None = None,
) -> DataRequest:
    """Write down what somebody asks about his data; the clock runs from now.

    Raises `forbidden`, `field_missing`, `field_invalid`, `area_unknown`.
    """
    if not is_code(area_code) or not actor.covers(area_code):
        raise Problem("area_unknown", "area_code", code=area_code)
    require(actor, "privacy.handle", area_code)
    if kind not in RequestKind.values:
        raise Problem("field_invalid", "kind", name="jenis permintaan", why="pilih dari daftar")
    _filled(
        applicant=(applicant, "nama pemohon"),
        contact=(contact, "kontak"),
        wish=(wish, "isi permintaan"),
    )
    now = clock.now()
    with journal.unit():
        made = DataRequest.objects.create(
            number=_number("PDP", area_code, now),
            kind=kind,
            area_code=area_code,
            applicant=applicant.strip()[:120],
            contact=contact.strip()[:120],
            identity=identity.strip()[:200],
            person_id=person_id,
            wish=wish.strip()[:3000],
            received_at=now,
            due_at=now + timedelta(hours=term_hours(kind)),
            by=actor.name,
        )
        _step(made, actor, "diterima", "")
        _tell("data_request.received", actor, made)
    return made


def proceed(
    *, actor: Actor, request_id: UUID, rev: int | None, what: str, text: str
) -> DataRequest:
    """Take a request on: `periksa` (identity seen), `catat`, `penuhi` (with an answer), `tolak` (with why).

    Raises `not_found`, `conflict`, `request_closed`, `identity_first`, `field_missing`,
    `field_invalid`.
    """
    with journal.unit():
        found = DataRequest.objects.select_for_update().filter(id=request_id).first()
        if found is None or not actor.covers(found.area_code):
            raise Problem("not_found")
        require(actor, "privacy.handle", found.area_code)
        if found.state not in OPEN:
            raise Problem("request_closed")
        if rev is not None and rev != found.rev:
            raise Problem("conflict")
        _apply(found, what, text.strip())
        found.rev += 1
        found.save()
        _step(found, actor, what, text)
        _tell("data_request.answered" if found.closed_at else "data_request.worked", actor, found)
    return found


def _apply(found: DataRequest, what: str, text: str) -> None:
    if not text:
        raise Problem("field_missing", "text", name="keterangan")
    if what == "periksa":
        found.identity, found.state = text[:200], RequestState.DIPROSES
    elif what == "catat":
        found.state = RequestState.DIPROSES
    elif what in ("penuhi", "tolak"):
        if not found.identity:
            raise Problem("identity_first")
        found.state = RequestState.DIPENUHI if what == "penuhi" else RequestState.DITOLAK
        found.answer, found.closed_at = text[:3000], clock.now()
    else:
        raise Problem("field_invalid", "what", name="langkah", why="pilih dari daftar")


def link_person(*, actor: Actor, request_id: UUID, person_id: UUID) -> DataRequest:
    """Say which person of the registry the request is about. Raises `not_found`, `request_closed`."""
    with journal.unit():
        found = DataRequest.objects.select_for_update().filter(id=request_id).first()
        if found is None or not actor.covers(found.area_code):
            raise Problem("not_found")
        require(actor, "privacy.handle", found.area_code)
        if found.state not in OPEN:
            raise Problem("request_closed")
        if not visible_ids(actor, {person_id}):  # a request opens nobody of another office
            raise Problem("not_found")
        found.person_id, found.rev = person_id, found.rev + 1
        found.save()
        _step(found, actor, "orang", "")
        _tell("data_request.worked", actor, found)
    return found


def _step(made: DataRequest, actor: Actor, what: str, text: str) -> None:
    RequestStep.objects.create(
        request=made, at=clock.now(), by=actor.name, what=what, text=text.strip()[:1000]
    )


def _tell(event: str, actor: Actor, made: DataRequest) -> None:
    journal.record(
        event,
        actor=actor.ref,
        subject=("data_request", made.id),
        area=made.area_code,
        data={"kind": made.kind, "state": made.state},
    )


def set_term(*, actor: Actor, kind: str, hours: int, basis: str) -> PrivacyTerm:
    """Replace one term; clocks that already run keep theirs. Raises `forbidden`, `not_found`,
    `field_invalid` (1 to 8760 hours), `field_missing` (basis)."""
    require(actor, "privacy.rule")
    if not PrivacyTerm.objects.filter(kind=kind).exists():
        raise Problem("not_found")
    if not 1 <= hours <= 8760:
        raise Problem("field_invalid", "hours", name="jam", why="1 sampai 8760")
    _filled(basis=(basis, "dasar"))
    now = clock.now()
    with journal.unit():
        PrivacyTerm.objects.filter(kind=kind, valid_to=None).update(valid_to=now)
        row = PrivacyTerm.objects.create(
            kind=kind, hours=hours, basis=basis.strip()[:200], valid_from=now, by=actor.name
        )
        journal.record(
            "privacy_term.changed",
            actor=actor.ref,
            subject=("privacy_term", str(row.pk)),
            area=actor.area,
            data={"kind": kind, "hours": hours},
        )
    return row


def save_processing(
    *, actor: Actor, code: str, values: Mapping[str, str], specific: bool
) -> Processing:
    """Write one activity of the record anew for the actor's area; the former row keeps its history.

    Raises `forbidden`, `field_missing`.
    """
    require(actor, "privacy.rule")
    _filled(
        **{name: (values.get(name, ""), name) for name in ("name", "purpose", "ground", "data")}
    )
    now = clock.now()
    with journal.unit():
        Processing.objects.filter(code=code, area_code=actor.area, valid_to=None).update(
            valid_to=now
        )
        cut = {f: values.get(f, "").strip()[: MOST[f]] for f in FIELDS}
        row = Processing.objects.create(
            **cut,
            code=code[:30],
            area_code=actor.area,
            specific=specific,
            valid_from=now,
            by=actor.name,
        )
        journal.record(
            "processing.changed",
            actor=actor.ref,
            subject=("processing", row.id),
            area=actor.area,
            data={"code": code},
        )
    return row


def report_breach(
    *,
    actor: Actor,
    found_at: datetime,
    how: str,
    data: str,
    people: int,
    measures: str,
    contact: str,
    happened_at: datetime | None = None,
) -> Breach:
    """Write down a breach; the notices are due 3 x 24 hours after it was found (UU 27/2022 Ps 46).

    Raises `forbidden`, `field_missing`, `date_future`.
    """
    require(actor, "breach.report")
    _filled(
        how=(how, "bagaimana terjadi"),
        data=(data, "data yang terungkap"),
        contact=(contact, "kontak"),
    )
    now = clock.now()
    if found_at > now or (happened_at and happened_at > found_at):
        raise Problem("date_future", "found_at", name="waktu diketahui")
    with journal.unit():
        made = Breach.objects.create(
            number=_number("INS", actor.area, now), area_code=actor.area, found_at=found_at,
            happened_at=happened_at, how=how.strip()[:3000], data=data.strip()[:2000], people=people,
            measures=measures.strip()[:3000], contact=contact.strip()[:200], by=actor.name,
            due_at=found_at + timedelta(hours=term_hours("pelanggaran")),
        )  # fmt: skip
        _tell_breach(actor, made, event="breach.reported")
    return made


def told(*, actor: Actor, breach_id: UUID, whom: str, lesson: str = "") -> Breach:
    """Note that a notice went out (`pemilik`, `lembaga`), or close it (`tutup`, both told before).

    Raises `not_found`, `forbidden`, `breach_not_told`, `field_invalid`.
    """
    with journal.unit():
        found = Breach.objects.select_for_update().filter(id=breach_id).first()
        if found is None or not actor.covers(found.area_code):
            raise Problem("not_found")
        require(actor, "breach.report", found.area_code)
        now = clock.now()
        if whom == "pemilik":
            found.subjects_told_at = found.subjects_told_at or now
        elif whom == "lembaga":
            found.agency_told_at = found.agency_told_at or now
        elif whom == "tutup":
            if not (found.subjects_told_at and found.agency_told_at):
                raise Problem("breach_not_told")
            found.closed_at, found.lesson = now, lesson.strip()[:2000]
        else:
            raise Problem("field_invalid", "whom", name="langkah", why="pilih dari daftar")
        found.save()
        _tell_breach(actor, found, event="breach.closed" if whom == "tutup" else "breach.told")
    return found


def _tell_breach(actor: Actor, made: Breach, *, event: str) -> None:
    journal.record(
        event, actor=actor.ref, subject=("breach", made.id), area=made.area_code, data={}
    )


def _filled(**given: tuple[str, str]) -> None:
    for name, (value, words) in given.items():
        if not value.strip():
            raise Problem("field_missing", name, name=words)


def _number(prefix: str, area: str, now: datetime) -> str:
    key = f"{prefix}-{area[:5] or 'RI'}-{timezone.localtime(now):%Y}"
    counter, _ = PrivacyCounter.objects.select_for_update().get_or_create(key=key)
    counter.last += 1
    counter.save()
    return f"{key}-{counter.last:03d}"
