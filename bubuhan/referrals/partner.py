"""The page of a partner without an account, one request at a time; without JavaScript each press is one.

`ask` for the code, then `show` (what was shared, and the next step only), or `ended` once nothing is left
to answer: then no personal data is shown any more, for nobody needs it.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.core import signing
from django.core.files.uploadedfile import UploadedFile

from bubuhan.accounts import limits
from bubuhan.accounts.limits import Limit
from bubuhan.files.actions import MOST_BYTES, Part, receive
from bubuhan.kernel.actors import ActorRef
from bubuhan.kernel.problems import Problem
from bubuhan.lists import queries as lists
from bubuhan.referrals import answering, lifecycle, linking
from bubuhan.referrals.answering import Answer, Teller
from bubuhan.referrals.kinds import AnswerWay, ReferralState
from bubuhan.referrals.models import Referral, ReferralLink
from bubuhan.reports.commands import FileRef

OPEN_FOR = timedelta(minutes=60)
PHOTOS = Limit(20, timedelta(days=1))  # of one link: who has it may not fill our disk
_PROOF = "rujukan-terbuka"
# the value of the pressed button -> action
PRESSED = {"terima": "accept", "tolak": "decline", "tunggu": "wait", "selesai": "finish"}


@dataclass(slots=True)
class Step:
    """What the page shows."""

    name: str
    values: dict[str, Any] = field(default_factory=dict)
    problem: Problem | None = None
    said: str = ""


def step(
    link: ReferralLink,
    given: Mapping[str, str],
    photo: "UploadedFile[Any] | None",
    now: datetime,
) -> Step:
    """One request: nothing yet, a code, or an answer with the proof of an earlier code."""
    if given.get("bukti"):
        if not _proven(link, given["bukti"]):
            return Step("ask", said="Halaman terbuka terlalu lama. Isi kodenya sekali lagi.")
        return _answer(link, given, photo, now)
    if "kode" not in given:
        return Step("ask")
    try:
        linking.check_code(link, given["kode"], now)
    except Problem as problem:
        return Step("ask", problem=problem)
    teller = Teller(ActorRef("system", "tautan", link.referral.partner_name), AnswerWay.LINK)
    answering.seen(referral_id=link.referral_id, teller=teller)
    return shown(link)


def _proven(link: ReferralLink, proof: str) -> bool:
    try:
        told = signing.loads(proof, salt=_PROOF, max_age=OPEN_FOR)
    except signing.BadSignature:
        return False
    return bool(told == str(link.id))


def _answer(
    link: ReferralLink,
    given: Mapping[str, str],
    photo: "UploadedFile[Any] | None",
    now: datetime,
) -> Step:
    """What was pressed. Pressed twice, or after it moved on: what stands, and the next step only."""
    action = PRESSED.get(given.get("jawaban", ""))
    if action is None:
        return shown(link)
    try:
        if photo is not None and photo.size:
            limits.count(f"rujukan-foto:{link.id}", PHOTOS, now)
        answer = _read(action, given, photo, now)
        rev = int(given.get("rev", "0")) if given.get("rev", "").isdecimal() else None
        answering.by_link(link_id=link.id, referral_id=link.referral_id, answer=answer, rev=rev)
    except Problem as problem:
        if problem.code == "referral_link":
            raise
        return shown(link, problem=problem, given=given)
    return shown(link, said="Terima kasih. Jawaban Anda sudah tercatat.")


def _read(
    action: str, given: Mapping[str, str], photo: "UploadedFile[Any] | None", now: datetime
) -> Answer:
    """Raises `field_invalid`, `file_*`."""
    place = given.get("urutan", "").strip()
    if place and not (place.isascii() and place.isdigit() and len(place) < 5 and int(place)):
        raise Problem("field_invalid", "urutan", name="urutan", why="isi dengan angka")
    until = given.get("sampai", "").strip()
    return Answer(
        action=action,
        reason=given.get("alasan", "")[:40],
        note=given.get(f"catatan_{action}", ""),
        place=int(place) if place and action == "wait" else None,
        until=_day(until) if until and action == "wait" else None,
        files=keep(photo, linking.VISITOR, now) if action == "finish" else (),
    )


def _day(raw: str) -> date:
    """A date field, or as people type it where there is none: 17-08-2026."""
    for text in (raw, "-".join(reversed(raw.replace("/", "-").split("-")))):
        try:
            return date.fromisoformat(text)
        except ValueError:
            continue
    raise Problem("field_invalid", "sampai", name="tanggal", why="contoh 17-08-2026")


def keep(photo: "UploadedFile[Any] | None", by: ActorRef, now: datetime) -> tuple[FileRef, ...]:
    """A photo of a form, without camera data. Raises `file_too_large`, `file_type`, `file_broken`."""
    if photo is None or not photo.size:
        return ()
    if photo.size > MOST_BYTES:
        raise Problem("file_too_large", limit=MOST_BYTES // 1024 // 1024)
    data = photo.read()
    name = hashlib.sha256(data).hexdigest()
    mime = photo.content_type or ""
    if not mime.startswith("image/"):
        raise Problem("file_type")
    receive(Part(name, 0, len(data), data, mime), by=by, now=now)
    return (FileRef(sha256=name, kind="photo", mime=mime, bytes=len(data)),)


def shown(
    link: ReferralLink,
    *,
    problem: Problem | None = None,
    given: Mapping[str, str] | None = None,
    said: str = "",
) -> Step:
    """The referral as it stands now; a problem keeps what was typed."""
    one = Referral.objects.select_related("case").get(id=link.referral_id)
    values: dict[str, Any] = {
        "one": one,
        "state_word": ReferralState(one.state).label,
        "answered": _answered(one),
        "proof": signing.dumps(str(link.id), salt=_PROOF, compress=True),
        "given": given or {},
    }
    if one.state in lifecycle.ENDED:
        return Step("ended", values, problem, said)
    values |= {
        "rows": one.shown,
        "papers": one.papers,
        "allowed": lifecycle.actions_for(one.state),
        "reasons": [(i.code, i.name) for i in lists.items("referral_decline")],
    }
    return Step("show", values, problem, said)


def _answered(one: Referral) -> str:
    """What was answered before, in words."""
    if one.state == lifecycle.ACCEPTED:
        return "Anda sudah menerima rujukan ini. Bila sudah selesai, kabarkan di bawah."
    if one.state == lifecycle.WAITING:
        place = f" di urutan {one.wait_place}" if one.wait_place else ""
        until = f" sampai {one.wait_until:%d-%m-%Y}" if one.wait_until else ""
        return f"Anda sudah mencatatnya di daftar tunggu{place}{until}."
    if one.state == lifecycle.DECLINED:
        reason = lists.title("referral_decline", one.decline_reason)
        return f"Anda sudah menjawab: tidak dapat menerima ({reason})."
    if one.state == lifecycle.DONE:
        return "Anda sudah mengabarkan bahwa ini selesai."
    return ""
