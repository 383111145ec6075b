"""Requests to gateways and push services, with a guard against being used to look into our network.

The name is looked up once, every address it has is judged, and the connection goes to the judged
address itself, so that a second look-up cannot answer differently. No redirects, no proxies, short
answers, a deadline. Hosts of one's own network (an SMS modem in the office) are named by the operator
in BUBUHAN_GATEWAYS; only those may also speak plain http.
"""

import ipaddress
import socket
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import urllib3
from django.conf import settings
from urllib3.exceptions import HTTPError, SSLError, TimeoutError

from bubuhan.messages.channels.base import ANSWER_MOST, Outcome
from bubuhan.messages.kinds import Fault

_READ_MOST = 8_192


class Unreachable(Exception):
    """The address may not, or cannot, be spoken to; the text is for people."""

    def __init__(self, text: str, fault: Fault = Fault.REFUSED) -> None:
        super().__init__(text)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back over HTTP."""

    status: int
    text: str
    took_ms: int
    retry_after: int = 0


def judged(host: str, port: int, own: Collection[str] | None = None) -> str:
    """An address of the host we may connect to; `own` are hosts that may lie inside. Raises `Unreachable`."""
    try:
        found = {
            str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        }
    except (OSError, UnicodeError):
        raise Unreachable(f"Nama {host[:60]} tidak ditemukan.", Fault.AGAIN) from None
    trusted = host in own if own is not None else own_gateway(host)
    if not trusted and any(_inside(one) for one in found):
        raise Unreachable(
            f"{host[:60]} berada di jaringan dalam. Operator harus menyebutnya di BUBUHAN_GATEWAYS dahulu."
        )
    return min(found, key=lambda one: ":" in one)


def own_gateway(host: str) -> bool:
    """True for a host the operator named."""
    return host in settings.BUBUHAN_GATEWAYS


# IPv6 addresses that carry an IPv4 address in their last 32 bits: NAT64 (RFC 6052), compatible (RFC 4291)
_CARRIERS = tuple(ipaddress.IPv6Network(net) for net in ("64:ff9b::/96", "::/96"))


def _inside(address: str) -> bool:
    one = ipaddress.ip_address(address.split("%", maxsplit=1)[0])
    meant: ipaddress.IPv4Address | ipaddress.IPv6Address = one
    if isinstance(one, ipaddress.IPv6Address):
        if any(one in net for net in _CARRIERS):
            meant = ipaddress.IPv4Address(int(one) & 0xFFFFFFFF)
        else:
            meant = one.ipv4_mapped or one.sixtofour or one
    return not meant.is_global or meant.is_multicast or one.is_multicast


def request(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    body: bytes | None = None,
    own: Collection[str] | None = None,
) -> Answer:
    """One request. Raises `Unreachable` with what went wrong, in words.

    `own` replaces the operator's gateways: an address that a phone gave us may never reach those.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or not host or parts.username:
        raise Unreachable("Alamat gerbang harus berbentuk https://nama/…")
    trusted = settings.BUBUHAN_GATEWAYS if own is None else own
    if parts.scheme == "http" and host not in trusted:
        raise Unreachable("Alamat gerbang harus memakai https.")
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise Unreachable("Nomor port pada alamat gerbang tidak wajar.") from None
    address = judged(host, port, trusted)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    began = time.monotonic()
    pool = _pool(parts.scheme, host, address, port, settings.BUBUHAN_GATEWAY_TIMEOUT)
    try:
        with pool:
            got = pool.urlopen(
                method,
                path,
                body=body,
                headers={"Host": parts.netloc, "User-Agent": "bubuhan", **headers},
                redirect=False,
                retries=False,
                preload_content=False,
            )
            text = got.read(_READ_MOST, decode_content=True).decode("utf-8", "replace")
            wait = got.headers.get("Retry-After", "")
            status = got.status
    except TimeoutError:
        raise Unreachable("Tidak ada jawaban sampai batas waktu.", Fault.AGAIN) from None
    except SSLError:
        raise Unreachable("Sertifikat gerbang tidak sah.", Fault.AGAIN) from None
    except (HTTPError, OSError, UnicodeError) as error:
        raise Unreachable(f"Tidak tersambung: {_short(error)}", Fault.AGAIN) from None
    took = round((time.monotonic() - began) * 1000)
    seconds = int(wait) if wait.isascii() and wait.isdigit() and len(wait) < 7 else 0
    return Answer(status, " ".join(text.split())[:ANSWER_MOST], took, seconds)


def _pool(
    scheme: str, host: str, address: str, port: int, timeout: float
) -> urllib3.HTTPConnectionPool:
    limits = urllib3.Timeout(connect=min(timeout, 5.0), read=timeout)
    if scheme == "http":
        return urllib3.HTTPConnectionPool(address, port, timeout=limits)
    return urllib3.HTTPSConnectionPool(
        address, port, timeout=limits, server_hostname=host, assert_hostname=host
    )


def _short(error: Exception) -> str:
    return type(error).__name__


def failed(error: Unreachable) -> Outcome:
    """An outcome for what could not be reached."""
    return Outcome(False, error.fault, str(error)[:ANSWER_MOST])
