"""Whatever is sent: no 500, and the answer is one that the contract names (schemathesis)."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from uuid import UUID

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from bubuhan.sync.contract import FOLDER
from bubuhan.sync.tests.conftest import Phone

DOCUMENT = json.loads((FOLDER / "openapi.json").read_text("utf-8"))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
_django = None


def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The real application, made when the first request comes."""
    global _django  # noqa: PLW0603
    _django = _django or get_wsgi_application()
    return _django(environ, start_response)


schema = schemathesis.openapi.from_dict(DOCUMENT)
schema.app = app


@pytest.fixture
def _one_connection() -> Iterator[None]:
    """The test's transaction lives in its connection: requests must not close it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.django_db
@pytest.mark.usefixtures("_one_connection")
@schema.exclude(path="/readyz").parametrize()
@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_the_door_keeps_its_contract(case: Case, phone: Phone):
    if (
        case.path == "/sync/v1/push"
        and isinstance(case.body, dict)
        and _is_uuid(case.body.get("device"))
    ):
        case.body["device"] = str(phone.device.id)
    case.call_and_validate(headers=phone.headers, checks=CHECKS)


def _is_uuid(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(UUID(value))
    except ValueError:
        return False
