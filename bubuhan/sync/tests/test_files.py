"""Attachments through HTTP: in parts, resumable, checked, without the camera's data."""

import hashlib
import io
from datetime import timedelta

import pytest
from PIL import Image

from bubuhan.files import actions, queries, references, storage
from bubuhan.files.models import StoredFile
from bubuhan.journal.models import Event
from bubuhan.kernel import clock

pytestmark = pytest.mark.django_db


def photo(side: int = 64, exif: bool = True) -> bytes:
    """A JPEG that says where and with what it was taken, lying on its side."""
    picture = Image.effect_noise((side * 2, side), 80).convert("RGB")
    out = io.BytesIO()
    data = Image.Exif()
    if exif:
        data[0x0112] = 6
        data[0x010F] = "KameraRahasia"
        data.get_ifd(0x8825)[2] = (3.0, 19.0, 12.0)
    picture.save(out, "JPEG", exif=data, comment=b"KameraRahasia")
    return out.getvalue()


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_whole_in_one_go(phone):
    data = photo()
    assert phone.put(sha(data), data).status_code == 201
    assert phone.put(sha(data), data).status_code == 200
    state = phone.http.head(f"/files/{sha(data)}", headers=phone.headers)
    assert (state["Upload-Offset"], state["Upload-Complete"]) == (str(len(data)), "1")
    event = Event.objects.get(name="file.completed")
    assert event.data == {"sha256": sha(data)}


def test_what_is_served_has_no_camera_data_and_stands_upright(phone):
    data = photo(400)
    phone.put(sha(data), data)
    served = queries.open_for(sha(data))
    assert served
    assert served.path.read_bytes().find(b"KameraRahasia") == -1
    with Image.open(served.path) as image:
        assert not image.getexif()
        assert image.size == (400, 800) == (served.width, served.height)
    small = queries.open_for(sha(data), thumb=True)
    assert small
    with Image.open(small.path) as image:
        assert max(image.size) == 400
        assert not image.getexif()


def test_in_parts_with_a_lost_answer(phone):
    data = photo(300)
    name, total, half = sha(data), len(data), len(data) // 2
    first = phone.put(name, data[:half], f"bytes 0-{half - 1}/{total}")
    assert (first.status_code, first.json()) == (202, {"offset": half})
    again = phone.put(name, data[:half], f"bytes 0-{half - 1}/{total}")
    assert (again.status_code, again.json()["code"], again.json()["offset"]) == (
        409,
        "file_offset",
        half,
    )
    state = phone.http.head(f"/files/{name}", headers=phone.headers)
    assert (state["Upload-Offset"], state["Upload-Length"], state["Upload-Complete"]) == (
        str(half),
        str(total),
        "0",
    )
    assert queries.open_for(name) is None
    assert phone.put(name, data[half:], f"bytes {half}-{total - 1}/{total}").status_code == 201
    assert not storage.partial(name).exists()


def test_a_part_too_far_ahead_keeps_nothing(phone):
    data = photo()
    answer = phone.put(sha(data), data[10:], f"bytes 10-{len(data) - 1}/{len(data)}")
    assert (answer.status_code, answer.json()["offset"]) == (409, 0)
    assert not StoredFile.objects.exists()


def test_a_wrong_hash_starts_again_from_nothing(phone):
    data = photo()
    answer = phone.put(sha(b"other"), data)
    assert (answer.status_code, answer.json()["code"]) == (422, "file_hash_mismatch")
    assert not StoredFile.objects.exists()
    assert not storage.partial(sha(b"other")).exists()


@pytest.mark.parametrize(
    ("data", "mime", "code"),
    [
        (b"%PDF-1.7 " + b"x" * 100, "image/jpeg", "file_type"),
        (b"MZ" + b"\0" * 100, "application/octet-stream", "file_type"),
        (b"<svg onload=alert(1)>" + b" " * 100, "image/svg+xml", "file_type"),
        (photo(), "audio/webm", "file_type"),
        (photo()[:200], "image/jpeg", "file_broken"),
        (b"\xff\xd8\xff" + b"\0" * 500, "image/jpeg", "file_broken"),
        (b"\xff\xd8", "image/jpeg", "file_type"),
    ],
)
def test_what_is_no_photo_and_no_sound(phone, data, mime, code):
    answer = phone.put(sha(data), data, mime=mime)
    assert answer.json()["code"] == code
    assert not StoredFile.objects.exists()
    assert not storage.final(sha(data)).exists()


