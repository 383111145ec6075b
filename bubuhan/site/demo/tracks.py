"""Numbers in other systems and letters of the invented year: waiting, answered, late, and not matching."""

import json
from datetime import date, datetime, timedelta
from random import Random

from django.utils import timezone

from bubuhan.cases.models import Case, State
from bubuhan.geo import names
from bubuhan.kernel import crypto
from bubuhan.kernel.ids import uuid7
from bubuhan.letters import actions as letters
from bubuhan.letters import numbering, papers
from bubuhan.letters import queries as letter_queries
from bubuhan.letters.models import Letter, LetterCounter, LetterOffice
from bubuhan.tracks.models import (
    AnswerSheet,
    ExternalSystem,
    Mismatch,
    ProposalSheet,
    Track,
    TrackStep,
)

BY = "Budi Santoso"
CITY = "63.71"
SHARE, LEAST, MOST = 0.1, 45, 320
FORCED = 8  # of the city stand on one sheet, so that every page has something to show
WANTS = {"dokumen_kependudukan": "dukcapil", "sakit_tanpa_jaminan": "bpjs"}
NOTES = ("menunggu ground check", "berkas KK menyusul", "sudah ditanyakan lewat telepon", "", "", "")  # fmt: skip


def fill(random: Random, now: datetime) -> None:
    """About a tenth of the cases stand in another system too; some have letters."""
    cases = list(Case.objects.exclude(state=State.REJECTED).filter(sensitive=False).order_by("-opened_at"))  # fmt: skip
    share = max(SHARE, min(0.9, LEAST / max(1, len(cases))))
    city = [one for one in cases if one.area_code.startswith(CITY)][:FORCED]
    chosen = city + [one for one in cases if random.random() < share and one not in city][:MOST]
    _tracks(random, now, chosen)
    _sheets(now)
    _letters(random, now, [one for one in cases if one.subject_name][:60])


def _tracks(random: Random, now: datetime, cases: list[Case]) -> None:
    systems = {one.code: one for one in ExternalSystem.objects.filter(area_code="")}
    today = timezone.localtime(now).date()
    tracks, steps = [], []
    for n, case in enumerate(cases):
        code = WANTS.get(case.need) or random.choice(("dtsen", "dtsen", "bpjs", "dukcapil", "lapor"))  # fmt: skip
        code = "dtsen" if n < FORCED else code
        states = systems[code].states
        ends = [n for n, s in enumerate(states) if s["final"]]
        reached = (
            random.choice(ends)
            if n >= FORCED and random.random() < 0.35
            else random.randint(0, ends[0] - 1)
        )
        path = [s for s in states[: reached + 1] if not s["final"]] or states[:1]
        if states[reached]["final"]:
            path.append(states[reached])
        days = sorted((random.randint(0, 75) for _ in path), reverse=True)
        named = systems[code].person
        one = Track(
            case=case, system=code, state=path[-1]["code"], since=today - timedelta(days=days[-1]), final=path[-1]["final"],
            number=f"{9000000 + n}" if code == "lapor" or random.random() < 0.6 else "", name=case.subject_name if named else "",
            note=random.choice(NOTES), made_at=now - timedelta(days=days[0]), made_by=BY,
        )  # fmt: skip
        if named and random.random() < 0.8:
            one.set_nik(_nik(random, case))
        tracks.append(one)
        steps += [
            TrackStep(track=one, state=s["code"], on=today - timedelta(days=d), at=now - timedelta(days=d), by=BY)
            for s, d in zip(path, days, strict=True)
        ]  # fmt: skip
    Track.objects.bulk_create(tracks)
    TrackStep.objects.bulk_create(steps)


def _nik(random: Random, case: Case) -> str:
    """An invented number of the case's district; serial 0000 marks it."""
    born = date(2026 - (case.subject_age or random.randint(20, 70)), random.randint(1, 12), random.randint(1, 28))  # fmt: skip
    day = born.day + (40 if case.subject_sex == "P" else 0)
    district = case.area_code[:8].replace(".", "").ljust(6, "0")
    return f"{district}{day:02d}{born:%m%y}0000"


