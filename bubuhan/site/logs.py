"""Structured logs: JSON lines on stderr, personal numbers masked."""

import re
from collections.abc import MutableMapping
from typing import Any

import structlog

_NUMBER = re.compile(r"(?<!\d)(\d{4})\d{8,9}(\d{3,4})(?!\d)")

# What PostgreSQL quotes of the row it refused: names, addresses, stories.
_DETAIL = re.compile(r"DETAIL:.*?(?=\n|\\n|$)")
# a one-time link is as good as a password; a link of a confirmation or a referral names one person
_SECRET_PATH = re.compile(r"/(mulai|konfirmasi|r)/[\w.-]{8,}")


def mask(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace anything that looks like a NIK or KK number, and the secret part of one-time links."""
    for key, value in event.items():
        if isinstance(value, str):
            plain = _DETAIL.sub("DETAIL: …", value)
            event[key] = _SECRET_PATH.sub(r"/\1/…", _NUMBER.sub(r"\1********\2", plain))
    return event


_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
    mask,
]
structlog.configure(
    processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
            "foreign_pre_chain": _SHARED,
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"procrastinate": {"level": "WARNING"}, "axes": {"level": "WARNING"}},
}
