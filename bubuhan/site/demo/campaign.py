"""A yearly confirmation that runs in Banjarmasin: a part has answered, a part was reminded."""

from collections.abc import Collection
from datetime import datetime, timedelta
from random import Random

from bubuhan.accounts.policy import Actor, Role
from bubuhan.campaigns import actions, answering
from bubuhan.campaigns.models import Answer, Campaign, Confirmation, VillageWord, Way
from bubuhan.kernel.ids import uuid7
from bubuhan.volunteers import actions as volunteers

AREA = "63.71"
BEGAN, LASTS = timedelta(days=9), timedelta(days=21)
ANSWERED = 0.56  # of those asked; differs by kecamatan
WAYS = (Way.PHONE, Way.PHONE, Way.LINK, Way.PAPER)
STREETS = ("Jalan Belitung Darat", "Gang Nusa Indah", "Jalan Sutoyo S", "Gang Keluarga")


def fill(random: Random, now: datetime, officer: str, spare: Collection[str]) -> Campaign:
    """Start it nine days ago; `spare` are the people of the story, who have not answered yet."""
    actor = Actor(user_id=uuid7(), name=officer, role=Role.PETUGAS, area=AREA)
    campaign = actions.start(
        actor=actor,
        area_code=AREA,
        pillars=["PSM"],
        opens_on=(now - BEGAN).date(),
        closes_on=(now + LASTS).date(),
        note="Periksa nomor HP dan alamat Anda. Terima kasih atas pengabdian Anda.",
    )
    lines = list(
        Confirmation.objects.filter(campaign=campaign)
        .exclude(membership__person__name__in=spare)
        .select_related("membership__person")
        .order_by("area_code", "id")
    )
    pace = {area: random.uniform(0.3, 1.3) for area in sorted({one.area_code[:8] for one in lines})}
    said = [one for one in lines if random.random() < ANSWERED * pace[one.area_code[:8]]]
    _answers(random, now, actor, said[6:])
    _corrections(random, actor, said[:6])
    _villages(random, now, lines)
    return campaign


def _answers(random: Random, now: datetime, actor: Actor, said: list[Confirmation]) -> None:
    """Simple confirmations, in a handful of statements: who answered how, on which day."""
    by_way: dict[tuple[Way, int], list[Confirmation]] = {}
    for line in said:
        by_way.setdefault((random.choice(WAYS), random.randint(0, BEGAN.days - 1)), []).append(line)
    for (way, days), lines in sorted(by_way.items()):
        at = now - timedelta(days=days, hours=random.randint(1, 9))
        for line in lines:
            line.answer, line.way, line.answered_at = Answer.DIKONFIRMASI, way, at
            line.answered_by = actor.name if way == Way.PAPER else line.membership.person.name
        volunteers.confirm([one.membership_id for one in lines], actor=actor, how=way.label, at=at)
    Confirmation.objects.bulk_update(said, ["answer", "way", "answered_at", "answered_by"])


def _corrections(random: Random, actor: Actor, said: list[Confirmation]) -> None:
    """Some came back on paper with a new number or address, and one says he serves no more."""
    for number, line in enumerate(said):
        what = answering.Said(
            {"phone": f"0899-0000-{random.randint(7000, 7999)}"}, "nomor lama hilang"
        )
        if number % 3 == 1:
            street = f"{random.choice(STREETS)} {random.randint(2, 90)}"
            what = answering.Said({"address": street}, "pindah rumah")
        if number == 5:
            what = answering.Said(note="ikut anak ke Balikpapan", ends=True)
        answering.enter(actor=actor, campaign_id=line.campaign_id, code=line.code, said=what)


def _villages(random: Random, now: datetime, lines: list[Confirmation]) -> None:
    """Half of the kelurahan have looked at their list; one name is not known there."""
    done = [one for one in lines if one.area_code[-1] in "13579"]
    for line in done:
        line.village, line.village_by = VillageWord.BENAR, f"Kantor kelurahan {line.area_code[-4:]}"
        line.village_at = now - timedelta(days=random.randint(0, 5))
    if done:
        done[-1].village = VillageWord.TIDAK_DIKENAL
        done[-1].village_note = "tidak tercatat di RT mana pun"
    Confirmation.objects.bulk_update(done, ["village", "village_by", "village_at", "village_note"])
    reminded = [one for one in lines if one.area_code.startswith("63.71.01") and not one.village]
    Confirmation.objects.filter(id__in=[one.id for one in reminded], answer=Answer.BELUM).update(
        reminded_at=now - timedelta(days=2), reminders=1
    )
