"""A year of invented reports and cases, with the seasons of Kalsel: floods in January, fires in
August. Written in bulk with the same pure rules (triage, numbering) that live cases go through.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from random import Random
from typing import Any

from bubuhan import journal
from bubuhan.cases import triage
from bubuhan.cases.models import Assignment, Case, CaseEntry, CaseReport, State
from bubuhan.cases.numbering import take_numbers
from bubuhan.geo import queries as geo
from bubuhan.journal import Touch
from bubuhan.kernel.actors import SYSTEM
from bubuhan.kernel.ids import uuid7
from bubuhan.kernel.text import name_key
from bubuhan.lists import queries as lists
from bubuhan.people.models import Origin, SourceRecord
from bubuhan.reports.models import Report
from bubuhan.site.demo.names import Namer
from bubuhan.site.demo.words import (
    ENDINGS,
    LONGEST_WAIT,
    NAMELESS,
    OLD,
    OTHERS,
    RESPOND,
    SIGNS,
    STORIES,
    VISITS,
)
from bubuhan.volunteers.models import Membership


@dataclass(slots=True)
class Rows:
    """Everything to insert, in the order of its foreign keys."""

    sources: list[SourceRecord] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    links: list[CaseReport] = field(default_factory=list)
    entries: list[CaseEntry] = field(default_factory=list)
    assignments: list[Assignment] = field(default_factory=list)
    touches: list[Touch] = field(default_factory=list)


class History:
    """Writes `count` cases that were opened in the 365 days before `now`."""

    def __init__(
        self, random: Random, now: datetime, namer: Namer, officers: dict[str, str]
    ) -> None:
        self.random, self.now, self.namer, self.officers = random, now, namer, officers
        self.rows = Rows()
        self.psm: dict[str, list[Membership]] = {}
        for member in Membership.objects.filter(pillar="PSM", status="active").select_related(
            "person"
        ):
            self.psm.setdefault(member.area_code[:8], []).append(member)
        self.areas = {a.code: a for a in geo.villages("63")}
        self.all_psm = [m for members in self.psm.values() for m in members]
        self.pace = {kab: random.uniform(0.5, 1.9) for kab in sorted({k[:5] for k in self.psm})}

    def write(self, count: int) -> None:
        """Make the rows, number the cases month by month, insert all."""
        for opened in sorted(self._moment() for _ in range(count)):
            self._one(opened)
        for opened in sorted(self._moment() for _ in range(count // 40)):
            self._other(opened)
        self._number()
        rows = self.rows
        with journal.unit():
            SourceRecord.objects.bulk_create(rows.sources, batch_size=1000)
            Report.objects.bulk_create(rows.reports, batch_size=1000)
            Case.objects.bulk_create(rows.cases, batch_size=1000)
            CaseReport.objects.bulk_create(rows.links, batch_size=1000)
            CaseEntry.objects.bulk_create(rows.entries, batch_size=1000)
            Assignment.objects.bulk_create(rows.assignments, batch_size=1000)
            journal.record(
                "demo.built",
                actor=SYSTEM,
                subject=("instance", "demo"),
                data={"cases": count},
                touched=rows.touches,
            )

    def _moment(self) -> datetime:
        """A moment of the year: more lately (more phones), more by day than by night."""
        days = 365 * (1 - self.random.random() ** 0.75)
        if self.random.random() < 0.03:
            days = self.random.random() * 2
        hour = self.random.choices(
            range(24), [1] * 6 + [4, 7, 9, 9, 8, 7, 6, 6, 7, 7, 6, 6, 5, 5, 4, 3, 2, 1]
        )[0]
        start = (self.now - timedelta(days=days)).replace(hour=0, minute=0)
        moment = start + timedelta(hours=hour - 8, minutes=self.random.randint(0, 59))
        return min(moment, self.now - timedelta(minutes=self.random.randint(3, 600)))

    def _need(self, month: int) -> str:
        weights = [s["weight"] * s["months"][month - 1] for s in STORIES.values()]
        return self.random.choices(list(STORIES), weights)[0]

    def _place(self) -> tuple[str, Membership]:
        """Where PSM are, reports come from; a fifth is from a desa next to one's own."""
        random = self.random
        member = random.choice(self.all_psm)
        while not member.area_code.startswith("63.71") and random.random() < 0.35:
            member = random.choice(self.all_psm)
        if random.random() < 0.8:
            return member.area_code, member
        return random.choice([c for c in self.areas if c.startswith(member.area_code[:8])]), member

    def _one(self, opened: datetime) -> None:
        need = self._need(opened.month)
        desa, reporter = self._place()
        if self.random.random() < 0.012:
            reporter = self._ani() or reporter
            desa = reporter.area_code
        report = self._report(need, desa, reporter, opened)
        case = self._case(need, report, reporter)
        self.rows.links.append(
            CaseReport(
                report=report, case=case, reporter_id=reporter.person_id, at=report.received_at
            )
        )
        self._entry(
            case, "report", report.received_at, reporter.person.name, report.story, by="device"
        )
        self._entry(
            case, "triage", report.received_at, "Sistem", "", by="system", data={"band": case.band}
        )
        self._lead(case, reporter)
        self._touch(case, report)

    def _other(self, opened: datetime) -> None:
        """An isu, a masukan or a kegiatan: stored and listed, no case."""
        desa, reporter = self._place()
        kind = self.random.choice(list(OTHERS))
        area = self.areas[desa]
        report = Report(
            id=uuid7(),
            kind=kind,
            user_id=uuid7(),
            reporter_id=reporter.person_id,
            reporter_name=reporter.person.name,
            area_code=desa,
            lat=area.lat,
            lon=area.lon,
            happened_on=opened.date(),
            made_at=opened,
            received_at=opened,
            story=self.random.choice(OTHERS[kind]),
            body={"signs": {}, "consent": None, "subject": None},
        )
        self.rows.reports.append(report)
        self.rows.touches.append(Touch(f"mine:{report.reporter_id}", "report", str(report.id)))

    def _ani(self) -> Membership | None:
        return next(
            (m for m in self.psm.get("63.71.03", []) if m.person.name == "Ani Rahmawati"), None
        )

    def _subject(self, need: str) -> dict[str, Any]:
        random = self.random
        if need in NAMELESS and random.random() < 0.7:
            return {}
        sex = random.choice("LP")
        low, high = (
            (62, 90) if need in OLD else (6, 15) if need == "perlindungan_anak" else (19, 74)
        )
        return {
            "name": self.namer.name(sex),
            "sex": sex,
            "age_years": random.randint(low, high) if random.random() < 0.8 else None,
        }

    def _report(self, need: str, desa: str, reporter: Membership, opened: datetime) -> Report:
        random = self.random
        subject = self._subject(need)
        short = subject.get("name", "warga").removeprefix("H. ").removeprefix("Hj. ").split(" ")[0]
        signs = {s: random.random() < chance.get(need, 0.02) for s, chance in SIGNS.items()}
        waited = timedelta(
            minutes=random.choice((1, 1, 2, 4, 30, 240, 1500))
        )  # time without signal
        area = self.areas[desa]
        report_id = uuid7()
        source = None
        if subject:
            source = SourceRecord(
                origin=Origin.REPORT,
                origin_id=str(report_id),
                received_at=opened,
                body=subject,
                name_key=name_key(subject["name"]),
                area_code=desa,
            )
            self.rows.sources.append(source)
        report = Report(
            id=report_id,
            kind="kasus",
            user_id=uuid7(),
            reporter_id=reporter.person_id,
            reporter_name=reporter.person.name,
            area_code=desa,
            lat=round(area.lat + random.gauss(0, 0.004), 5) if area.lat else None,
            lon=round((area.lon or 0) + random.gauss(0, 0.004), 5) if area.lat else None,
            accuracy_m=random.choice((8, 12, 20, 45)),
            happened_on=opened.date(),
            made_at=opened - waited,
            received_at=opened,
            need=need,
            story=random.choice(STORIES[need]["stories"]).format(nama=short),
            body={
                "signs": signs,
                "consent": {"given": True, "reason": ""},
                "subject": subject or None,
            },
            sensitive=_need_row(need).data.get("sensitive", False) or signs["violence"],
            source_record=source,
        )
        self.rows.reports.append(report)
        return report

    def _case(self, need: str, report: Report, reporter: Membership) -> Case:
        subject = report.body["subject"] or {}
        row = _need_row(need)
        signs = tuple(
            triage.Sign(
                s.code, s.data.get("reason", s.name), s.data["weight"], report.body["signs"][s.code]
            )
            for s in lists.items("urgency_sign")
        )
        facts = triage.Facts(row.name, row.data.get("weight", 0), signs, subject.get("age_years"))
        verdict = triage.triage(facts)
        minutes = {"darurat": 45 if report.area_code.startswith("63.71") else 60, "tinggi": 1440}
        due = report.received_at + timedelta(
            minutes=minutes.get(verdict.band, 4320 if verdict.band == "sedang" else 10080)
        )
        case = Case(
            number="",
            area_code=report.area_code,
            need=need,
            subject_name=subject.get("name", ""),
            subject_key=name_key(subject["name"]) if subject else "",
            subject_sex=subject.get("sex", ""),
            subject_age=subject.get("age_years"),
            lat=report.lat,
            lon=report.lon,
            sensitive=report.sensitive,
            band=verdict.band,
            score=verdict.score,
            reasons=[{"text": r.text, "points": r.points} for r in verdict.reasons],
            signs=report.body["signs"],
            opened_at=report.received_at,
            respond_by=due,
            deadline_at=due,
            example=True,
        )
        self.rows.cases.append(case)
        return case

    def _lead(self, case: Case, reporter: Membership) -> None:
        """Take the case as far as it would have come by now."""
        random, pace = self.random, self.pace[case.area_code[:5]]
        office = self.officers.get(case.area_code[:5], "Petugas Dinas Sosial")
        slow = random.uniform(3, 12) if random.random() < 0.09 else random.uniform(0.15, 1.3)
        wait = min(RESPOND[case.band] * pace * slow, LONGEST_WAIT)
        offered = case.opened_at + timedelta(hours=wait)
        if random.random() < 0.02 and offered < self.now:
            self._reject(case, offered, office)
            return
        if offered > self.now:
            return
        member = reporter if random.random() < 0.45 else random.choice(self.psm[case.area_code[:8]])
        task = self._assign(case, member, offered, office)
        accepted = offered + timedelta(
            hours=max(1.5, RESPOND[case.band]) * random.uniform(0.05, 0.8)
        )
        if accepted > self.now:
            return
        task.state, task.answered_at = Assignment.State.ACCEPTED, accepted
        case.state, case.first_response_at = State.ACTIVE, accepted
        case.deadline_at = case.opened_at + timedelta(
            days={"darurat": 3, "tinggi": 7, "sedang": 30}.get(case.band, 60)
        )
        self._entry(case, "accept", accepted, member.person.name, "", person=member)
        self._finish(case, task, member, self._visits(case, member, accepted), office)

    def _visits(self, case: Case, member: Membership, start: datetime) -> datetime:
        moment = start
        for _ in range(self.random.choice((1, 1, 2, 2, 3))):
            moment += timedelta(hours=self.random.uniform(3, 90))
            if moment > self.now:
                return moment
            found = self.random.choice(VISITS)
            data = {
                "visited_on": moment.date().isoformat(),
                "met": "yes",
                "condition": "tetap",
                "found": found,
            }
            self._entry(case, "visit", moment, member.person.name, found, person=member, data=data)
        return moment

    def _finish(
        self, case: Case, task: Assignment, member: Membership, last: datetime, office: str
    ) -> None:
        resolved = last + timedelta(days=self.random.triangular(0.5, 24, 4))
        if resolved > self.now:
            return
        case.outcome = self.random.choices(ENDINGS, (46, 18, 16, 8, 12))[0]
        case.summary = "Sudah ditangani bersama keluarga dan kelurahan."
        case.state, case.resolved_at, case.rev = State.RESOLVED, resolved, 5
        case.deadline_at = None
        task.state, task.ended_at = Assignment.State.DONE, resolved
        data = {"outcome": case.outcome}
        self._entry(
            case, "resolve", resolved, member.person.name, case.summary, person=member, data=data
        )
        closed = resolved + timedelta(days=self.random.uniform(0.2, 6))
        if closed < self.now:
            case.state, case.closed_at = State.CLOSED, closed
            self._entry(
                case, "close", closed, office, "Hasil sudah dipastikan lewat telepon.", by="user"
            )

    def _reject(self, case: Case, at: datetime, office: str) -> None:
        case.state, case.closed_at, case.reject_reason = (
            State.REJECTED,
            at,
            lists.items("reject_reason")[0].code,
        )
        case.deadline_at = None
        self._entry(case, "reject", at, office, "Bukan laporan kasus.", by="user")

    def _assign(self, case: Case, member: Membership, at: datetime, office: str) -> Assignment:
        case.state, case.rev = State.OFFERED, 3
        task = Assignment(
            case=case,
            person_id=member.person_id,
            person_name=member.person.name,
            membership_id=member.pk,
            pillar=member.pillar,
            offered_at=at,
            offered_by=office,
        )
        self.rows.assignments.append(task)
        data = {"to": member.person.name, "pillar": member.pillar, "assignment": str(task.id)}
        self._entry(case, "dispatch", at, office, "", by="user", data=data)
        return task

    def _entry(
        self,
        case: Case,
        kind: str,
        at: datetime,
        name: str,
        text: str,
        *,
        by: str = "device",
        person: Membership | None = None,
        data: dict[str, Any] | None = None,
    ) -> None:
        self.rows.entries.append(
            CaseEntry(
                case=case,
                kind=kind,
                at=at,
                made_at=at,
                by_kind=by,
                by_id=by,
                by_name=name,
                person_id=person.person_id if person else None,
                text=text,
                data=data or {},
            )
        )

    def _touch(self, case: Case, report: Report) -> None:
        """Phones get what is open, and the last two months."""
        if case.closed_at and case.closed_at < self.now - timedelta(days=60):
            return
        doc = str(case.pk)
        people = {
            str(report.reporter_id),
            *(str(t.person_id) for t in self.rows.assignments[-1:] if t.case is case),
        }
        self.rows.touches.append(Touch(case.area_code[:8], "case", doc))
        self.rows.touches += [Touch(f"mine:{p}", "case", doc) for p in sorted(people)]
        self.rows.touches.append(Touch(f"mine:{report.reporter_id}", "report", str(report.pk)))

    def _number(self) -> None:
        groups: dict[tuple[str, str], list[Case]] = {}
        for case in self.rows.cases:
            groups.setdefault((case.area_code[:5], f"{case.opened_at:%y%m}"), []).append(case)
        for group in groups.values():
            for case, number in zip(
                group, take_numbers(group[0].area_code, group[0].opened_at, len(group)), strict=True
            ):
                case.number = number


@lru_cache(maxsize=32)
def _need_row(code: str) -> Any:
    return lists.item("need", code)
