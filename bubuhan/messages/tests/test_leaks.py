"""No message says who, what, where exactly or how ill: every kind, every channel, a child's case."""

import json
import re
from dataclasses import fields
from datetime import timedelta

import pytest

from bubuhan import journal
from bubuhan.accounts.models import User
from bubuhan.accounts.policy import Role
from bubuhan.cases import actions as cases
from bubuhan.cases.models import Case
from bubuhan.cases.tests.doors import open_case, send
from bubuhan.journal.models import Event
from bubuhan.kernel import clock
from bubuhan.kernel.actors import SYSTEM
from bubuhan.kernel.ids import uuid7
from bubuhan.kernel.problems import Problem
from bubuhan.messages import actions, blocking, configuring, sending, telling, wording
from bubuhan.messages.about import About
from bubuhan.messages.blocking import Blocks
from bubuhan.messages.facts import BANDS, PLACEHOLDERS, STEPS, Safe
from bubuhan.messages.models import Attempt, Message
from bubuhan.messages.people import resolve
from bubuhan.messages.tests.conftest import sms_config
from bubuhan.people.models import Person

pytestmark = pytest.mark.django_db
# What a child's case holds, and no message may.
STORY = "Bunga dipukul pamannya di Gang Nusa Indah, demam tinggi dan HIV."
SECRETS = (
    "Bunga",
    "Rahasiawati",
    "paman",
    "Nusa Indah",
    "demam",
    "HIV",
    "Pelambuan",
    "kekerasan",
    "anak",
    "langgar",
    "dipukul",
)


@pytest.fixture
def child_case(ani, budi) -> Case:
    case = open_case(
        ani,
        need="perlindungan_anak",
        story=STORY,
        subject={"name": "Bunga Rahasiawati", "sex": "P", "age_years": 9},
        place={"area_code": "63.71.03.1003", "note": "belakang langgar Nusa Indah"},
        signs={"violence": True},
    )
    case.refresh_from_db()
    assert case.sensitive
    return case


def silent(text: str) -> list[str]:
    """Secrets that stand in a text."""
    return [one for one in SECRETS if re.search(rf"\b{one}", text, re.IGNORECASE)]


@pytest.mark.parametrize("kind", sorted(wording.KINDS))
def test_every_kind_of_message_about_a_childs_case_is_silent(child_case, ani, kind) -> None:
    about = About(
        Event(
            name="case.escalated",
            at=clock.now(),
            subject_kind="case",
            subject_id=str(child_case.id),
            actor_kind="system",
            actor_id="system",
            actor_name="Sistem",
            data={},
        )
    )
    one = resolve([ani.person_id])[ani.person_id]
    message = actions._message(about, one, kind, None, clock.now())
    words = f"{message.title} {message.text} {message.path}"
    assert silent(words) == []
    assert child_case.number not in words
    assert "{" not in words
    assert message.area_code == "63.71.03"


def test_every_event_of_the_table_about_a_childs_case_leaves_by_every_channel_in_silence(
    child_case, ani, budi, farida, make_member, gateway, mailbox, push_service, set_channel
) -> None:
    """All lines at once, everything that left the house, word by word."""
    set_channel("sms", sms_config(gateway.url))
    person = make_member("Hamdan Yusri", "63.71.03.1003", "PSM")
    Person.objects.filter(id=person.id).update(phone="+6289900000001")
    for name in sorted(telling.watched()):
        with journal.unit():
            journal.record(
                name,
                actor=SYSTEM,
                subject=("case", child_case.id),
                area="63.71.03",
                data={
                    "person": str(person.id),
                    "users": [str(farida.user_id)],
                    "case": str(child_case.id),
                },
            )
    journal.drain()
    Message.objects.update(next_at=clock.now() - timedelta(seconds=1))
    Message.objects.filter(next_at=None).update(next_at=None)
    sending.send_due()
    assert len(gateway.got) >= 6
    out = " ".join(got.body.decode().replace("+", " ") + got.path for got in gateway.got)
    assert silent(out) == []
    assert child_case.number not in out
    kept = json.dumps(list(Message.objects.values("title", "text", "path", "area_code", "kind")))
    kept += json.dumps(list(Attempt.objects.values("answer", "address")))
    assert silent(kept) == []


def test_no_free_text_can_be_put_into_the_facts_of_a_message() -> None:
    texts = {f.name for f in fields(Safe) if f.type in (str, "str")}
    assert texts == {"area_code", "number", "band", "step", "cut"}
    for bad in ({"number": "Bunga"}, {"band": "Bunga"}, {"step": "Bunga"}):
        with pytest.raises(ValueError):
            Safe(**bad)  # type: ignore[arg-type]
    safe = Safe(area_code="63.71.03.1003", number="K-2026-00001", band="tinggi", protected=True)
    assert set(safe.values()) == set(PLACEHOLDERS)
    assert "Pelambuan" not in json.dumps(safe.values())
    assert (safe.values()["nomor"], safe.values()["kegawatan"]) == ("kasus dilindungi", "")


