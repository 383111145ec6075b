"""Push, through HTTP: every command ends in exactly one outcome, and nothing is lost."""

import json
from datetime import timedelta

import pytest

from bubuhan.accounts.models import Device
from bubuhan.journal.models import Event, Feed
from bubuhan.kernel import clock
from bubuhan.kernel.ids import uuid7
from bubuhan.sync.models import Receipt
from bubuhan.sync.tests.conftest import jots, outcomes

pytestmark = pytest.mark.django_db


def test_accepted_with_receipts_and_the_next_number(phone):
    answer = phone.push(phone.command("satu"), phone.command("dua")).json()
    assert [r["outcome"] for r in answer["receipts"]] == ["accepted", "accepted"]
    assert answer["receipts"][0]["data"] == {"length": 4}
    assert answer["next_seq"] == 3
    assert answer["stopped"] is None
    assert sorted(jots().values()) == ["dua", "satu"]
    assert Event.objects.filter(name="test.jotted").count() == 2
    assert Feed.objects.filter(space="63.71.03", kind="jot").count() == 2


def test_a_lost_response_is_answered_again_and_applied_once(phone):
    commands = [phone.command("satu"), phone.command("dua", body={"text": ""})]
    first = phone.push(*commands).json()["receipts"]
    again = phone.push(*commands).json()["receipts"]
    assert [r["outcome"] for r in again] == ["accepted", "refused"]
    assert all(r["replayed"] for r in again)
    assert [{**r, "replayed": True} for r in first] == again
    assert len(jots()) == 1


def test_a_gap_stops_and_says_where_to_go_on(phone):
    one, two, three = phone.command(), phone.command(), phone.command()
    answer = phone.push(one, three).json()
    assert len(answer["receipts"]) == 1
    assert answer["stopped"]["code"] == "seq_gap"
    assert "nomor 2" in answer["stopped"]["message"]
    assert answer["next_seq"] == 2
    assert outcomes(phone.push(two, three)) == ["accepted", "accepted"]


def test_a_number_used_for_another_command_is_a_conflict_that_is_not_stored(phone):
    first = phone.command("satu")
    phone.push(first)
    phone.seq = 0
    answer = phone.push(phone.command("lain")).json()
    assert answer["receipts"][0]["outcome"] == "refused"
    assert answer["receipts"][0]["problem"]["code"] == "seq_conflict"
    assert answer["next_seq"] == 2
    assert Receipt.objects.count() == 1
    assert outcomes(phone.push(first)) == ["accepted"]


def test_the_same_number_twice_in_one_push(phone):
    one = phone.command("satu")
    other = {**phone.command("dua"), "seq": 1}
    answer = phone.push(one, one, other).json()["receipts"]
    assert [(r["outcome"], r["replayed"]) for r in answer] == [
        ("accepted", False),
        ("accepted", True),
        ("refused", False),
    ]
    assert list(jots().values()) == ["satu"]