def _sheets(now: datetime) -> None:
    """One sheet of last week that was uploaded, and its answer with rows to settle."""
    known = ExternalSystem.objects.get(code="dtsen", area_code="")
    mine = Track.objects.filter(system="dtsen", final=False, case__area_code__startswith=CITY)
    rows = list(mine.order_by("id")[:12])
    if len(rows) < 4:
        return
    sent = now - timedelta(days=6)
    sheet = ProposalSheet.objects.create(system="dtsen", area_code=CITY, columns=known.columns, at=sent, by=BY, sent_on=sent.date())  # fmt: skip
    sheet.tracks.set(rows)
    answer = AnswerSheet.objects.create(
        system="dtsen", area_code=CITY, proposal=sheet, file_name="hasil verval.xlsx", rows=len(rows), updated=len(rows) - 3, at=now - timedelta(days=1), by=BY,
    )  # fmt: skip
    a, b, c, _ = rows[:4]
    wrong = [
        (a, 3, "nik", "diterima", {"nik": f"{(a.nik or '6371030101700000')[:10]}700000", "name": a.name, "state": "TERDAFTAR"}),
        (b, 5, "nama", "ditolak", {"nik": b.nik or "", "name": "Nama Lain Contoh", "state": "TIDAK LAYAK"}),
        (None, 8, "asing", "diterima", {"nik": "6371010101800000", "name": "Orang Contoh Baru", "state": "TERDAFTAR"}),
        (c, 0, "tidak_ada", "", {}),
    ]  # fmt: skip
    Mismatch.objects.bulk_create(
        Mismatch(sheet=answer, track=track, row=line, kind=kind, state=state, theirs=json.dumps(theirs))
        for track, line, kind, state, theirs in wrong
    )  # fmt: skip


def _letters(random: Random, now: datetime, cases: list[Case]) -> None:
    """Issued letters of the last two months in both offices, one of them withdrawn."""
    for area, name, role in ((CITY, "Farida Hanum", "Kepala Dinas Sosial"), ("63.05", "", "Kepala Dinas Sosial")):  # fmt: skip
        LetterOffice.objects.create(
            area_code=area, pattern=numbering.DEFAULT, digits=3, code="DINSOS", place=names.name(area), address=f"Jalan Contoh 1, {names.name(area)}",
            signer_role=role, signer_name=name, at=now - timedelta(days=200), by="contoh",
        )  # fmt: skip
    made = []
    for area in (CITY, "63.05"):
        here = [one for one in cases if one.area_code.startswith(area)][:14]
        start = _last(area, now)
        for n, case in enumerate(reversed(here)):
            at = now - timedelta(days=3 * (len(here) - n), hours=random.randint(0, 5))
            made.append(_letter(case, area, start + n + 1, at))
        key = f"{area}:{timezone.localtime(now).year}"
        LetterCounter.objects.update_or_create(key=key, defaults={"last": start + len(here)})
    if made:
        one = made[0]
        one.withdrawn_at, one.withdrawn_by = now - timedelta(days=2), BY
        one.withdrawn_reason = "Alamat tujuan keliru, diganti surat baru"
    Letter.objects.bulk_create(made)


def _last(area: str, now: datetime) -> int:
    row = LetterCounter.objects.filter(key=f"{area}:{timezone.localtime(now).year}").first()
    return row.last if row else 0


def _letter(case: Case, area: str, serial: int, at: datetime) -> Letter:
    template = "surat_pengantar" if serial % 3 else "surat_tugas"
    text, office = letter_queries.text_for(area, template), letter_queries.office_for(area)
    fields = {
        "tujuan": f"Dukcapil {names.titled(area)}", "keperluan": "pengurusan dokumen kependudukan", "tugas": "Kunjungan dan asesmen keluarga",
        "mulai": letter_queries.long_date(at), "selesai": letter_queries.long_date(at + timedelta(days=1)), "keterangan": "Mohon dibantu.",
    }  # fmt: skip
    day = timezone.localtime(at).date()
    number = numbering.render(office.scheme, text.code_no, day, serial)
    token = uuid7().hex
    content = letters.compose(text, office, fields, [("Nama", case.subject_name), ("Alamat", names.path(case.area_code))], number=number, now=at, by=BY, token=token)  # fmt: skip
    frozen, digest = papers.freeze(content)
    return Letter(
        template=template, title=text.title, area_code=area, office=area, year=day.year, serial=serial, number=number,
        subject_kind="case", subject_id=case.id, addressee=fields["tujuan"] if template == "surat_pengantar" else "", content=frozen, digest=digest,
        token_hash=crypto.token_hash(token), issued_at=at, by_id="contoh", by=BY,
    )  # fmt: skip
