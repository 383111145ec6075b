"""One example object for every parameter that occurs in an address, on both sides of a border.

The matrix test asks here for each `<converter:name>` of each URL. A page with a parameter that is
not listed fails the test: add how its object is made, in one area, to `EXAMPLES`.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from hashlib import sha256
from typing import Any

from PIL import Image

from bubuhan.accounts import links
from bubuhan.accounts.models import Device, User
from bubuhan.accounts.policy import Role
from bubuhan.files.actions import Part, receive
from bubuhan.kernel import clock, crypto
from bubuhan.kernel.actors import SYSTEM
from bubuhan.kernel.ids import uuid7
from bubuhan.site.tests.example_family import family
from bubuhan.site.tests.example_work import AroundCase

CANARY = "Zulkarnaini"  # lives beyond the border: no page may ever show this name
SECRET = "Rahasiawati"  # the subject of a sensitive case nobody in the matrix is assigned to


@dataclass
class Side(AroundCase):
    """Objects in one area. `name` marks everything personal in it, `secret` what is sensitive."""

    key: str
    area: str
    name: str
    secret: str = ""
    made: dict[str, Any] = field(default_factory=dict)

    def value(self, parameter: str) -> str:
        """The example for one URL parameter, as it stands in the address."""
        if parameter not in self.made:
            self.made[parameter] = EXAMPLES[parameter](self)
        return str(self.made[parameter])

    @property
    def subject(self) -> str:
        """Whom its case and its report are about."""
        return self.secret or self.name

    @cached_property
    def user(self) -> User:
        return User.objects.create(
            username=f"warga-{self.key}",
            name=self.name,
            role=Role.KOORDINATOR,
            area_code=self.area[:8],
        )

    @cached_property
    def phone_user(self) -> User:
        return User.objects.create(
            username=f"hp-{self.key}",
            name=f"{self.name} Relawan",
            role=Role.RELAWAN,
            area_code=self.area,
            person_id=self.person.id,
            password="!",
        )

    @cached_property
    def device(self) -> Device:
        return Device.objects.create(
            user=self.phone_user,
            name=f"HP {self.name}",
            token_hash=crypto.token_hash(self.key),
            enrolled_at=clock.now(),
        )

    @cached_property
    def person(self) -> Any:
        from bubuhan.site.tests.baseline import make_member

        return make_member(f"{self.name} Darma", self.area, "PSM")

    @cached_property
    def pair(self) -> Any:
        """Two persons that may be one, undecided before, with one decision that was taken."""
        from bubuhan.people.groups import pair
        from bubuhan.people.models import DuplicateProposal
        from bubuhan.site.tests.baseline import make_member

        other = make_member(f"{self.name} Darmo", self.area, "PSM")
        a, b = pair(self.person.id, other.id)
        now = clock.now()
        return DuplicateProposal.objects.create(a_id=a, b_id=b, weight=9, at=now, changed_at=now)

    @cached_property
    def decision(self) -> Any:
        from bubuhan.people.decisions import record_decision

        return record_decision(self.pair.a_id, self.pair.b_id, "unsure", actor=SYSTEM)

    @cached_property
    def report(self) -> Any:
        from bubuhan.reports.models import Report

        now = clock.now()
        return Report.objects.create(
            id=uuid7(),
            kind="isu",
            user_id=self.phone_user.id,
            reporter_id=self.person.id,
            reporter_name=f"{self.name} Pelapor",
            area_code=self.area,
            happened_on=clock.day(now),
            made_at=now,
            received_at=now,
            story=f"Jembatan di dekat rumah {self.subject} rusak.",
            sensitive=bool(self.secret),
        )

    @cached_property
    def case(self) -> Any:
        from bubuhan.cases.models import Case

        now = clock.now()
        return Case.objects.create(
            number=f"K-{self.key}",
            area_code=self.area,
            need="pangan",
            subject_name=f"{self.subject} Sakit",
            subject_key=f"{self.subject.lower()} sakit",
            place_note=f"Rumah {self.subject}",
            sensitive=bool(self.secret),
            band="sedang",
            opened_at=now,
            deadline_at=now + timedelta(hours=4),
        )

    @cached_property
    def case_file(self) -> str:
        from bubuhan.cases.models import CaseEntry, CaseFile

        now = clock.now()
        entry = CaseEntry.objects.create(
            case=self.case,
            kind="note",
            at=now,
            made_at=now,
            by_kind="user",
            by_id="x",
            by_name=self.name,
            text=f"Bertemu {self.subject}.",
        )
        CaseFile.objects.create(
            case=self.case, entry=entry, sha256=self.photo, kind="photo", position=1
        )
        return self.photo

    @cached_property
    def photo(self) -> str:
        """A photo that has arrived; its hash."""
        out = io.BytesIO()
        Image.new("RGB", (8, 8), (len(self.key) * 20, 90, 90)).save(out, "JPEG")
        data, sha = out.getvalue(), sha256(out.getvalue()).hexdigest()
        receive(Part(sha, 0, len(data), data, "image/jpeg"), by=SYSTEM, now=clock.now())
        return sha

    @cached_property
    def report_file(self) -> str:
        from bubuhan.reports.models import ReportFile

        ReportFile.objects.create(
            report=self.report,
            sha256=self.photo,
            kind="photo",
            mime="image/jpeg",
            bytes=1,
            position=1,
        )
        return self.photo

    @cached_property
    def assignment(self) -> Any:
        from bubuhan.cases.models import Assignment

        return Assignment.objects.create(
            case=self.case,
            person_id=self.person.id,
            person_name=self.person.name,
            pillar="PSM",
            offered_at=clock.now(),
            offered_by="Budi",
        )

    @cached_property
    def finding(self) -> Any:
        from bubuhan.standing.models import DoubleFinding

        now = clock.now()
        return DoubleFinding.objects.create(
            person=self.person, first="PSM", second="TKSK", first_member=self.person.memberships.get(),
            verdict="jalur", rank=2, state="open", area_code=self.area, area_other=self.area[:8],
            key="x", found_at=now, changed_at=now,
        )  # fmt: skip

    @cached_property
    def evidence_file(self) -> str:
        from bubuhan.standing.models import CriterionAnswer, DoubleDecision

        common = {"sha256": self.photo, "by": self.name, "by_id": "x", "at": clock.now()}
        CriterionAnswer.objects.create(
            person=self.person, criterion="wni", answer="bukti", origin="office", **common
        )
        DoubleDecision.objects.create(
            finding=self.finding, choice="catat", reason=f"Surat {self.name}", **common
        )
        return self.photo

    @cached_property
    def conflict(self) -> Any:
        from bubuhan.cases.models import Conflict

        now = clock.now()
        return Conflict.objects.create(
            case=self.case, field="subject_name", kept_value=self.subject, sent_value=f"{self.subject} B",
            sent_by=self.name, base_rev=1, made_at=now, at=now,
        )  # fmt: skip

    @cached_property
    def batch(self) -> Any:
        from bubuhan.imports.models import ImportBatch

        made = ImportBatch.objects.create(
            pillar="PSM",
            area_code=self.area[:5],
            file_name=f"data {self.name}.xlsx",
            by_id="x",
            by=self.name,
            created_at=clock.now(),
        )
        self._batch_file(made)
        return made

    def _batch_file(self, batch: Any) -> Any:
        from bubuhan.imports.checking import Layout
        from bubuhan.imports.models import ImportFile
        from bubuhan.imports.sheet_map import Column

        sheet = Layout(0, "Lembar1", [0], [Column(0, ("Nama",), "name", 1.0)], {}, [])
        return ImportFile.objects.create(
            batch=batch,
            name=batch.file_name,
            kind="xlsx",
            size=1,
            sha256=sha256(self.key.encode()).hexdigest(),
            sheets=["Lembar1"],
            layout=[sheet.as_dict()],
        )

    @cached_property
    def batch_file(self) -> Any:
        return self.batch.files.get()

    @cached_property
    def batch_row(self) -> Any:
        from bubuhan.imports.models import ImportRow

        return ImportRow.objects.create(
            batch=self.batch, sheet=0, row=2, name=self.name, outcome="held"
        )

    @cached_property
    def wish(self) -> Any:
        from bubuhan.volunteers.changes import request_change

        return request_change(
            actor=SYSTEM, person_id=self.person.id, changes={"phone": "0899 0000 0077"}
        )

    @cached_property
    def receipt(self) -> Any:
        from bubuhan.sync.models import Receipt

        return Receipt.objects.create(
            device=self.device,
            seq=1,
            command_id=uuid7(),
            type="case.note",
            outcome="refused",
            problem={"code": "not_found", "field": None, "message": "Data tidak ditemukan."},
            body="{}",
            received_at=clock.now(),
        )

    @cached_property
    def reaction(self) -> Any:
        from bubuhan.journal.models import ReactionRun

        return ReactionRun.objects.create(
            event_id=uuid7(),
            event_name="report.submitted",
            reaction="x",
            state="failed",
            at=clock.now(),
        )

    @cached_property
    def confirmation(self) -> Any:
        from bubuhan.campaigns.models import Campaign, Confirmation

        now = clock.now()
        open_one = Campaign.objects.filter(area_code=self.area[:5]).first()
        campaign = open_one or Campaign.objects.create(
            area_code=self.area[:5],
            pillars=["PSM"],
            opens_on=clock.day(now),
            closes_on=clock.day(now),
            created_at=now,
            created_by=self.name,
        )
        return Confirmation.objects.create(
            campaign=campaign,
            membership=self.person.memberships.get(),
            person_id=self.person.id,
            pillar="PSM",
            area_code=self.area,
            code=self.key[0].upper() * 5,
        )

    @cached_property
    def confirmation_link(self) -> str:
        from bubuhan.campaigns import linking

        return linking.make(self.confirmation)

    @cached_property
    def card(self) -> Any:
        from bubuhan.cards.models import Card

        return Card.objects.create(
            membership_id=self.person.memberships.get().id, person_id=self.person.id,
            number=f"PSM-{self.key}", name=self.person.name, pillar="PSM", area_code=self.area,
            area_label=self.area, issued_at=clock.now(), issued_by="x",
            valid_until=clock.today() + timedelta(days=9), token=f"kartu-{self.key}"[:16],
            payload="\x1f".join([self.person.name, "PSM", self.area, "1", "2030-01-01", "unset", "x"]),
            key_id="unset", signature="AAAA",
        )  # fmt: skip

    @cached_property
    def control(self) -> Any:
        from bubuhan.counts.models import ControlTotal

        now = clock.now()
        return ControlTotal.objects.create(
            area_code=self.area[:5], pillar="PSM", number=1, source=self.name, said_on=clock.day(now),
            by=self.name, by_id="x", at=now,
        )  # fmt: skip

    @cached_property
    def absence(self) -> Any:
        from bubuhan.counts.models import Absence

        now = clock.now()
        said = {
            "said_by": self.name,
            "said_on": clock.day(now),
            "by": self.name,
            "by_id": "x",
            "at": now,
        }
        return Absence.objects.get_or_create(area_code=self.area[:5], pillar="WPKS", defaults=said)[
            0
        ]

    @cached_property
    def snapshot(self) -> Any:
        from bubuhan.counts.actions import take

        assert self.person
        actor = User(name=self.name, role=Role.PIMPINAN, area_code=self.area[:5]).actor()
        return take(area=self.area[:5], actor=actor)

    @cached_property
    def other_snapshot(self) -> Any:
        from bubuhan.counts.actions import take

        actor = User(name=self.name, role=Role.PIMPINAN, area_code=self.area[:5]).actor()
        return take(area=self.area[:5], actor=actor)

    @cached_property
    def token(self) -> str:
        return links.make_password_link(self.user, clock.now()).split("/")[2]


def filled_form(side: Side, pattern: str) -> dict[str, str]:
    """A form filled well enough for every page: what is refused then is refused for who asks."""
    text = "Keterangan contoh yang cukup panjang."
    today = f"{clock.now():%Y-%m-%d}"
    return {
        **dict.fromkeys(("note", "why", "text", "summary", "found", "done", "next"), text),
        "area_code": side.area,
        "assignment_id": side.value("assignment_id"),
        "choice": "sent",
        "condition": "tetap",
        "ended_on": today,
        "met": "yes",
        "name": "Nama Contoh",
        "outcome": "terpenuhi",
        "person": side.value("person_id"),
        "person_id": side.value("person_id"),
        "phone": "0899 0000 0001",
        "pillar": "TKSK",
        "reason": REASONS.get(pattern, "lainnya"),
        "rev": "1",
        "role": "petugas",
        "subject_name": "Nama Baru",
        "username": "nama.contoh",
        "verdict": "unsure",
        "visited_on": today,
    }


# Parameters that name a kind of thing, the same in every area.
NO_PLACE = {
    "dialog", "instrument", "letter_template", "notice_whom", "path", "processing_code",
    "retention_kind", "run_id", "system_code", "term_kind",
}  # fmt: skip
REASONS = {"kasus/<uuid:case_id>/tolak/": "ganda"}

EXAMPLES: dict[str, Callable[[Side], Any]] = {
    "aid_id": lambda side: side.aid.id,
    "aid_finding_id": lambda side: side.aid_finding.id,
    "absence_id": lambda side: side.absence.id,
    "assignment_id": lambda side: side.assignment.id,
    "campaign_id": lambda side: side.confirmation.campaign_id,
    "confirmation_id": lambda side: side.confirmation.id,
    "link": lambda side: side.confirmation_link,
    "batch_id": lambda side: side.batch.id,
    "card_id": lambda side: side.card.id,
    "card_token": lambda side: side.card.token,
    "case_id": lambda side: side.case.id,
    "message_id": lambda side: side.message.id,
    "mark_id": lambda side: side.contact_mark.pk,
    "setting_id": lambda side: side.channel_setting.id,
    "referral_id": lambda side: side.referral.id,
    "journey_id": lambda side: side.journey.id,
    "partner_token": lambda side: side.partner_token,
    "competence_id": lambda side: side.competence.id,
    "conflict_id": lambda side: side.conflict.id,
    "pattern_id": lambda side: side.pattern.id,
    "shift_id": lambda side: side.shift.id,
    "swap_id": lambda side: side.swap.id,
    "data_request_id": lambda side: side.data_request.id,
    "breach_id": lambda side: side.breach.id,
    "processing_code": lambda _: "kasus",
    "retention_kind": lambda _: "kasus",
    "term_kind": lambda _: "akses",
    "notice_whom": lambda _: "lembaga",
    "decision_id": lambda side: side.decision.id,
    "control_id": lambda side: side.control.id,
    "device_id": lambda side: side.device.id,
    "finding_id": lambda side: side.finding.id,
    "dialog": lambda _: "catatan",
    "glass_id": lambda side: side.glass.id,
    "membership_id": lambda side: side.person.memberships.get().id,
    "pair_id": lambda side: side.pair.id,
    "other_id": lambda side: side.other_snapshot.id,
    "path": lambda _: "index.html",
    "person_id": lambda side: side.person.id,
    "pk": lambda _: 1,  # somebody else's passkey
    "receipt_id": lambda side: side.receipt.id,
    "report_id": lambda side: side.report.id,
    "request_id": lambda side: side.wish.id,
    "row_id": lambda side: side.batch_row.id,
    "rule_id": lambda side: side.sla_rule.pk,
    "run_id": lambda side: side.reaction.id,
    "sha256": lambda side: side.case_file and side.report_file and side.evidence_file,  # one photo
    "sheet_token": lambda side: side.snapshot.token,
    "snapshot_id": lambda side: side.snapshot.id,
    "token": lambda side: side.token,
    "user_id": lambda side: side.user.id,
    "answer_id": lambda side: side.answer_sheet.id,
    "letter_id": lambda side: side.letter.id,
    "letter_token": lambda side: side.letter_token,
    "mismatch_id": lambda side: side.mismatch.id,
    "partner_id": lambda side: side.partner.id,
    "proposal_id": lambda side: side.proposal.id,
    "service_id": lambda side: side.service.id,
    "track_id": lambda side: side.track.id,
    "letter_template": lambda _: "surat_rujukan",
    "system_code": lambda side: side.track.system,
    "member_id": lambda side: family(side)["member"].id,
    "type_id": lambda side: family(side)["type"].id,
    "cause_id": lambda side: family(side)["cause"].id,
    "assessment_id": lambda side: family(side)["measured"].id,
    "instrument": lambda _: "hasil_singkat",
}
