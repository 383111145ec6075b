"""Model fields the house shares."""

from typing import Any

from django.db import models

from bubuhan.kernel import crypto


class EncryptedText(models.BinaryField):  # type: ignore[type-arg]
    """Text that is ciphertext in the database. Empty text is stored as NULL, and read as ""."""

    description = "AES-GCM encrypted text"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def get_prep_value(self, value: Any) -> Any:
        return crypto.encrypt(value) if value else None

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if not prepared:
            value = self.get_prep_value(value)
        return super().get_db_prep_value(value, connection, True)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str:
        return crypto.decrypt(value) if value else ""
