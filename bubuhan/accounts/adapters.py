"""Our answers to what django-allauth leaves open: no sign-up, Indonesian words, secrets encrypted."""

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.http import HttpRequest

from bubuhan.accounts.addresses import client_ip
from bubuhan.kernel import crypto

_ERRORS = {
    "username_password_mismatch": "Nama pengguna atau kata sandi belum benar. Periksa, lalu coba lagi.",
    "invalid_login": "Nama pengguna atau kata sandi belum benar. Periksa, lalu coba lagi.",
    "too_many_login_attempts": "Terlalu banyak percobaan. Tunggu beberapa menit, lalu coba lagi.",
    "incorrect_password": "Kata sandi belum benar.",
    "enter_current_password": "Tulis kata sandi Anda yang sekarang.",
    "rate_limited": "Terlalu sering. Tunggu sebentar, lalu coba lagi.",
    "account_inactive": "Akun ini tidak aktif. Hubungi pengelola.",
}
_NOTES = {
    "account/messages/password_changed.txt": "Kata sandi sudah diganti. Perangkat lain dikeluarkan.",
    "account/messages/password_set.txt": "Kata sandi tersimpan.",
    "mfa/messages/totp_activated.txt": "Aplikasi pengaman sudah aktif.",
    "mfa/messages/totp_deactivated.txt": "Aplikasi pengaman sudah dimatikan.",
    "mfa/messages/recovery_codes_generated.txt": "Kode cadangan baru sudah dibuat. Simpan di tempat aman.",
    "mfa/messages/webauthn_added.txt": "Kunci sandi sudah ditambahkan.",
    "mfa/messages/webauthn_removed.txt": "Kunci sandi sudah dihapus.",
    "usersessions/messages/sessions_logged_out.txt": "Perangkat lain sudah dikeluarkan.",
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by a pengelola; nobody signs up alone."""

    error_messages = {**DefaultAccountAdapter.error_messages, **_ERRORS}

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_ip(request)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return "/akun/"

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        words = {
            "reauthenticate": "Pakai kata sandi",
            "mfa_reauthenticate": "Pakai kode dari aplikasi pengaman",
            "mfa_reauthenticate:webauthn": "Pakai kunci sandi",
        }
        return [
            {**way, "description": words.get(way["id"], way["description"])}
            for way in super().get_reauthentication_methods(user)
        ]

    def add_message(  # noqa: PLR0917  (allauth's own signature)
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say what is worth saying; "you have signed in" is not."""
        words = message or _NOTES.get(message_template or "")
        if words:
            messages.add_message(request, level, words, extra_tags=extra_tags)


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of the second factor are ciphertext in the database."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "Kode belum benar. Pakai kode yang sekarang tampil di aplikasi.",
        "cannot_delete_authenticator": "Pengaman ini tidak dapat dimatikan.",
        "cannot_generate_recovery_codes": "Aktifkan dulu aplikasi pengaman atau kunci sandi.",
    }

    def encrypt(self, text: str) -> str:
        return base64.b64encode(crypto.encrypt(text)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return crypto.decrypt(base64.b64decode(encrypted_text))

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        return "Kunci sandi saya"