def test_a_refused_command_is_kept_whole_and_the_next_goes_on(phone):
    good = phone.command("a")
    bad = phone.command("tolak", body={"text": "tolak", "fail": "problem"})
    answer = phone.push(good, bad, phone.command("b"))
    assert outcomes(answer) == ["accepted", "refused", "accepted"]
    assert answer.json()["receipts"][1]["problem"]["field"] == "text"
    assert sorted(jots().values()) == ["a", "b"]
    kept = Receipt.objects.get(outcome="refused")
    assert json.loads(kept.body) == bad
    assert Receipt.objects.filter(outcome="accepted", body=None).count() == 2
    assert Event.objects.filter(name="test.jotted").count() == 2


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"type": "report.dance"}, "unknown_command", "type"),
        ({"body": {"text": "x", "colour": "red"}}, "field_unknown", "body.colour"),
        ({"body": {}}, "field_missing", "body.text"),
        ({"body": {"text": ""}}, "field_missing", "body.text"),
        ({"body": {"text": 7}}, "field_invalid", "body.text"),
        ({"body": "halo"}, "bad_command", "body"),
        ({"id": "bukan-uuid"}, "bad_command", "id"),
        ({"made_at": "kemarin"}, "bad_command", "made_at"),
        ({"made_at": "2026-11-22T08:00:00"}, "bad_command", "made_at"),
        ({"made_at": "9999-12-31T23:59:59-12:00"}, "bad_command", "made_at"),
        ({"base_rev": -1}, "bad_command", "base_rev"),
        ({"type": None}, "bad_command", "type"),
    ],
)
def test_each_wrong_command_gets_its_own_problem_and_is_stored(phone, change, code, field):
    bad = phone.command(**change)
    answer = phone.push(bad, phone.command("sesudahnya")).json()
    told = answer["receipts"][0]
    assert (told["outcome"], told["problem"]["code"], told["problem"]["field"]) == (
        "refused",
        code,
        field,
    )
    assert answer["receipts"][1]["outcome"] == "accepted"
    assert json.loads(Receipt.objects.get(seq=1).body) == bad
    assert phone.push(bad).json()["receipts"][0] == {**told, "replayed": True}


def test_a_note_of_ten_megabytes_is_refused_and_kept(phone):
    answer = phone.push(phone.command("x" * 10_000_000), phone.command("kecil"))
    assert outcomes(answer) == ["refused", "accepted"]
    problem = answer.json()["receipts"][0]["problem"]
    assert problem["code"] == "text_too_long"
    assert "catatan" in problem["message"]
    assert len(json.loads(Receipt.objects.get(seq=1).body)["body"]["text"]) == 10_000_000


