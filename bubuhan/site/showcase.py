"""What the page of the demo instance shows: logins, and a code for a phone that is still unused."""

import json
from pathlib import Path
from typing import Any

from django.http import HttpRequest

from bubuhan.accounts import qr
from bubuhan.accounts.models import EnrolmentCode
from bubuhan.accounts.policy import Role
from bubuhan.geo import names
from bubuhan.kernel import clock

STORIES = {
    "petugas": "Membaca antrean, menugaskan, memverifikasi, menutup.",
    "koordinator": "Menugaskan di kecamatannya dan mendaftarkan HP relawan.",
    "pimpinan": "Melihat angka, mengubah batas waktu, memutuskan.",
    "pengelola": "Mengatur akun dan daftar; tidak membaca isi kasus.",
}


def read(folder: Path, request: HttpRequest) -> dict[str, Any]:
    """Logins and enrolment codes of DIR/demo.json; empty lists while it is being written."""
    try:
        raw: dict[str, Any] = json.loads((folder / "demo.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {"users": [], "codes": [], "free": None}
    users = [
        {
            **u,
            "role_name": Role(u["role"]).label,
            "area_name": names.label(u["area"]),
            "story": STORIES.get(u["role"], ""),
        }
        for u in raw["users"]
    ]
    codes = _with_use(raw["enrolment_codes"])
    free = next((c for c in codes if c["unused"]), None)
    drawing = (
        qr.svg(request.build_absolute_uri(f"/app/#/daftar?kode={free['code']}")) if free else ""
    )
    return {"users": users, "codes": codes, "free": free, "qr": drawing}


def _with_use(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Codes with whether each is still unused (by whom it was made for: codes are stored hashed)."""
    waiting = EnrolmentCode.objects.filter(used_at=None, expires_at__gt=clock.now())
    unused = set(waiting.values_list("person_name", "area_code"))
    return [
        {**e, "area_name": names.label(e["area"]), "unused": (e["person"], e["area"]) in unused}
        for e in entries
    ]
