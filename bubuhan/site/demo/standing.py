"""How the invented members stand: answers with evidence, work outside, double roles, grades."""

from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from bubuhan.accounts.policy import Actor, Role
from bubuhan.kernel import clock
from bubuhan.kernel.bulk import copy_in
from bubuhan.kernel.ids import uuid7
from bubuhan.people.models import Origin, Precision
from bubuhan.standing import actions, deciding, raising
from bubuhan.standing.deciding import Decision
from bubuhan.standing.groups import heads_of
from bubuhan.standing.models import CriterionAnswer, DoubleFinding, Occupation
from bubuhan.volunteers.models import Membership, Status

CITY = "63.71"
STATED = ("wni", "komitmen", "baca_tulis", "kelakuan_baik")
COMPLETE, TRAINED, SEEN = 0.74, 0.58, 0.5  # shares, invented
WORKS = ("KADER", "KADER", "PERANGKAT_DESA", "PPPK", "PENDAMPING_PKH", "ASN", "KADER", "PARPOL")
DECIDED = (
    Decision("izinkan", "Tugas di kelurahan masih perlu dipegang sampai ada pengganti.", letter_no="800/214/Dinsos"),
    Decision("catat", "Sudah lama berjalan dan saling mendukung."),
    Decision("rujuk", "Perlu arahan provinsi.", referred_to="Dinsos Provinsi"),
)  # fmt: skip


def fill(random: Random, now: datetime, officer: str) -> None:
    """Answers, confirmations of last year, a few occupations and decisions, then every grade."""
    members = list(
        Membership.objects.filter(status=Status.ACTIVE).select_related("person").order_by("id")
    )
    _terms(random, now, members)
    psm = [one for one in members if one.pillar == "PSM"]
    _answers(random, now, psm, officer)
    _more_hats(random, now, psm, officer)
    for chunk in actions.chunks(raising.many_hats(), actions.CHUNK):
        raising.look(heads_of(chunk))
    _decisions(now, officer)
    actions.regrade(Membership.objects.order_by("id").values_list("id", flat=True))


def _terms(random: Random, now: datetime, members: list[Membership]) -> None:
    """Decrees that run five years, and what was confirmed before this year's campaign."""
    for one in members:
        if one.decree_date and random.random() < 0.6:
            one.ends_on = one.decree_date + timedelta(days=5 * 365)
            if one.ends_on < clock.day(now) - timedelta(days=500):  # renewed since, as most are
                one.ends_on = clock.day(now) + timedelta(days=random.randint(-120, 900))
        if one.confirmed_at is None and random.random() < 0.7:
            one.confirmed_at = now - timedelta(days=random.randint(30, 430))
            one.confirmed_by = "konfirmasi tahunan contoh"
    Membership.objects.bulk_update(members, ["ends_on", "confirmed_at", "confirmed_by"], 1000)


def _answers(random: Random, now: datetime, psm: list[Membership], officer: str) -> None:
    rows = []

    def add(one: Membership, code: str, answer: str, note: str = "") -> None:
        at = now - timedelta(days=random.randint(20, 700))
        per = one.id if code == "ktp_domisili" else None
        rows.append(
            CriterionAnswer(
                id=uuid7(), person_id=one.person_id, membership_id=per, criterion=code,
                answer=answer, note=note, origin=Origin.OFFICE, by=officer, by_id="contoh", at=at,
            )
        )  # fmt: skip

    for one in psm:
        if random.random() < COMPLETE:
            for code in STATED:
                add(one, code, "pernyataan")
        if random.random() < SEEN:
            add(one, "ktp_domisili", "bukti", "fotokopi KTP dalam berkas")
        if random.random() < TRAINED:
            add(
                one, "bimtek_dasar", "bukti", f"sertifikat Bimtek {now.year - random.randint(1, 6)}"
            )
    copy_in(CriterionAnswer, rows)


def _more_hats(random: Random, now: datetime, psm: list[Membership], officer: str) -> None:
    """Some also lead the Karang Taruna, or work elsewhere."""
    leading = random.sample(psm[20:], 24)
    Membership.objects.bulk_create(
        Membership(
            person_id=one.person_id, pillar="KARANG_TARUNA", area_code=one.area_code,
            position=random.choice(("Ketua", "Sekretaris", "Bendahara", "Anggota")),
            started_on=(now - timedelta(days=random.randint(200, 1500))).date(),
            started_precision=Precision.DAY, origin=Origin.IMPORT, origin_id="contoh",
        )
        for one in leading
    )  # fmt: skip
    _rare_hats(random, now, [one for one in psm[20:] if one.area_code.startswith(CITY)])
    city = [one for one in psm[20:] if one.area_code.startswith(CITY)]
    seen: set[UUID] = set()
    works = []
    for code, one in zip(WORKS, random.sample(city, len(WORKS)), strict=True):
        if one.person_id not in seen:
            seen.add(one.person_id)
            works.append(
                Occupation(
                    person_id=one.person_id, code=code, source="pernyataan sendiri", by=officer, at=now
                )
            )  # fmt: skip
    Occupation.objects.bulk_create(works)


def _rare_hats(random: Random, now: datetime, city: list[Membership]) -> None:
    """Pairs that an officer is asked about: PSM who lead an LKS, accompany PKH, or became TKSK."""
    hats = [("LKS", "Ketua"), ("LKS", "Bendahara"), ("SDM_PKH", "Pendamping"), ("SDM_PKH", "Pendamping"),
            ("PEKSOS", ""), ("LKS", "Pengurus"), ("SDM_PKH", "Operator"), ("PEKSOS", "")]  # fmt: skip
    Membership.objects.bulk_create(
        Membership(
            person_id=one.person_id, pillar=pillar, area_code=one.area_code[:5], position=position,
            started_on=(now - timedelta(days=random.randint(60, 900))).date(),
            started_precision=Precision.DAY, origin=Origin.IMPORT, origin_id="contoh",
        )
        for (pillar, position), one in zip(hats, random.sample(city, len(hats)), strict=True)
    )  # fmt: skip


def _decisions(now: datetime, officer: str) -> None:
    """A few of the city's findings were already decided."""
    actor = Actor(user_id=uuid7(), name=officer, role=Role.PETUGAS, area=CITY)
    waiting = DoubleFinding.objects.visible_to(actor).filter(
        state="open", verdict__in=["jalur", "perlu_telaah"]
    )
    for found, values in zip(waiting.order_by("id"), DECIDED, strict=False):
        deciding.decide(actor=actor, finding_id=found.id, values=values)
