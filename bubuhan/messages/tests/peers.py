"""The other side, for real: a push service, gateways and a mail server on 127.0.0.1, each in a thread."""

import base64
import json
import os
import socket
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import http_ece
from aiosmtpd.controller import Controller
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02


@dataclass
class Got:
    """One request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Gateway:
    """An HTTP peer; `answer(got) -> (status, text, headers)` decides, later requests see what is set then."""

    url: str
    got: list[Got] = field(default_factory=list)
    answer: Callable[[Got], tuple[int, str, dict[str, str]]] = lambda _: (200, '{"ok":true}', {})

    def says(self, status: int, text: str = "", **headers: str) -> None:
        self.answer = lambda _: (status, text, headers)


@contextmanager
def gateway() -> Generator[Gateway, None, None]:
    """A gateway that listens until the end of the block."""
    peer = Gateway("")

    class Handler(BaseHTTPRequestHandler):
        def _any(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            got = Got(self.command, self.path, dict(self.headers), self.rfile.read(length))
            peer.got.append(got)
            status, text, headers = peer.answer(got)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        do_GET = do_POST = _any

        def log_message(self, *args: Any) -> None:
            return

        def handle(self) -> None:
            try:
                super().handle()
            except (ConnectionError, BrokenPipeError):
                return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    peer.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield peer
    finally:
        server.shutdown()
        server.server_close()


class Browser:
    """A browser that subscribed: its keys, and what it can read of what arrives."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.auth = os.urandom(16)

    @property
    def subscription(self) -> dict[str, str]:
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"endpoint": self.endpoint, "p256dh": b64(point), "auth": b64(self.auth)}

    def read(self, got: Got) -> dict[str, str]:
        """Decrypt a push as RFC 8291 says; fails when it was not meant for this browser."""
        assert got.headers["Content-Encoding"] == "aes128gcm"
        plain = http_ece.decrypt(
            got.body, private_key=self.key, auth_secret=self.auth, version="aes128gcm"
        )
        found: dict[str, str] = json.loads(plain)
        return found


def claims(got: Got, public_key: str, audience: str) -> dict[str, Any]:
    """The VAPID claims of a push, after checking the signature (RFC 8292)."""
    scheme, _, rest = got.headers["Authorization"].partition(" ")
    assert scheme.lower() == "vapid"
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    assert parts["k"] == public_key
    assert Vapid02.verify(got.headers["Authorization"])
    payload = parts["t"].split(".")[1]
    found: dict[str, Any] = json.loads(unb64(payload))
    assert found["aud"] == audience
    assert time.time() < found["exp"] <= time.time() + 24 * 3600
    return found


@dataclass
class Letters:
    """A mail server's box; `refuse` maps a recipient to the answer he gets."""

    port: int = 0
    got: list[Any] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)


@contextmanager
def mail_server() -> Generator[Letters, None, None]:
    """A real SMTP server on a free port."""
    box = Letters()

    class Handler:
        async def handle_RCPT(self, server, session, envelope, address, options):
            if address in box.refuse:
                return box.refuse[address]
            envelope.rcpt_tos.append(address)
            return "250 OK"

        async def handle_DATA(self, server, session, envelope):
            box.got.append(envelope)
            return "250 Diterima"

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        box.port = free.getsockname()[1]
    controller = Controller(Handler(), hostname="127.0.0.1", port=box.port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
