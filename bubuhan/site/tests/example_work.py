"""Examples of what the rooms around a case keep; `Side` in `examples.py` takes them over."""

from datetime import timedelta
from functools import cached_property
from typing import Any

from bubuhan.accounts.models import User
from bubuhan.accounts.policy import Role
from bubuhan.kernel import clock
from bubuhan.kernel.ids import uuid7


class AroundCase:
    """Needs of a side: its key, area and names, its case, its person, one photo."""

    key: str
    area: str
    name: str
    secret: str
    subject: Any
    case: Any
    person: Any
    photo: Any
    assignment: Any
    made: dict[str, Any]

    @cached_property
    def sla_rule(self) -> Any:
        from bubuhan.cases.models import SlaRule

        return SlaRule.objects.get_or_create(
            area_code=self.area[:5], band="sedang", need="", service="", valid_to=None,
            defaults={"respond_minutes": 60, "resolve_hours": 24, "by": "x", "valid_from": clock.now()},
        )[0]  # fmt: skip

    @cached_property
    def referral(self) -> Any:
        from bubuhan.referrals.kinds import LinkKind
        from bubuhan.referrals.linking import make
        from bubuhan.referrals.models import Referral, ReferralFile, ReferralStep

        now = clock.now()
        one = Referral.objects.create(
            number=f"{self.case.number}/R1", case=self.case, partner_name=f"Panti {self.name}", service_name="Penampungan",
            from_area=self.area[:5], consent=True, consent_by=self.subject, shared=["name"], band="sedang",
            shown_text=f'[["Nama", "{self.subject}"]]', answer_by=now, sent_at=now, sent_by=self.name, sent_by_id="x",
        )  # fmt: skip
        step = ReferralStep.objects.create(
            referral=one, action="see", before="sent", after="seen", way="link", at=now, by=self.name
        )  # fmt: skip
        ReferralFile.objects.create(step=step, sha256=self.photo, mime="image/jpeg")
        self.made["partner_token"] = make(one, LinkKind.MESSAGE, self.name, now).token
        return one

    @cached_property
    def journey(self) -> Any:
        from bubuhan.referrals.models import Journey

        now = clock.now()
        return Journey.objects.create(
            number=f"{self.case.number}/P1", case=self.case, from_area=self.area[:5], to_area="63.72",
            to_place=f"Rumah {self.subject}", shown_text=f'[["Nama", "{self.subject}"]]', planned_at=now, planned_by=self.name,
        )  # fmt: skip

    @property
    def partner_token(self) -> str:
        assert self.referral
        return str(self.made["partner_token"])

    @cached_property
    def message(self) -> Any:
        """Something its PSM was told about its case, and that reached him nowhere."""
        from bubuhan.messages.models import Message

        return Message.objects.create(
            at=clock.now(),
            recipient=f"person:{self.person.id}",
            person_id=self.person.id,
            name=self.person.name,
            area_code=self.area[:8],
            case_id=self.case.id,
            protected=bool(self.secret),
            kind="tawaran_tugas",
            topic="tugas",
            title="Ada tawaran tugas baru",
            text="Ada tawaran tugas.",
            state="no_channel",
        )

    @cached_property
    def contact_mark(self) -> Any:
        from bubuhan.messages.models import ContactMark

        return ContactMark.objects.create(
            recipient=self.message.recipient,
            channel="sms",
            address_hash=self.key.encode().ljust(32),
            shown="0899-••••-0001",
            answer=f"Nomor {self.name} tidak aktif",
            at=clock.now(),
        )

    @cached_property
    def channel_setting(self) -> Any:
        from bubuhan.messages.models import ChannelSetting

        return ChannelSetting.objects.create(
            area_code=self.area[:5],
            channel="push",
            active=not self.secret,
            sender=f"{self.name}@contoh.invalid",
            valid_from=clock.now(),
            valid_to=clock.now() if self.secret else None,
            by=self.name,
        )

    @cached_property
    def data_request(self) -> Any:
        from bubuhan.privacy.models import DataRequest

        now = clock.now()
        return DataRequest.objects.create(
            number=f"PDP-{self.key}", kind="salinan", area_code=self.area, applicant=self.name,
            contact=self.name, wish=f"Salinan data {self.name}", received_at=now, due_at=now,
            by=self.name, person_id=self.person.id,
        )  # fmt: skip

    @cached_property
    def breach(self) -> Any:
        from bubuhan.privacy.models import Breach

        now = clock.now()
        return Breach.objects.create(
            number=f"INS-{self.key}", area_code=self.area[:5], found_at=now, how=self.name, data="nama",
            people=1, measures="", contact=self.name, due_at=now, by=self.name,
        )  # fmt: skip

    @cached_property
    def glass(self) -> Any:
        from bubuhan.cases.models import BrokenGlass

        now = clock.now()
        return BrokenGlass.objects.create(
            case=self.case, user_id=uuid7(), name=self.name, role="petugas", reason="Darurat sekali",
            opened_at=now, until=now,
        )  # fmt: skip

    @cached_property
    def shift(self) -> Any:
        from bubuhan.duty.models import Shift

        soon = clock.now() + timedelta(days=2)
        return Shift.objects.create(
            person_id=self.person.id, person_name=self.person.name, pillar="PSM", by=self.name,
            area_code=self.area[:8], starts_at=soon, ends_at=soon + timedelta(hours=8), at=clock.now(),
        )  # fmt: skip

    @cached_property
    def swap(self) -> Any:
        from bubuhan.duty.models import Swap

        return Swap.objects.create(
            shift=self.shift,
            asker_id=self.person.id,
            asker_name=self.person.name,
            asked_at=clock.now(),
        )

    @cached_property
    def pattern(self) -> Any:
        from datetime import time

        from bubuhan.duty.models import Pattern

        now = clock.now()
        return Pattern.objects.create(
            person_id=self.person.id, person_name=self.person.name, pillar="PSM", by=self.name, at=now,
            area_code=self.area[:8], days=[0], starts=time(8), ends=time(16), first_on=clock.day(now),
        )  # fmt: skip

    @cached_property
    def competence(self) -> Any:
        from bubuhan.volunteers.competence_models import Competence

        return Competence.objects.create(
            person=self.person, code="manajemen_kasus", evidence="x", by=self.name, at=clock.now()
        )

    @cached_property
    def aid(self) -> Any:
        from bubuhan.aid.models import Aid

        now = clock.now()
        return Aid.objects.create(
            case=self.case, recipient=f"{self.subject} Sakit", area_code=self.area, kind="sembako",
            source="apbd", programme=f"Program {self.subject}", given_on=clock.day(now), note=self.subject,
            sha256=self.photo, at=now, made_at=now, by=self.name, by_id="x",
        )  # fmt: skip

    @cached_property
    def aid_finding(self) -> Any:
        from bubuhan.aid.models import Aid, AidFinding

        again = Aid.objects.get(id=self.aid.id)
        again.pk = uuid7()
        again.save(force_insert=True)
        return AidFinding.objects.create(
            first=self.aid, second=again, per="household", period_days=30, found_at=clock.now()
        )

    @cached_property
    def partner(self) -> Any:
        from bubuhan.directory.models import Partner

        return Partner.objects.create(
            name=f"Panti {self.name}", name_key=f"PANTI {self.key}", kind="panti", area_code=self.area[:5],
            serves=[self.area[:5]], contact_name=self.name, at=clock.now(), by=self.name,
        )  # fmt: skip

    @cached_property
    def service(self) -> Any:
        from bubuhan.directory.models import Service

        return Service.objects.create(
            partner=self.partner, name=f"Layanan {self.name}", needs=["odgj"]
        )

    @cached_property
    def letter(self) -> Any:
        from bubuhan.letters.actions import issue

        actor = User(name=self.name, role=Role.PETUGAS, area_code=self.area[:5]).actor()
        fields = {"tujuan": f"Panti {self.subject}", "keperluan": "contoh"}
        return issue(
            actor=actor, template="surat_pengantar", area_code=self.area, subject=("case", self.case.id),
            fields=fields, rows=[("Nama", self.subject)],
        )  # fmt: skip

    @cached_property
    def letter_token(self) -> str:
        from bubuhan.letters.papers import content_of

        return str(content_of(self.letter)["token"])

    @cached_property
    def track(self) -> Any:
        from bubuhan.tracks.load import load_systems
        from bubuhan.tracks.models import Track

        load_systems()
        now = clock.now()
        return Track.objects.create(
            case=self.case, system="dtsen", number=f"U-{self.key}", name=self.subject, state="disiapkan",
            since=clock.day(now), made_at=now, made_by=self.name,
        )  # fmt: skip

    @cached_property
    def proposal(self) -> Any:
        from bubuhan.tracks.models import ProposalSheet

        columns = [{"title": "NAMA", "field": "nama"}]
        made = ProposalSheet.objects.create(
            system="dtsen", area_code=self.area[:5], columns=columns, at=clock.now(), by=self.name
        )
        made.tracks.add(self.track)
        return made

    @cached_property
    def answer_sheet(self) -> Any:
        from bubuhan.tracks.models import AnswerSheet

        return AnswerSheet.objects.create(
            system="dtsen", area_code=self.area[:5], proposal=self.proposal, file_name=f"{self.name}.xlsx",
            rows=1, at=clock.now(), by=self.name,
        )  # fmt: skip

    @cached_property
    def mismatch(self) -> Any:
        from bubuhan.tracks.models import Mismatch

        return Mismatch.objects.create(
            sheet=self.answer_sheet,
            track=self.track,
            row=2,
            kind="nama",
            state="diterima",
            theirs="{}",
        )
