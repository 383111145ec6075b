"""Every door of the house, and how the tests that try them all knock: routes, callers, answers."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from pypdf import PdfReader

from bubuhan.accounts.middleware import declared
from bubuhan.accounts.policy import Role
from bubuhan.site.tests.examples import EXAMPLES, Side

METHODS = ("GET", "POST")
ROLES = ("anonymous", "device", *Role.values)
ABOUT_A_CASE = {"case_id", "report_id", "conflict_id"}
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
HERE = "63.71.03.1003"  # Kel. Pelambuan, Kota Banjarmasin
BEYOND = "63.05.01.2001"  # Kab. Tapin; everybody in these tests works in Banjarmasin


@dataclass(frozen=True)
class Route:
    """One address: its pattern, its view and the parameters in it."""

    pattern: str
    view: Any

    @property
    def parameters(self) -> list[str]:
        return PARAMETER.findall(self.pattern)

    def path(self, side: Side) -> str:
        return "/" + PARAMETER.sub(lambda m: side.value(m.group(1)), self.pattern)

    @property
    def methods(self) -> tuple[str, ...]:
        return (*METHODS, "HEAD", "PUT") if self.pattern.startswith("files/") else METHODS

    @property
    def reach(self) -> int:
        """How many sides can tell it apart."""
        if not self.parameters:
            return 1
        return 3 if ABOUT_A_CASE & set(self.parameters) else 2

    @property
    def needs(self) -> str:
        found = declared(self.view)
        return "NOTHING" if found is None else found or "public"


def routes(patterns: list[Any] | None = None, prefix: str = "") -> Iterator[Route]:
    """All addresses of the house, also those of other packages."""
    for one in patterns if patterns is not None else get_resolver().url_patterns:
        where = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns, where)
        elif isinstance(one, URLPattern):
            yield Route(where, one.callback)


class Outcome:
    """One answer, read to the end."""

    def __init__(self, response: Any, crash: str = "") -> None:
        self.crash = crash
        if crash:
            self.status, self.location, self.text, self.head = 500, "", "", ""
            return
        self.status = response.status_code
        self.location = response.headers.get("Location", "")
        body = b"".join(response.streaming_content) if response.streaming else response.content
        self.text = readable(body)
        self.head = "\n".join(f"{name}: {value}" for name, value in response.headers.items())

    def __str__(self) -> str:
        if 200 <= self.status < 300:
            return "ok"
        if 300 <= self.status < 400:
            return "login" if self.location.startswith(settings.LOGIN_URL) else "moved"
        named = {
            401: "unauthorised",
            403: "forbidden",
            404: "missing",
            405: "method",
            503: "unready",
        }
        return named.get(self.status, "refused" if self.status < 500 else "ERROR")


def ask(method: str, path: str, headers: dict[str, str], form: dict[str, str]) -> Outcome:
    """One request whose every trace is rolled back."""
    cache.clear()
    body = urlencode(form) if method == "POST" else ""
    with transaction.atomic():
        try:
            answer = Client().generic(method, path, body, headers=headers, content_type=_FORM)
            outcome = Outcome(answer)
        except Exception as error:
            outcome = Outcome(None, f"{type(error).__name__}: {error}")
        transaction.set_rollback(True)
    return outcome


_FORM = "application/x-www-form-urlencoded"


def readable(body: bytes) -> str:
    """What a person could read in an answer: also inside a workbook, an archive, a PDF, a packed one."""
    if body.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            inside = [readable(packed.read(name)) for name in packed.namelist()]
            return "\n".join([*packed.namelist(), *inside])
    if body.startswith(b"%PDF"):
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)
    if body.startswith(b"\x1f\x8b"):
        return readable(zlib.decompress(body, 31))
    return body.decode("utf-8", "replace")


def make_everything(sides: tuple[Side, ...]) -> None:
    """Before anybody looks, so that every list could leak."""
    for side in sides:
        for parameter in EXAMPLES:
            side.value(parameter)
