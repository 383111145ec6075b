"""Many phones in one cheap process: plain sockets, one request at a time each, no HTTP library.

`python -m bench.phones PORT SECONDS BATCH FILE`: FILE lists the phones (device, token, next seq),
one JSON object a line. Prints one JSON object: how many reports were acknowledged as accepted, how
long each request took, and the CPU seconds this process used.
"""

import json
import os
import selectors
import socket
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

STORY = (
    "Kai Darma tinggal sendiri di rumah yang atapnya bocor. Sudah dua hari demam dan belum makan. "
    "Tetangga hanya sempat mengantar air. Anaknya di Kotabaru belum dapat dihubungi."
)


def report(number: int) -> str:
    """A report of twelve fields, as JSON: kind, story, need, area, point (3), name, sex, age, sign, consent."""
    return (
        '{"kind":"kasus","story":"' + STORY + f" ({number})" + '","need":"lansia_terlantar",'
        '"place":{"area_code":"63.71.03.1003","lat":-3.3165,"lon":114.5782,"accuracy_m":18.5},'
        f'"subject":{{"name":"Darma {number}","sex":"L","age_years":78}},'
        '"signs":{"alone":true},"consent":{"given":true},"files":[]}'
    )


@dataclass
class Phone:
    """One phone and its connection."""

    device: str
    token: str
    seq: int
    sock: socket.socket | None = None
    sent_at: float = 0.0
    got: bytearray = field(default_factory=bytearray)

    def request(self, batch: int) -> bytes:
        now = datetime.now(UTC).isoformat()
        commands = []
        for _ in range(batch):
            self.seq += 1
            commands.append(
                f'{{"id":"{_uuid()}","seq":{self.seq},"type":"report.submit","made_at":"{now}",'
                f'"body":{report(self.seq)}}}'
            )
        body = f'{{"device":"{self.device}","sent_at":"{now}","commands":[{",".join(commands)}]}}'.encode()
        head = (
            f"POST /sync/v1/push HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {self.token}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


def _uuid() -> str:
    raw = bytearray(os.urandom(16))
    raw[:6] = (time.time_ns() // 1_000_000).to_bytes(6, "big")
    raw[6] = 0x70 | raw[6] & 0x0F
    raw[8] = 0x80 | raw[8] & 0x3F
    text = raw.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


class Crowd:
    """All phones in one loop."""

    def __init__(self, port: int, phones: list[Phone], batch: int) -> None:
        self.phones, self.batch, self.port = phones, batch, port
        self.selector = selectors.DefaultSelector()
        self.latencies: list[float] = []
        self.accepted = 0
        self.wrong: list[str] = []

    def run(self, seconds: float) -> float:
        """Push until the time is over and every answer is in; the seconds it took."""
        start = time.perf_counter()
        until = start + seconds
        for phone in self.phones:
            phone.sock = socket.create_connection(("127.0.0.1", self.port))
            phone.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.selector.register(phone.sock, selectors.EVENT_READ, phone)
            self._send(phone)
        waiting = len(self.phones)
        while waiting:
            for key, _ in self.selector.select():
                if self._read(key.data):
                    if time.perf_counter() < until:
                        self._send(key.data)
                    else:
                        waiting -= 1
        return time.perf_counter() - start

    def _send(self, phone: Phone) -> None:
        assert phone.sock is not None
        data = phone.request(self.batch)
        phone.sent_at = time.perf_counter()
        phone.sock.sendall(data)

    def _read(self, phone: Phone) -> bool:
        assert phone.sock is not None
        data = phone.sock.recv(262_144)
        if not data:
            raise SystemExit("the server hung up")
        phone.got += data
        head_end = phone.got.find(b"\r\n\r\n")
        if head_end < 0:
            return False
        head = bytes(phone.got[:head_end]).lower()
        length = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
        if len(phone.got) < head_end + 4 + length:
            return False
        self.latencies.append(time.perf_counter() - phone.sent_at)
        good = phone.got.count(b'"outcome":"accepted"')
        self.accepted += good
        if good != self.batch and len(self.wrong) < 3:
            self.wrong.append(phone.got.decode("utf-8", "replace")[:500])
        phone.got.clear()
        return True


def main() -> None:
    """One round, as told on the command line."""
    port, seconds, batch, path = sys.argv[1:5]
    phones = [Phone(**json.loads(line)) for line in Path(path).read_text().splitlines()]
    crowd = Crowd(int(port), phones, int(batch))
    cpu = time.process_time()
    took = crowd.run(float(seconds))
    answer: dict[str, Any] = {
        "seconds": took,
        "accepted": crowd.accepted,
        "latencies": crowd.latencies,
        "wrong": crowd.wrong,
        "cpu": time.process_time() - cpu,
        "seq": {phone.device: phone.seq for phone in phones},
    }
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
