"""The contract is what the code does: no drift, every sample replays, no request breaks us."""

import json

import pytest

from bubuhan.kernel import clock
from bubuhan.kernel.commands import registry
from bubuhan.kernel.ids import uuid7
from bubuhan.sync import contract
from bubuhan.sync.parcels import label, open_

TYPES = sorted(name for name in registry if not name.startswith("test."))
SAMPLES = contract.FOLDER / "samples" / "push"


def test_nothing_has_drifted():
    real = {name: registry[name] for name in TYPES}
    for name, text in contract.texts(real).items():
        on_disk = (contract.FOLDER / name).read_text("utf-8")
        assert text == on_disk, f"contract/{name} is out of date: run `make contract`"


def test_every_command_type_has_a_sample_and_every_sample_a_type():
    assert {path.stem for path in SAMPLES.glob("*.json")} == set(TYPES)


@pytest.mark.parametrize("name", TYPES)
def test_a_sample_has_the_right_shape(name):
    (command,) = json.loads((SAMPLES / f"{name}.json").read_text("utf-8"))["commands"]
    parcel = label(command["seq"], command)
    open_(parcel)
    assert parcel.problem is None, parcel.problem
    assert parcel.type == name


@pytest.mark.django_db
def test_the_report_sample_is_accepted_as_it_is(phone):
    body = json.loads((SAMPLES / "report.submit.json").read_text("utf-8"))
    answer = phone.push_raw(json.dumps(body | {"device": str(phone.device.id)})).json()
    assert [r["outcome"] for r in answer["receipts"]] == ["accepted"], answer


@pytest.mark.django_db
@pytest.mark.parametrize("name", [n for n in TYPES if n != "report.submit"])
def test_the_other_samples_end_in_an_outcome_of_the_catalogue(phone, name):
    """About a case that is not theirs: accepted, or refused with a problem, never a fault."""
    (command,) = json.loads((SAMPLES / f"{name}.json").read_text("utf-8"))["commands"]
    (told,) = phone.push(command | {"id": str(uuid7())}, sent_at=clock.now().isoformat()).json()[
        "receipts"
    ]
    assert told["outcome"] in {"accepted", "refused"}
    if told["problem"]:
        assert told["problem"]["code"] in {"not_found", "forbidden", "confirmation_unknown"}, told[
            "problem"
        ]


def test_every_problem_says_what_to_do():
    for code, kind in contract.problems().items():
        assert code.replace("_", "").isalpha()
        assert kind["status"] in {
            400,
            401,
            403,
            404,
            405,
            409,
            410,
            413,
            415,
            422,
            429,
            500,
            503,
            507,
        }
        assert kind["text"].endswith((".", "!")), code
        assert kind["text"].count(".") >= 1
