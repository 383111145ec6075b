"""A phone changes hands, a PIN is forgotten, a file is carried in: nothing lost, nothing readable."""

import base64
import json
import os
from hashlib import sha256
from io import BytesIO

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from bubuhan.accounts import handover
from bubuhan.accounts.actions import make_code, revoke
from bubuhan.accounts.models import Device
from bubuhan.accounts.neighbours import Server
from bubuhan.files.models import StoredFile
from bubuhan.journal.models import Event
from bubuhan.kernel import clock
from bubuhan.kernel.ids import uuid7
from bubuhan.sync import custody
from bubuhan.sync.models import Receipt
from bubuhan.sync.tests.conftest import jots

pytestmark = pytest.mark.django_db
CURVE = ec.SECP256R1()
POINT = (serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


class SealedPhone:
    """What the app keeps: a key of its own, everything sealed under it, the key sealed for us."""

    def __init__(self, code: str, name: str = "HP uji") -> None:
        self.http = Client()
        answer = self.http.post(
            "/sync/v1/enrol", json.dumps({"code": code, "device_name": name}), "application/json"
        )
        assert answer.status_code == 201, answer.content
        self.told = answer.json()
        self.key = os.urandom(32)
        self.escrow = b64(custody.seal_for(base64.b64decode(self.told["escrow_key"]), self.key))
        self.session = self.seal({"device": self.told["device"], "token": self.told["token"]})
        self.outbox: list[dict] = []

    def seal(self, value) -> dict[str, str]:
        iv = os.urandom(12)
        data = value if isinstance(value, bytes) else json.dumps(value).encode()
        return {"iv": b64(iv), "data": b64(AESGCM(self.key).encrypt(iv, data, b""))}

    def write(self, text: str, seq: int, fail: str = "") -> str:
        content = {
            "type": "test.jot",
            "madeAt": clock.now().isoformat(),
            "baseRev": None,
            "body": {"text": text, "fail": fail},
            "label": text,
        }
        key = str(uuid7())
        self.outbox.append({"id": key, "seq": seq, "sealed": self.seal(content)})
        return key

    def parcel(self, *files: dict, **more) -> dict:
        head = {"format": "bubuhan-parcel-1", "escrow": self.escrow, "session": self.session}
        return head | {"commands": self.outbox, "files": list(files)} | more

    def photo(self, data: bytes) -> dict:
        return {
            "sha256": sha256(data).hexdigest(),
            "mime": "image/jpeg",
            "sealed": self.seal(data),
        }

    def push(self, *commands) -> int:
        body = {"device": self.told["device"], "commands": commands}
        headers = {"Authorization": f"Bearer {self.told['token']}"}
        answer = self.http.post(
            "/sync/v1/push", json.dumps(body), "application/json", headers=headers
        )
        return answer.status_code


def send(parcel: dict):
    return Client().post("/sync/v1/parcel", json.dumps(parcel), "application/json")


def jpeg() -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 30), "#824").save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def dewi_actor(users):
    return users["dewi"].actor()


@pytest.fixture
def anis(users, dewi_actor) -> SealedPhone:
    ani = users["ani"]
    code, _ = make_code(
        dewi_actor,
        person_id=ani.person_id,
        person_name=ani.name,
        area_code=ani.area_code,
        now=clock.now(),
    )
    return SealedPhone(code)


@pytest.fixture
def successor(users, make_member):
    """Somebody else who serves in the same kecamatan."""
    person = make_member("Siti Fatimah", users["ani"].area_code, "PSM")
    return Server(person.id, person.name, "PSM", users["ani"].area_code)


def handover_code(actor, phone: SealedPhone, to: Server) -> str:
    device = Device.objects.select_related("user").get(id=phone.told["device"])
    return handover.make_handover_code(actor, device=device, to=to, now=clock.now())[0]


def test_the_phone_checks_the_code_without_us(anis, dewi_actor, successor):
    code = handover_code(dewi_actor, anis, successor).replace("-", "")
    key = base64.b64decode(anis.told["handover_key"])
    assert handover.check_letters(key, code[:8]) == code[8:]
    assert handover.check_letters(os.urandom(32), code[:8]) != code[8:]


