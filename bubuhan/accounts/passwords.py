"""Passwords that everybody here would guess first."""

import re
from typing import Any

from django.core.exceptions import ValidationError

_TEXT = (
    "admin administrator bubuhan rahasia katasandi kata sandi password dinsos dinassosial sosial kalsel "
    "banjarmasin banjarbaru banjar kalimantan kalimantanselatan selatan psm tksk tagana relawan petugas "
    "pengelola pimpinan koordinator indonesia merdeka bismillah alhamdulillah sayang selamat qwerty"
)
_WORDS = frozenset(_TEXT.split())


class LocalWordValidator:
    """Refuses a password that is only well-known local words with digits or signs around them."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError for `Banjarmasin2026!` and its like."""
        words = re.findall(r"[^\W\d_]+", password.casefold())
        if all(word in _WORDS for word in words):
            raise ValidationError(
                "Kata sandi ini mudah ditebak. Pakai tiga atau empat kata yang tidak ada hubungannya.",
                code="password_local_word",
            )

    def get_help_text(self) -> str:
        return "Jangan memakai nama tempat, nama kantor, atau kata yang umum."