@pytest.mark.parametrize("head", [b"\x1a\x45\xdf\xa3", b"OggS", b"\0\0\0 ftypM4A "])
def test_sound_is_kept_as_sent(phone, head):
    data = head + b"\0" * 5000
    assert phone.put(sha(data), data, mime="audio/webm;codecs=opus").status_code == 201
    served = queries.open_for(sha(data), thumb=True)
    assert served
    assert served.path.read_bytes() == data
    assert served.mime.startswith("audio/")


@pytest.mark.parametrize(
    "span",
    [
        "bytes 0-1/3",
        "bytes 0-9",
        "0-9/10",
        "bytes a-b/c",
        "bytes 9-0/10",
        "bytes 0-99/50",
        "bytes */10",
        "bytes 0-9/9",
    ],
)
def test_a_range_that_makes_no_sense(phone, span):
    answer = phone.put("a" * 64, b"0123456789", span)
    assert (answer.status_code, answer.json()["code"]) == (400, "file_range")


def test_sizes(phone):
    assert phone.put("a" * 64, b"").json()["code"] == "file_range"
    big = phone.put("a" * 64, b"x" * 10, f"bytes 0-9/{actions.MOST_BYTES + 1}")
    assert (big.status_code, big.json()["code"]) == (413, "file_too_large")
    data = b"OggS" + b"\0" * 96
    assert phone.put(sha(data), data[:50], "bytes 0-49/100", "audio/ogg").status_code == 202
    other = phone.put(sha(data), data[50:], "bytes 50-99/101", "audio/ogg")
    assert (other.status_code, other.json()["code"]) == (409, "file_size")


def test_names_and_strangers(phone, client):
    assert phone.put("A" * 64, b"x").json()["code"] == "file_name"
    assert phone.put("short", b"x").json()["code"] == "file_name"
    assert phone.http.head("/files/" + "0" * 64, headers=phone.headers).status_code == 404
    assert client.put("/files/" + "0" * 64, b"x", "image/jpeg").json()["code"] == "token_unknown"
    assert client.get("/files/" + "0" * 64).status_code == 405


def test_someone_signed_in_may_send_too(client_of):
    data = photo()
    assert client_of("budi").put(f"/files/{sha(data)}", data, "image/jpeg").status_code == 201


def test_a_full_disk(phone, monkeypatch):
    monkeypatch.setattr(storage, "KEEP_FREE", 10**18)
    answer = phone.put(sha(b"x"), b"x")
    assert (answer.status_code, answer.json()["code"]) == (507, "disk_full")
    assert not StoredFile.objects.exists()


def test_what_a_crash_left_behind_is_overwritten(phone):
    data = b"OggS" + bytes(range(96))
    phone.put(sha(data), data[:50], "bytes 0-49/100", "audio/ogg")
    with storage.partial(sha(data)).open("ab") as file:
        file.write(b"never confirmed")
    assert phone.put(sha(data), data[50:], "bytes 50-99/100", "audio/ogg").status_code == 201


def test_the_sweep_takes_only_what_is_old_and_unused(phone, monkeypatch):
    files = [b"OggS" + bytes([n]) * 40 for n in range(3)]
    for data in files:
        phone.put(sha(data), data, mime="audio/ogg")
    in_use = sha(files[0])
    now = clock.now()
    StoredFile.objects.exclude(sha256=sha(files[2])).update(created_at=now - timedelta(days=8))
    monkeypatch.setattr(references, "_asked", [])
    assert actions.sweep(now) == 0
    references.register(lambda hashes: {in_use} & set(hashes))
    assert actions.sweep(now) == 1
    assert set(StoredFile.objects.values_list("sha256", flat=True)) == {in_use, sha(files[2])}
    assert not storage.final(sha(files[1])).exists()
    assert queries.arrived([sha(d) for d in files]) == {in_use, sha(files[2])}