def test_the_whole_way_of_a_phone_from_one_to_another(anis, dewi_actor, successor, users):
    first = anis.write("ditulis sebelum diserahkan", 1)
    second = anis.write("dan ini juga", 2)
    bad = anis.write("ini ditolak", 3, fail="problem")
    photo = jpeg()
    taken_over = SealedPhone(handover_code(dewi_actor, anis, successor))
    former = Device.objects.get(id=anis.told["device"])
    assert str(former.successor_id) == taken_over.told["device"]
    assert former.revoked_at
    assert anis.push() == 401  # the former enrolment is over

    answer = send(anis.parcel(anis.photo(photo)))
    assert answer.status_code == 200, answer.content
    assert answer.json()["outcomes"] == {first: "accepted", second: "accepted", bad: "refused"}
    assert answer.json()["files"] == [sha256(photo).hexdigest()]
    event = Event.objects.get(name="test.jot", subject_id=first)
    assert event.actor_id == anis.told["device"], "in the former holder's name"
    rows = Receipt.objects.filter(device=former).order_by("seq")
    assert list(rows.values_list("seq", "outcome")) == [
        (1, "accepted"), (2, "accepted"), (3, "refused"),
    ]  # fmt: skip
    assert StoredFile.objects.get(sha256=sha256(photo).hexdigest()).completed_at
    assert Event.objects.filter(name="device.custody_received").count() == 1

    again = send(anis.parcel(anis.photo(photo)))
    assert again.json() == answer.json(), "sent twice changes nothing"
    assert len(jots()) == 2
    assert Event.objects.filter(name="device.custody_received").count() == 2


def test_a_parcel_before_the_new_holder_is_known_to_us(anis):
    key = anis.write("dititipkan lebih dulu", 1)
    assert send(anis.parcel()).json()["outcomes"] == {key: "accepted"}


def test_a_parcel_goes_on_after_what_was_sent_before(anis):
    sent = anis.write("sudah terkirim", 1)
    content = {"type": "test.jot", "made_at": clock.now().isoformat(), "body": {"text": "x"}}
    assert anis.push({"id": sent, "seq": 1} | content) == 200
    anis.outbox.clear()
    anis.write("belum", 2)
    assert set(send(anis.parcel()).json()["outcomes"].values()) == {"accepted"}
    assert Device.objects.get(id=anis.told["device"]).last_seq == 2


def test_the_new_holders_key_opens_nothing(anis, dewi_actor, successor):
    anis.write("rahasia Ani", 1)
    taken_over = SealedPhone(handover_code(dewi_actor, anis, successor))
    sealed = anis.outbox[0]["sealed"]
    with pytest.raises(InvalidTag):
        AESGCM(taken_over.key).decrypt(
            base64.b64decode(sealed["iv"]), base64.b64decode(sealed["data"]), b""
        )
    answer = send(anis.parcel())
    assert "rahasia" not in answer.content.decode()
    assert anis.told["token"] not in answer.content.decode()


def test_a_phone_that_was_lost_leaves_nothing(anis, dewi_actor, successor):
    anis.write("dari HP curian", 1)
    code = handover_code(dewi_actor, anis, successor)
    device = Device.objects.select_related("user").get(id=anis.told["device"])
    revoke(dewi_actor, device, "hilang")
    assert SealedPhone(code).told["device"]
    device.refresh_from_db()
    assert device.successor is None
    answer = send(anis.parcel())
    assert (answer.status_code, answer.json()["code"]) == (401, "device_revoked")


@pytest.mark.parametrize("spoil", ["escrow", "session", "command", "hash"])
def test_a_spoilt_parcel_is_refused_whole(anis, spoil):
    anis.write("utuh", 1)
    parcel = anis.parcel(anis.photo(jpeg()))
    other = b64(custody.seal_for(base64.b64decode(anis.told["escrow_key"]), os.urandom(32)))
    if spoil == "escrow":
        parcel["escrow"] = other
    elif spoil == "session":
        parcel["session"] = {"iv": b64(bytes(12)), "data": b64(b"x" * 40)}
    elif spoil == "command":
        parcel["commands"][0]["sealed"]["data"] = "!!"
    else:
        parcel["files"][0]["sha256"] = "0" * 64
    answer = send(parcel)
    assert (answer.status_code, answer.json()["code"]) == (422, "parcel_unreadable")
    assert not jots()