def test_a_body_over_the_limit_is_not_read(phone):
    answer = phone.push_raw(b" " * (16 * 1024 * 1024 + 1))
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff\xfe", b'{"a": NaN}', b"[" * 100_000])
def test_what_is_not_json(phone, raw):
    answer = phone.push_raw(raw)
    assert (answer.status_code, answer.json()["code"]) == (400, "not_json")


@pytest.mark.parametrize(
    "body",
    [
        [],
        {},
        {"device": "x", "commands": []},
        {"commands": {}},
        {"commands": [1]},
        {"commands": [{}]},
        {"commands": [{"seq": "1"}]},
        {"commands": [{"seq": 0}]},
        {"commands": [{"seq": True}]},
        {"commands": [{"seq": 10**30}]},
        {"commands": [], "pending": -1},
        {"commands": [{"seq": 1}] * 101},
    ],
)
def test_a_request_of_the_wrong_shape_applies_nothing(phone, body):
    if isinstance(body, dict) and "commands" in body and "device" not in body:
        body = {"device": str(phone.device.id)} | body
    answer = phone.push_raw(json.dumps(body))
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_command")
    assert not Receipt.objects.exists()


def test_texts_that_the_database_cannot_hold_do_not_block_the_queue(phone):
    raw = json.dumps({"device": str(phone.device.id), "commands": [phone.command("PLACE")]})
    assert outcomes(phone.push_raw(raw.replace("PLACE", r"nul \u0000 dan \ud83d separuh"))) == [
        "accepted"
    ]
    assert list(jots().values()) == ["nul  dan \ufffd separuh"]


def test_an_id_that_was_accepted_before_is_a_duplicate(phone, make_phone):
    first = phone.command("sekali")
    phone.push(first)
    again = phone.command("sekali", id=first["id"])
    assert outcomes(phone.push(again)) == ["duplicate"]
    new_phone = make_phone("budi")
    assert outcomes(new_phone.push(new_phone.command("sekali", id=first["id"]))) == ["duplicate"]
    assert len(jots()) == 1


def test_an_id_twice_in_one_push_is_applied_once(phone):
    one = phone.command("sekali", type="test.jot.bulk")
    two = phone.command("sekali", type="test.jot.bulk", id=one["id"])
    assert outcomes(phone.push(one, two)) == ["accepted", "duplicate"]


def test_a_refused_id_may_be_sent_again_repaired(phone):
    bad = phone.command("", body={"text": ""})
    good = phone.command("baik", id=bad["id"])
    assert outcomes(phone.push(bad, good)) == ["refused", "accepted"]


def test_a_bug_in_a_handler_is_stored_and_does_not_block(phone):
    bad = phone.command(body={"text": "x", "fail": "bug"})
    answer = phone.push(bad, phone.command("baik"))
    assert outcomes(answer) == ["refused", "accepted"]
    assert answer.json()["receipts"][0]["problem"]["code"] == "server_fault"
    assert json.loads(Receipt.objects.get(seq=1).body) == bad


def test_bulk_that_fails_falls_back_to_one_by_one(phone):
    commands = [phone.command(str(n), type="test.jot.bulk") for n in range(5)]
    commands[2]["body"]["fail"] = "bug"
    commands[3]["body"]["fail"] = "problem"
    assert outcomes(phone.push(*commands)) == ["accepted"] * 2 + ["refused"] * 2 + ["accepted"]
    assert sorted(jots().values()) == ["0", "1", "4"]
    assert Event.objects.filter(name="test.jotted").count() == 3


def test_a_bulk_of_fifty_takes_as_many_queries_as_one(phone, django_assert_max_num_queries):
    commands = [phone.command(str(n)) for n in range(50)]
    with django_assert_max_num_queries(12):
        phone.push(phone.command("x", seq=1))
    commands = [phone.command(str(n), type="test.jot.bulk", seq=n + 2) for n in range(50)]
    with django_assert_max_num_queries(62):  # the test's own bulk handler writes one by one
        assert outcomes(phone.push(*commands)) == ["accepted"] * 50


def test_the_phone_tells_how_it_is(phone):
    yesterday = clock.now() - timedelta(days=1)
    phone.push(phone.command(), sent_at=yesterday.isoformat(), app_version="1.2.3", pending=4)
    device = Device.objects.get()
    assert 86_300_000 < device.clock_offset_ms < 86_500_000
    assert (device.app_version, device.pending, device.last_seq) == ("1.2.3", 4, 1)
    phone.push(pending=0)
    device = Device.objects.get()
    assert (device.app_version, device.pending, device.last_seq) == ("1.2.3", 0, 1)
    assert Event.objects.get(name="test.jot").data["offset"] == 86_400_000 or device.clock_offset_ms


def test_tokens(phone, make_phone, client):
    other = make_phone("budi")
    raw = json.dumps({"device": str(phone.device.id), "commands": []})
    assert client.post("/sync/v1/push", raw, "application/json").json()["code"] == "token_unknown"
    assert other.push_raw(raw).json()["code"] == "token_unknown"
    other.token = "nothing"
    answer = other.push()
    assert (answer.status_code, answer.json()["wipe"]) == (401, False)


def test_a_revoked_phone_is_told_to_wipe_itself(phone):
    Device.objects.update(revoked_at=clock.now())
    for answer in (phone.push(phone.command()), phone.pull("national"), phone.put("0" * 64, b"x")):
        assert answer.status_code == 401
        assert (answer.json()["code"], answer.json()["wipe"]) == ("device_revoked", True)
    assert Device.objects.get().wiped_at
    assert Event.objects.filter(name="device.wiped").count() == 1
    assert not Receipt.objects.exists()


def test_other_methods_are_named(phone):
    answer = phone.http.get("/sync/v1/push", headers=phone.headers)
    assert (answer.status_code, answer["Allow"]) == (405, "POST")


def test_unknown_device_in_the_body(phone):
    answer = phone.push_raw(json.dumps({"device": str(uuid7()), "commands": []}))
    assert (answer.status_code, answer.json()["code"]) == (401, "token_unknown")
