"""E-mail by SMTP (RFC 5321), with STARTTLS or TLS; plain text, no picture, no link but our own."""

import smtplib
import socket
import ssl
import time
from email.message import EmailMessage
from email.utils import formatdate, make_msgid, parseaddr
from typing import Any

from django.conf import settings

from bubuhan.messages.channels import wire
from bubuhan.messages.channels.base import ANSWER_MOST, Note, Outcome, Setup
from bubuhan.messages.kinds import Fault

_PORTS = {"tls": 465, "starttls": 587, "none": 25}


class _Pinned(smtplib.SMTP):
    """Connects to the address that was judged, and checks the certificate against the name."""

    def __init__(self, address: str, wrap: ssl.SSLContext | None, timeout: float) -> None:
        self.address, self.wrap = address, wrap
        super().__init__(timeout=timeout)

    def _get_socket(self, host: str, port: int, timeout: float) -> Any:
        plain = socket.create_connection((self.address, port), timeout)
        return self.wrap.wrap_socket(plain, server_hostname=host) if self.wrap else plain


def send(setup: Setup, address: str, note: Note) -> Outcome:
    """Hand one letter to the office's mail server."""
    began = time.monotonic()
    try:
        said = _deliver(setup, address, note)
        fault = Fault.NONE
    except wire.Unreachable as error:
        return wire.failed(error)
    except smtplib.SMTPRecipientsRefused as error:
        code, text = next(iter(error.recipients.values()))
        said, fault = _words(code, text), _fault(code, refused=Fault.ADDRESS)
    except smtplib.SMTPResponseException as error:
        said, fault = _words(error.smtp_code, error.smtp_error), _fault(error.smtp_code)
    except smtplib.SMTPNotSupportedError:
        said, fault = "Server surat tidak menawarkan STARTTLS.", Fault.REFUSED
    except ssl.SSLError:
        said, fault = "Sertifikat server surat tidak sah.", Fault.AGAIN
    except TimeoutError:
        said, fault = "Tidak ada jawaban sampai batas waktu.", Fault.AGAIN
    except (smtplib.SMTPException, OSError, ValueError) as error:
        said, fault = f"Tidak tersambung: {type(error).__name__}", Fault.AGAIN
    took = round((time.monotonic() - began) * 1000)
    return Outcome(fault == Fault.NONE, fault, said[:ANSWER_MOST], took)


def _deliver(setup: Setup, address: str, note: Note) -> str:
    host, security = (
        str(setup.config.get("host", "")),
        str(setup.config.get("security", "starttls")),
    )
    port = int(setup.config.get("port") or _PORTS.get(security, 587))
    if security == "none" and not wire.own_gateway(host):
        raise wire.Unreachable("Server surat tanpa TLS hanya boleh yang disebut operator.")
    context = ssl.create_default_context()
    pinned = wire.judged(host, port)
    wrap = context if security == "tls" else None
    with _Pinned(pinned, wrap, settings.BUBUHAN_GATEWAY_TIMEOUT) as server:
        server._host = host  # type: ignore[attr-defined]  # the name STARTTLS checks
        server.connect(host, port)
        if security == "starttls":
            server.starttls(context=context)
        if setup.config.get("user"):
            server.login(str(setup.config["user"]), setup.secret)
        server.send_message(letter(setup.sender, address, note))
        code, text = server.noop()
    return _words(code, text)


def letter(sender: str, address: str, note: Note) -> EmailMessage:
    """The letter itself. Raises ValueError when a header would break out of its line."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, address, note.title
    made["Date"] = formatdate(localtime=False)
    made["Message-ID"] = make_msgid(domain=parseaddr(sender)[1].split("@")[-1] or "bubuhan.invalid")
    made["Auto-Submitted"] = "auto-generated"
    link = (
        f"\n\n{settings.BUBUHAN_ADDRESS}{note.path}"
        if settings.BUBUHAN_ADDRESS and note.path
        else ""
    )
    made.set_content(
        f"{note.text}{link}\n\nPesan ini dikirim sistem Bubuhan. Rinciannya hanya ada di aplikasi.\n"
    )
    return made


def _words(code: int, text: bytes | str) -> str:
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"{code} {said}".strip()


def _fault(code: int, refused: Fault = Fault.REFUSED) -> Fault:
    """4xx is "later" in SMTP, 5xx is "never"."""
    return Fault.AGAIN if 400 <= code < 500 else refused