def test_a_forgotten_pin_costs_nothing(anis, dewi_actor, users):
    device = Device.objects.select_related("user").get(id=anis.told["device"])
    code, _ = handover.make_pin_code(dewi_actor, device=device, now=clock.now())
    own = ec.generate_private_key(CURVE)
    asked = {
        "code": code,
        "device": anis.told["device"],
        "escrow": anis.escrow,
        "session": anis.session,
        "reply_to": b64(own.public_key().public_bytes(*POINT)),
    }

    def post(**change):
        return Client().post("/sync/v1/pin", json.dumps(asked | change), "application/json")

    assert post(device=str(uuid7())).json()["code"] == "code_unknown"
    assert post(escrow=b64(b"x" * 120)).json()["code"] == "parcel_unreadable"
    asked_by_an_early_app = post(session=None)
    assert asked_by_an_early_app.status_code == 422
    assert asked_by_an_early_app.json()["code"] == "app_too_old"  # the code stays good, see below
    answer = post()
    assert answer.status_code == 200, answer.content
    raw = base64.b64decode(answer.json()["key"])
    shared = own.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, raw[:65]))
    derived = HKDF(hashes.SHA256(), 32, salt=raw[:65], info=b"bubuhan-escrow-1").derive(shared)
    assert AESGCM(derived).decrypt(bytes(12), raw[65:], b"") == anis.key
    assert post().json()["code"] == "code_used"
    assert Event.objects.filter(name="device.pin_reset", subject_id=anis.told["device"]).exists()
    taken = Client().post(
        "/sync/v1/enrol", json.dumps({"code": code, "device_name": ""}), "application/json"
    )
    assert taken.json()["code"] == "code_is_for_pin"


def test_a_pin_code_opens_no_other_phone(anis, dewi_actor, users):
    """Who copied the store of another phone cannot have it opened with a code for his own."""
    device = Device.objects.select_related("user").get(id=anis.told["device"])
    own_code, _ = handover.make_pin_code(dewi_actor, device=device, now=clock.now())
    other_key = os.urandom(32)
    other = b64(custody.seal_for(base64.b64decode(anis.told["escrow_key"]), other_key))
    point = ec.generate_private_key(CURVE).public_key().public_bytes(*POINT)
    asked = {"code": own_code, "device": anis.told["device"], "escrow": other}
    asked |= {"session": anis.session, "reply_to": b64(point)}

    def post(**change):
        return Client().post("/sync/v1/pin", json.dumps(asked | change), "application/json").json()

    assert post()["code"] == "parcel_unreadable"  # a session of his own does not open with that key
    anis.key = other_key
    session = {"device": anis.told["device"], "token": "token-of-the-other"}
    assert post(session=anis.seal(session))["code"] == "code_unknown"


def test_the_file_from_a_phone_is_handed_in_at_the_office(anis, client_of):
    anis.write("dibawa sebagai berkas", 1)
    parcel = json.dumps(anis.parcel(way="hp")).encode()

    dewi, citra = client_of("dewi"), client_of("citra")

    def hand_in(who: Client, data: bytes):
        file = SimpleUploadedFile("bubuhan-titipan.json", data, "application/json")
        return who.post("/perangkat/berkas/", {"berkas": file})

    assert hand_in(citra, parcel).status_code == 422  # another kabupaten
    assert not jots()
    assert hand_in(dewi, b"{").status_code == 400
    assert hand_in(dewi, b"{}").status_code == 422
    assert dewi.post("/perangkat/berkas/").status_code == 422
    assert hand_in(dewi, parcel).status_code == 302
    assert list(jots().values()) == ["dibawa sebagai berkas"]
    page = dewi.get("/perangkat/").content.decode()
    assert "1 catatan dari HP Ani Rahmawati sudah masuk" in page
    assert "dibawa sebagai berkas" not in page