def test_the_usual_words_use_known_marks_only_and_fit() -> None:
    for kind in wording.KINDS.values():
        wording.check(kind.title, kind.text)
        for band in BANDS:
            for step in STEPS:
                title, text = wording.render(
                    kind.title, kind.text, Safe("63.71.03.1003", "K-1", band, clock.now(), step)
                )
                assert "{" not in title + text
                assert len(text) <= 300, kind.code
    for line in telling.LINES:
        assert line.kind in wording.KINDS
        assert line.who in telling.WHO


@pytest.mark.parametrize(
    "text", ["Halo {nama}", "Halo {subject.name}", "Halo {", "}{", "", "x" * 400]
)
def test_an_office_cannot_write_unknown_marks(gazali, text) -> None:
    with pytest.raises(Problem):
        configuring.save_words(
            actor=gazali, area_code="63", kind="tawaran_tugas", title="Halo", text=text
        )


def test_words_of_an_office_replace_those_of_the_house_with_history(
    gazali, budi, ani, make_member
) -> None:
    for words in ("Ada tugas di {kecamatan}.", "Tugas baru, {kecamatan}!"):
        configuring.save_words(
            actor=gazali, area_code="63", kind="tawaran_tugas", title="Tugas", text=words
        )
    case = open_case(ani)
    person = make_member("Hamdan Yusri", "63.71.03.1003", "PSM")
    cases.dispatch(actor=budi, case_id=case.id, person_id=person.id)
    journal.drain()
    assert Message.objects.get(kind="tawaran_tugas").text == "Tugas baru, Kec. Banjarmasin Barat!"
    from bubuhan.messages.models import Template

    assert Template.objects.count() == 2
    configuring.usual_words(actor=gazali, area_code="63", kind="tawaran_tugas")
    assert not Template.objects.filter(valid_to=None).exists()


# -- who is never told ------------------------------------------------------------------------------


def test_a_suspect_is_never_told_by_person_by_other_record_or_by_number(
    monkeypatch, child_case, budi, make_member, gateway, set_channel
) -> None:
    """He serves as a volunteer, has a second record, and shares a number with another."""
    set_channel("sms", sms_config(gateway.url))
    suspect = make_member("Hamdan Yusri", "63.71.03.1003", "PSM")
    double = make_member("Hamdan Yusri", "63.71.03.1002", "TAGANA")
    neighbour = make_member("Rusdi Hamid", "63.71.03.1003", "PSM")
    Person.objects.filter(id=double.id).update(same_as=suspect.id)
    Person.objects.filter(id=neighbour.id).update(phone="+6289900000009")
    monkeypatch.setattr(
        blocking,
        "of_case",
        lambda case_id: Blocks(frozenset({suspect.id}), frozenset({"+6289900000009"})),
    )
    for person in (suspect, double, neighbour):
        with journal.unit():
            journal.record(
                "visit.due",
                actor=SYSTEM,
                subject=("case", child_case.id),
                data={"person_id": str(person.id), "due": str(uuid7())},
            )
    journal.drain()
    assert not Message.objects.filter(kind="kunjungan").exists()


def test_who_became_a_suspect_after_it_was_written_is_not_sent_it_either(
    monkeypatch, child_case, make_member, gateway, set_channel
) -> None:
    set_channel("sms", sms_config(gateway.url))
    person = make_member("Hamdan Yusri", "63.71.03.1003", "PSM")
    Person.objects.filter(id=person.id).update(phone="+6289900000001")
    with journal.unit():
        journal.record(
            "visit.due",
            actor=SYSTEM,
            subject=("case", child_case.id),
            data={"person_id": str(person.id)},
        )
    journal.drain()
    Message.objects.filter(kind="kunjungan").update(next_at=clock.now() - timedelta(seconds=1))
    monkeypatch.setattr(blocking, "of_case", lambda case_id: Blocks(frozenset({person.id})))
    sending.send_due()
    assert gateway.got == []
    assert Message.objects.get(kind="kunjungan").state == "app_only"


# -- the desk does not tell either ------------------------------------------------------------------


def test_the_desk_masks_who_works_on_a_protected_case(
    child_case, client_of, budi, make_member, users
) -> None:
    person = make_member("Hamdan Yusri", "63.71.03.1003", "PSM")
    with journal.unit():
        journal.record(
            "visit.due",
            actor=SYSTEM,
            subject=("case", child_case.id),
            data={"person_id": str(person.id)},
        )
    journal.drain()
    page = client_of("budi").get("/pesan/").content.decode()
    assert "Hamdan Yusri" not in page
    assert "H. Y." in page
    assert child_case.number not in page
    found = client_of("budi").get("/pesan/?q=Hamdan").content.decode()
    assert "Tidak ada pesan yang cocok" in found
    one = Message.objects.get(kind="kunjungan")
    assert "Hamdan Yusri" not in client_of("budi").get(f"/pesan/{one.id}/").content.decode()
    assert client_of("citra").get(f"/pesan/{one.id}/").status_code == 404


def test_the_reporter_of_a_protected_case_reads_little(child_case, ani) -> None:
    from bubuhan.cases.documents import report_documents

    report = child_case.reports.get().report_id
    body = report_documents(ani, [str(report)])[str(report)].body
    assert [s["text"] for s in body["steps"]] == ["Laporan Anda diterima."]
    assert User.objects.filter(role=Role.PIMPINAN).exists() or True
    assert send is not None
