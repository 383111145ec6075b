"""What an officer writes about the household: where they live, who belongs to it, of which type each is."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from bubuhan.accounts.policy import needs
from bubuhan.accounts.posted import (
    actor_of,
    optional_day,
    optional_key,
    optional_number,
    rev_of,
    text,
    ticked,
)
from bubuhan.assessments import actions
from bubuhan.assessments.classifying import TypeValues
from bubuhan.assessments.members import MemberValues
from bubuhan.assessments.views.posted import decision, done


@needs("family.edit")
@require_POST
@decision
def home(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Where they live."""
    actions.save_home(
        actor=actor_of(request),
        case_id=case_id,
        area_code=text(request, "area_code"),
        address=text(request, "address"),
        note=text(request, "note"),
        rev=rev_of(request),
    )
    return done(request, case_id, "Tempat tinggal disimpan.", "#keluarga")


@needs("family.edit")
@require_POST
@decision
def join(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The same household as another case."""
    number = text(request, "number")
    actions.join(actor=actor_of(request), case_id=case_id, number=number, rev=rev_of(request))
    return done(request, case_id, "Kasus ini sekarang memakai keluarga yang sama.", "#keluarga")


@needs("family.edit")
@require_POST
@decision
def add_member(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """A new person of the household."""
    actions.save_member(
        actor=actor_of(request), case_id=case_id, values=_values(request), rev=rev_of(request)
    )
    return done(request, case_id, "Anggota keluarga ditambahkan.", "#keluarga")


@needs("family.edit")
@require_POST
@decision
def save_member(request: HttpRequest, case_id: UUID, member_id: UUID) -> HttpResponse:
    """Change a person."""
    actions.save_member(
        actor=actor_of(request),
        case_id=case_id,
        values=_values(request),
        member_id=member_id,
        rev=rev_of(request),
    )
    return done(request, case_id, "Perubahan disimpan.", "#keluarga")


@needs("family.edit")
@require_POST
@decision
def remove_member(request: HttpRequest, case_id: UUID, member_id: UUID) -> HttpResponse:
    """Take a person out."""
    actions.remove_member(
        actor=actor_of(request),
        case_id=case_id,
        member_id=member_id,
        reason=text(request, "reason"),
        rev=rev_of(request),
    )
    return done(request, case_id, "Orang ini dikeluarkan dari daftar keluarga.", "#keluarga")


@needs("family.classify")
@require_POST
@decision
def classify(request: HttpRequest, case_id: UUID, member_id: UUID) -> HttpResponse:
    """A type of a person."""
    actions.classify(
        actor=actor_of(request),
        case_id=case_id,
        member_id=member_id,
        values=_type(request),
        rev=rev_of(request),
    )
    return done(request, case_id, "Jenis PPKS dicatat.", "#keluarga")


def _type(request: HttpRequest) -> TypeValues:
    return TypeValues(
        code=text(request, "code"),
        taxonomy=text(request, "taxonomy") or "ppks",
        valid_from=optional_day(request, "valid_from", "sejak"),
        note=text(request, "note"),
        with_pas=ticked(request, "with_pas"),
    )


@needs("family.classify")
@require_POST
@decision
def end_type(request: HttpRequest, case_id: UUID, type_id: UUID) -> HttpResponse:
    """No longer of that type."""
    actions.end_type(
        actor=actor_of(request),
        case_id=case_id,
        type_id=type_id,
        note=text(request, "note"),
        rev=rev_of(request),
    )
    return done(request, case_id, "Jenis itu diakhiri hari ini.", "#keluarga")


def _values(request: HttpRequest) -> MemberValues:
    """The form of a person. An empty NIK field leaves the number as it is; `nik_drop` empties it."""
    nik = text(request, "nik")
    return MemberValues(
        relation=text(request, "relation"),
        name=text(request, "name"),
        nik="" if ticked(request, "nik_drop") else nik or None,
        sex=text(request, "sex"),
        birth_date=optional_day(request, "birth_date", "tanggal lahir"),
        age_years=optional_number(request, "age_years", "umur"),
        phone=text(request, "phone"),
        residence=text(request, "residence") or "rumah",
        note=text(request, "note"),
        guardian=ticked(request, "guardian"),
        suspected=ticked(request, "suspected"),
        neglected=ticked(request, "neglected"),
        person_id=optional_key(text(request, "person_id")),
    )
