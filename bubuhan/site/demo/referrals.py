"""Referrals of the invented year: answered, refused, waiting for a place, forgotten; and some who went home."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from bubuhan.cases.models import Band, Case, CaseEntry, State
from bubuhan.directory import conditions
from bubuhan.directory.models import Service, chain
from bubuhan.geo import names
from bubuhan.kernel.ids import uuid7
from bubuhan.lists import queries as lists
from bubuhan.referrals import answering, rules, sending, sharing
from bubuhan.referrals.models import (
    AnswerRule,
    Journey,
    JourneyCheck,
    JourneyLeg,
    Referral,
    ReferralStep,
)

NAMES = {"63.71": "Budi Santoso", "63.05": "Citra Lestari"}
BY = "Petugas Dinas Sosial"
SHARE, LEAST, MOST = 0.22, 90, 700  # of the cases; a small demo gets more of them
NOTES = {
    "accept": ("Silakan datang hari kerja pukul 08.00 dengan berkasnya.", "Bisa kami jemput besok pagi.", "", "Hubungi petugas jaga sebelum datang."),
    "decline": ("Saat ini semua tempat terisi.", "Coba rumah singgah kota lebih dulu.", "", "Berkasnya belum ada surat pengantar."),
    "wait": ("Menunggu satu tempat kosong.", "", "Akan kami kabari bila ada yang keluar."),
    "finish": ("Sudah ditempatkan di kamar dan diperiksa perawat.", "Kartu sudah terbit dan diserahkan.", "Bantuan sudah diterima keluarganya.", "Sudah dirawat dan boleh pulang."),
    "revoke": ("Sudah ditangani keluarga.", "Salah memilih layanan."),
}  # fmt: skip
# how a referral went, and how often; the last step is where it stands
COURSES: tuple[tuple[tuple[str, ...], int], ...] = (
    (("see", "accept", "finish"), 40),
    (("see", "accept"), 14),
    (("see", "decline"), 15),
    (("see", "wait"), 9),
    (("see", "wait", "accept", "finish"), 5),
    (("see",), 5),
    ((), 9),
    (("revoke",), 3),
)
GRANTED = (True, True, True, False)
AFTER = {"see": "seen", "accept": "accepted", "wait": "waiting", "decline": "declined", "finish": "done", "revoke": "revoked"}  # fmt: skip
WAYS = ("link", "link", "call")


class _Rows:
    """What to insert, in the order of its foreign keys."""

    def __init__(self) -> None:
        self.referrals: list[Referral] = []
        self.steps: list[ReferralStep] = []
        self.entries: list[CaseEntry] = []


def fill(random: Random, now: datetime) -> None:
    """Referrals of about a fifth of the cases, and journeys of some stranded people."""
    services = list(Service.objects.filter(active=True).select_related("partner").prefetch_related("conditions"))  # fmt: skip
    cases = list(Case.objects.exclude(state=State.REJECTED).filter(sensitive=False).order_by("-opened_at"))  # fmt: skip
    protected = list(Case.objects.filter(sensitive=True).order_by("-opened_at")[:20])
    hours = {row.band: row.hours for row in AnswerRule.objects.filter(valid_to=None)}
    rows = _Rows()
    share = max(SHARE, min(0.9, LEAST / max(1, len(cases))))
    chosen = [one for one in cases if random.random() < share][:MOST] + protected[:8]
    for case in chosen:
        fitting = [s for s in services if case.need in s.needs and _reaches(s, case.area_code)]
        if fitting:
            _one(random, now, rows, case, fitting=fitting, hours=hours)
    Referral.objects.bulk_create(rows.referrals, batch_size=500)
    ReferralStep.objects.bulk_create(rows.steps, batch_size=1000)
    CaseEntry.objects.bulk_create(rows.entries, batch_size=1000)
    _journeys(random, now, cases)


def _reaches(one: Service, area: str) -> bool:
    here = chain(area)
    near = [one.partner.area_code, *one.partner.serves]
    return any(code in here for code in near) or one.partner.area_code.startswith(area[:5])


def _one(
    random: Random,
    now: datetime,
    rows: _Rows,
    case: Case,
    *,
    fitting: Sequence[Service],
    hours: dict[str, int],
) -> None:
    count = 2 if random.random() < 0.12 and len(fitting) > 1 else 1
    at = case.opened_at + timedelta(hours=random.uniform(2, 60))
    for number, service in enumerate(random.sample(list(fitting), count), start=1):
        if at >= now:
            at = now - timedelta(minutes=random.randint(15, 500))
        course = random.choices([c for c, _ in COURSES], [n for _, n in COURSES])[0]
        if number < count:
            course = ("see", "decline")
        if now - at > timedelta(days=45) and course in ((), ("see",)):
            course = ("see", "accept", "finish")
        one = _referral(random, case, service, number, at=at, hours=hours)
        rows.referrals.append(one)
        rows.entries.append(_entry(case, one, at, f"Dirujuk ke {one.partner_name}.", one.sent_by))
        at = _walk(random, now, rows, one, course) + timedelta(hours=random.uniform(1, 20))


def _referral(
    random: Random,
    case: Case,
    service: Service,
    number: int,
    *,
    at: datetime,
    hours: dict[str, int],
) -> Referral:
    protected = case.sensitive
    pieces = sharing.chosen(sharing.defaults(protected=protected))
    held = [c.text for c in service.conditions.all() if c.kind == "paper"]
    facts = sending.facts_of(case, {"persetujuan": "ya"})
    lacking = [m.text for m in conditions.check(service, facts)] if random.random() < 0.4 else []
    consent = random.choice(GRANTED) and not protected
    ground = "keselamatan" if not protected else "kewajiban_hukum"
    shown = sharing.rows(
        _about(case), pieces, random.choice(("", "Tinggal sendiri, perlu segera."))
    )
    return Referral(
        number=f"{case.number}/R{number}", case=case, service_id=service.id, partner_id=service.partner_id,
        service_name=service.name, partner_name=service.partner.name, partner_phone=service.partner.phone,
        from_area=case.area_code[:5], consent=consent, consent_by="yang bersangkutan" if consent else "",
        ground="" if consent else ground, ground_note="" if consent else "Tercatat pada asesmen awal.",
        shared=pieces, shown_text=json.dumps(shown, ensure_ascii=False), papers=held, missing=lacking[:3],
        band=case.band, answer_by=at + timedelta(hours=hours.get(case.band, 72)), sent_at=at,
        sent_by=NAMES.get(case.area_code[:5], BY), sent_by_id="contoh", example=True,
    )  # fmt: skip


def _about(case: Case) -> sharing.About:
    need = lists.title("need", case.need)
    place = names.label(case.area_code[:8])
    return sharing.About(
        case.subject_name, case.subject_age, case.subject_sex, need, Band(case.band).label, place, place,
        protected=case.sensitive,
    )  # fmt: skip


_LINES = {
    "accept": "{name} menerima rujukan.",
    "wait": "{name} memasukkan ke daftar tunggu.",
    "decline": "{name} menolak rujukan.",
    "finish": "{name}: sudah selesai.",
    "revoke": "Rujukan ke {name} dicabut.",
}


def _walk(
    random: Random, now: datetime, rows: _Rows, one: Referral, course: Sequence[str]
) -> datetime:
    """Steps of one referral up to now; returns when the last one was."""
    at, steps = one.sent_at, []
    for action in course:
        spans = {"see": (0.2, 30), "finish": (20, 400)}
        at += timedelta(hours=random.uniform(*spans.get(action, (0.5, 70))))
        if at >= now:
            break
        by_link = random.choice(WAYS)
        step = ReferralStep(
            id=uuid7(), referral=one, action=action, before=one.state, after=AFTER[action],
            way="sender" if action == "revoke" else "link" if action == "see" else by_link,
            at=at, by=one.sent_by if by_link == "call" or action == "revoke" else one.partner_name,
            note=random.choice(NOTES.get(action, ("",))),
        )  # fmt: skip
        if action == "decline":
            step.reason = random.choice(("penuh", "penuh", "syarat", "berkas", "ke_tempat_lain"))
        if action == "wait":
            step.wait_place = random.randint(1, 14)
            step.wait_until = (at + timedelta(days=random.randint(10, 90))).date()
        one.state = step.after
        steps.append(step)
        if action in _LINES:
            line = f"{_LINES[action].format(name=one.partner_name)} {step.note}".strip()
            rows.entries.append(_entry(one.case, one, at, line, step.by))
    answering.settle(one, steps)
    rows.steps += steps
    return min(at, now)


def _entry(case: Case, one: Referral, at: datetime, text: str, by: str) -> CaseEntry:
    return CaseEntry(
        id=uuid7(), case=case, kind="refer", at=at, made_at=at, by_kind="user", by_id="contoh",
        by_name=by, text=text, data={"referral": str(one.id), "state": one.state},
    )  # fmt: skip


def _journeys(random: Random, now: datetime, cases: Sequence[Case]) -> None:
    """A handful of journeys in every state, most of them long over."""
    stranded = [c for c in cases if c.need in ("pemulangan", "orang_terlantar")][:24]
    conditions_now = rules.conditions_for("63.71")
    made: list[Journey] = []
    checks: list[JourneyCheck] = []
    legs: list[JourneyLeg] = []
    for number, case in enumerate(stranded):
        state = ("travelling", "preparing", "arrived", "arrived", "travelling", "missing", "arrived", "cancelled")[number % 8]  # fmt: skip
        one = _journey(random, now, case, state)
        made.append(one)
        done = state != "preparing"
        for position, rule in enumerate(conditions_now, start=1):
            met = done or random.random() < 0.6
            checks.append(
                JourneyCheck(
                    journey=one, code=rule.code, text=rule.text, source=rule.source, example=rule.example,
                    position=position, met=True if met else None, by=BY if met else "",
                    at=one.planned_at + timedelta(hours=3) if met else None,
                )
            )  # fmt: skip
        legs += _legs(one, now)
    Journey.objects.bulk_create(made)
    JourneyCheck.objects.bulk_create(checks, batch_size=1000)
    JourneyLeg.objects.bulk_create(legs)


def _journey(random: Random, now: datetime, case: Case, state: str) -> Journey:
    own = case.area_code[:5]
    to = random.choice(
        [code for code in ("63.05", "63.71", "63.72", "63.07", "63.02") if code != own]
    )
    planned = max(case.opened_at, now - timedelta(days=random.randint(2, 20)))
    if state in ("travelling", "missing"):
        planned = now - timedelta(hours=random.randint(20, 40))
    left = planned + timedelta(hours=8)
    gone = state in ("travelling", "arrived", "missing")
    times: dict[str, Any] = {"departed_at": left if gone else None}
    if gone:
        times["expected_at"] = left + timedelta(hours=random.choice((5, 9, 30)))
    if state == "arrived":
        times |= {
            "arrived_at": min(left + timedelta(hours=9), now),
            "confirmed_by": "Petugas kantor tujuan",
        }
    pieces = sharing.chosen(sharing.defaults(protected=case.sensitive))
    shown = sharing.rows(_about(case), pieces, "")
    return Journey(
        number=f"{case.number}/P1", case=case, state=state, from_area=own, to_area=to,
        to_place="dekat langgar, RT 03", family="Ipar, 0899-0000-4410", companion=random.choice(("Hasanah", "Ilham Fauzi", "")),
        companion_phone="0899-0000-4411", companion_role="PSM", shared=pieces,
        shown_text=json.dumps(shown, ensure_ascii=False), planned_at=planned, planned_by=NAMES.get(own, BY), example=True,
        **times,
    )  # fmt: skip


def _legs(one: Journey, now: datetime) -> list[JourneyLeg]:
    start = one.departed_at or now + timedelta(days=1)
    here, there = names.name(one.from_area), names.name(one.to_area)
    return [
        JourneyLeg(journey=one, position=1, mode="mobil_dinas", start=f"Rumah singgah {here}", end=f"Terminal {here}", leaves_at=start, arrives_at=start + timedelta(hours=1)),
        JourneyLeg(journey=one, position=2, mode="bus", start=f"Terminal {here}", end=f"Terminal {there}", leaves_at=start + timedelta(hours=1), arrives_at=start + timedelta(hours=5)),
    ]  # fmt: skip
