"""Peers on 127.0.0.1 and channel settings that lead to them."""

from collections.abc import Callable, Generator
from typing import Any

import pytest

from bubuhan.kernel import clock
from bubuhan.messages.models import ChannelSetting
from bubuhan.messages.tests import peers


@pytest.fixture(autouse=True)
def _own_network(settings) -> None:
    """The tests' peers are gateways of one's own network; answers that never come are short."""
    settings.BUBUHAN_GATEWAYS = frozenset({"127.0.0.1"})
    settings.BUBUHAN_PUSH_PEERS = frozenset({"127.0.0.1"})
    settings.BUBUHAN_GATEWAY_TIMEOUT = 0.4


@pytest.fixture
def gateway() -> Generator[peers.Gateway, None, None]:
    with peers.gateway() as peer:
        yield peer


@pytest.fixture
def push_service() -> Generator[peers.Gateway, None, None]:
    with peers.gateway() as peer:
        peer.says(201)
        yield peer


@pytest.fixture
def mailbox() -> Generator[peers.Letters, None, None]:
    with peers.mail_server() as box:
        yield box


@pytest.fixture
def set_channel(db) -> Callable[..., ChannelSetting]:
    """`set_channel("sms", {"url": ...}, secret="k")`: how Kota Banjarmasin sends."""

    def make(
        channel: str, config: dict[str, Any], area: str = "63.71", **more: Any
    ) -> ChannelSetting:
        return ChannelSetting.objects.create(
            area_code=area,
            channel=channel,
            config=config,
            valid_from=clock.now(),
            by="Gazali",
            **more,
        )

    return make


def sms_config(url: str, **changes: Any) -> dict[str, Any]:
    """A gateway as an office describes it."""
    return {
        "url": f"{url}/kirim",
        "method": "POST",
        "format": "form",
        "number": "62",
        "fields": {"to": "{nomor}", "message": "{pesan}", "key": "{kunci}"},
        "headers": {},
        "success": "",
        "bad_number": "",
        **changes,
    }
