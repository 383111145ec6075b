"""The demo's registry over time: decrees that end, wishes that wait, new members on their way.

Invented throughout. Everything goes through the same doors as in an office.
"""

from datetime import date, datetime, timedelta
from random import Random

from bubuhan.accounts.models import User
from bubuhan.accounts.policy import Actor, Role
from bubuhan.geo import queries as geo
from bubuhan.kernel import clock
from bubuhan.kernel.ids import uuid7
from bubuhan.kernel.text import name_key
from bubuhan.people.models import Origin, Person
from bubuhan.volunteers import changes, moving, verifying
from bubuhan.volunteers.models import Membership, Status

CITY = "63.71"
ISSUERS = {
    "Kepala Desa": "kepala_desa",
    "Wali Kota": "bupati_wali_kota",
    "Dinas Sosial": "kepala_dinas",
    "Dinas Sosial Provinsi Kalimantan Selatan": "kepala_dinas_provinsi",
}
WISHES = (
    ("phone", "0899 0000 7{n:03d}", "Nomor lama hilang bersama HP."),
    ("phone", "0899 0000 8{n:03d}", ""),
    ("address", "Jl. Sungai Andai Blok {n}", "Pindah rumah, masih satu kelurahan."),
    ("name", "", "Sesuai KTP yang baru."),
    ("birth_date", "19{n:02d}-08-17", "Salah ketik di daftar lama."),
)
PROPOSED = ("Rusmawati", "Ahmad Zaini", "Siti Norbayah", "Hamidah", "Muhammad Rifani")


def terms(memberships: list[Membership], random: Random, today: date) -> None:
    """Give unsaved hats with a decree its issuer, and a term that may end soon or have ended."""
    for hat in memberships:
        if not hat.decree_no:
            continue
        hat.decree_issuer_type = ISSUERS.get(hat.decree_issuer, "lainnya")
        draw = random.random()
        days = random.randint(61, 1400) if draw > 0.14 else random.randint(3, 59)
        if draw < 0.07:
            days = -random.randint(5, 400)
        ends = today + timedelta(days=days)
        if draw < 0.55 and (hat.started_on is None or ends > hat.started_on):
            hat.ends_on = max(ends, hat.decree_date or ends)


def fill(random: Random, now: datetime) -> None:
    """Wishes, proposals and transfers in Banjarmasin, so that the desks are not empty."""
    officer = _officer()
    hats = list(
        Membership.objects.filter(
            area_code__startswith=CITY + ".", status=Status.ACTIVE, pillar="PSM"
        )
        .select_related("person")
        .order_by("id")[20:90]
    )
    for number, hat in enumerate(random.sample(hats, min(24, len(hats)))):
        _wish(hat, number, officer, now - timedelta(hours=random.randint(1, 300)))
    _proposals(random)
    for hat in hats[:3]:
        others = [a.code for a in geo.villages(CITY) if a.code != hat.area_code]
        on = max(clock.day(now) - timedelta(days=random.randint(2, 40)), hat.started_on or date.min)
        moving.transfer(
            actor=officer,
            membership_id=hat.id,
            to_area=random.choice(others),
            on=on,
            note="Pindah rumah (contoh)",
        )


def _officer() -> Actor:
    """Somebody who did all that before today."""
    return Actor(uuid7(), "Petugas contoh", Role.PETUGAS, CITY)


def _wish(hat: Membership, number: int, officer: Actor, at: datetime) -> None:
    field, value, note = WISHES[number % len(WISHES)]
    new = hat.person.name + " Rahman" if field == "name" else value.format(n=50 + number % 40)
    made = changes.request_change(
        actor=officer.ref if number % 7 == 6 else _self(hat),
        person_id=hat.person_id,
        changes={field: new},
        letter=changes.Letter(note=note, origin=Origin.PHONE, made_at=at),
    )
    type(made).objects.filter(id=made.id).update(received_at=at)
    if number % 6 == 4:
        changes.send_back(actor=officer, request_id=made.id, note="Mohon foto KTP-nya.")
    elif number % 6 == 5:
        changes.approve(actor=officer, request_id=made.id)


def _self(hat: Membership) -> Actor:
    """The member himself, on his phone."""
    return Actor(uuid7(), hat.person.name, Role.RELAWAN, hat.area_code, person_id=hat.person_id)


def _proposals(random: Random) -> None:
    """New members at every desk of the chain; one came back with a note."""
    villages = [a.code for a in geo.villages(CITY)]
    dewi = User.objects.filter(username="dewi").first()
    for number, name in enumerate(PROPOSED):
        west = [v for v in villages if v.startswith("63.71.03.")]
        desa = random.choice(west)
        lurah = Actor(uuid7(), "Lurah contoh", Role.KOORDINATOR, desa)
        person = Person.objects.create(
            name=name, name_key=name_key(name), area_code=desa, example=True,
            phone=f"+6289900009{number:03d}",
        )  # fmt: skip
        values = {"pillar": "PSM", "area_code": desa, "position": "Anggota"}
        made = verifying.propose(actor=lurah, person=person, values=values, note="Usulan RT")
        if number in {1, 2} and dewi is not None:
            verifying.pass_on(actor=dewi.actor(), membership_id=made.id)
        if number == 2:
            verifying.send_back(
                actor=_officer(), membership_id=made.id, note="Sertifikat Bimtek dasar belum ada."
            )
