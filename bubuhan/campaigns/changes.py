"""What a person corrects in his own record becomes a change request that the office decides."""

from collections.abc import Mapping
from typing import Any

from bubuhan.accounts.policy import Actor
from bubuhan.campaigns.models import Confirmation

FIELDS = {
    "phone": "Nomor HP",
    "phone_other": "Nomor HP lain",
    "address": "Alamat",
    "area_code": "Tempat tinggal",
    "name": "Nama",
    "birth_date": "Tanggal lahir",
    "nik": "NIK",
}


def request(*, actor: Actor, line: Confirmation, corrections: Mapping[str, Any], note: str) -> None:
    """Hand corrections to the change requests of `volunteers`."""
