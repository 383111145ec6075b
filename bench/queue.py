"""The office's pages at 100,000 cases, beside the same SQL by hand.

`python -m bench.queue [--cases 100000] [--tries 60] [--port 8110]`. Starts an instance of its own
and asks for whole pages over HTTP, signed in, one after the other. The rival is psycopg on the same
database: the statements somebody would write by hand for the rows and columns on that page (count,
page, helpers; figures of the header), fetched and thrown away: no access rules, no words, no HTML,
no HTTP. Both get the same questions in turn, so that a busy moment hits both.
"""

import argparse
import http.client
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import psutil

from bench import cases_data, rivals
from bench.common import Times, table
from bench.stack import Stack

CASES = 100_000
CITY, PROVINCE = "63.71", "63"
AIM_RATIO, AIM_QUERIES = 5, 12


@dataclass(frozen=True)
class Ask:
    """One question: the page's address, and the same by hand."""

    path: str
    by_hand: Callable[[Any], object]
    htmx: bool = False


@dataclass(frozen=True)
class Kind:
    """A kind of question, and who asks it; `make` draws one with other words each time."""

    name: str
    who: str
    make: Callable[[Random], Ask]


@dataclass(frozen=True)
class Row:
    """What one kind gave."""

    name: str
    queries: int
    sql_ms: float
    page: Times
    hand: Times
    web_ms: float
    postgres_ms: float
    hand_ms: float
    kilobytes: float

    @property
    def ratio(self) -> float:
        return self.page.p95 / self.hand.p95

    @property
    def cpu_ratio(self) -> float:
        return (self.web_ms + self.postgres_ms) / self.hand_ms


class Office:
    """A browser's connection that stays open, signed in."""

    def __init__(self, port: int, cookie: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port)
        self._headers = {"Cookie": cookie, "Accept": "text/html"}

    def get(self, ask: Ask) -> int:
        """Ask and read to the end; the number of bytes. Anything but 200 ends the run."""
        htmx = {"HX-Request": "true"} if ask.htmx else {}
        self._connection.request("GET", ask.path, headers=self._headers | htmx)
        response = self._connection.getresponse()
        body = response.read()
        if response.status != 200:
            raise SystemExit(f"{ask.path}: {response.status}")
        return len(body)


class Samples:
    """Words to search with, taken from the data."""

    def __init__(self) -> None:
        from bubuhan.cases.models import Case
        from bubuhan.geo.models import Area

        plain = Case.objects.filter(sensitive=False, area_code__startswith=CITY)
        some = plain.filter(state="active").order_by("?")[:300]
        self.ids = [case.id for case in some]
        self.taken = take_protected(10)
        self.numbers = [case.number for case in some]
        self.names = [n for n in (_middle(case.subject_name) for case in some) if n]
        kabs = Area.objects.filter(parent_code=PROVINCE, valid_to=None)
        self.kabs = list(kabs.values_list("code", flat=True))
        kecs = Area.objects.filter(parent_code__in=self.kabs, valid_to=None)
        self.kecs = list(kecs.values_list("code", flat=True))
        self.unfinished = Case.objects.exclude(state__in=("closed", "rejected")).count()
        self.all = Case.objects.count()


def take_protected(count: int) -> list[Any]:
    """Protected cases that the head gave to the city's officer, so that he reads them in full."""
    from bubuhan.cases.handlers import entrust
    from bubuhan.cases.models import Case

    officer, head = user_of(CITY), user_of(CITY, "pimpinan").actor()
    secret = Case.objects.filter(sensitive=True, state="active", area_code__startswith=CITY)
    keys = list(secret.order_by("id").values_list("id", flat=True)[:count])
    for key in keys:
        entrust(actor=head, case_id=key, user_id=officer.pk)
    return keys


def _middle(name: str) -> str:
    """Two words of a name, as somebody would type them."""
    words = [w for w in name.split() if not w.endswith(".")]
    return " ".join(words[:2]).lower() if len(words) > 1 else ""


def kinds(samples: Samples) -> list[Kind]:
    """Everything that is measured."""
    deep = -(-samples.unfinished // 50)
    hand = rivals.listing
    return [
        Kind("queue, first page (province)", PROVINCE, lambda _: Ask("/antrean/", hand(PROVINCE))),
        Kind("queue, first page (one city)", CITY, lambda _: Ask("/antrean/", hand(CITY))),
        Kind("queue, a deep page", PROVINCE, lambda dice: _deep(dice, deep)),
        Kind("all cases, first page", PROVINCE, lambda _: Ask("/kasus/", hand(PROVINCE, state=""))),
        Kind("filter: kabupaten", PROVINCE, lambda dice: _area(dice.choice(samples.kabs))),
        Kind("filter: kecamatan", PROVINCE, lambda dice: _area(dice.choice(samples.kecs))),
        Kind("filter: band and state", PROVINCE, _band),
        Kind(
            "filter: overdue",
            PROVINCE,
            lambda _: Ask("/antrean/?terlambat=1", hand(PROVINCE, overdue=True)),
        ),
        Kind("search: a name", PROVINCE, lambda dice: _search(dice.choice(samples.names))),
        Kind("search: a number", PROVINCE, lambda dice: _search(dice.choice(samples.numbers))),
        Kind("case page", CITY, lambda dice: _case(dice.choice(samples.ids), htmx=False)),
        Kind(
            "case page, protected",
            CITY,
            lambda dice: _case(dice.choice(samples.taken or samples.ids), htmx=False),
        ),
        Kind("case in the panel", CITY, lambda dice: _case(dice.choice(samples.ids), htmx=True)),
    ]


def _deep(dice: Random, last: int) -> Ask:
    page = dice.randint(last // 2, last)
    return Ask(f"/antrean/?hal={page}", rivals.listing(PROVINCE, page=page))


def _area(code: str) -> Ask:
    return Ask(f"/antrean/?wilayah={code}", rivals.listing(code))


def _band(dice: Random) -> Ask:
    band = dice.choice(("darurat", "tinggi", "sedang", "rendah"))
    state, word = dice.choice((("waiting", "menunggu"), ("active", "ditangani")))
    path = f"/antrean/?kegawatan={band}&status={word}"
    return Ask(path, rivals.listing(PROVINCE, state=state, band=band))


def _search(text: str) -> Ask:
    from urllib.parse import quote

    return Ask(
        f"/antrean/?q={quote(text)}&status=semua", rivals.listing(PROVINCE, state="", text=text)
    )


def _case(key: Any, *, htmx: bool) -> Ask:
    return Ask(f"/kasus/{key}/", rivals.case(key), htmx)


def measure(stack: Stack, tries: int, only: str = "") -> list[Row]:
    """Ask everything, each kind `tries` times, page and hand in turn."""
    import psycopg

    samples = Samples()
    with psycopg.connect(rivals.address(), autocommit=True) as connection:
        return [
            _one(stack, connection, kind, tries) for kind in kinds(samples) if only in kind.name
        ]


def _one(stack: Stack, connection: Any, kind: Kind, tries: int) -> Row:
    dice, office = Random(kind.name), Office(stack.port, sign_in(kind.who))
    for _ in range(8):  # warm: every worker and thread has met the page
        ask = kind.make(dice)
        office.get(ask)
        ask.by_hand(connection)
    backend = psutil.Process(connection.info.backend_pid)
    pages, hands, size, own = [], [], 0, 0.0
    before, behind = stack.cpu(), _cpu(backend)
    for _ in range(tries):
        ask = kind.make(dice)
        started = time.perf_counter()
        size += office.get(ask)
        middle, cpu = time.perf_counter(), time.process_time()
        ask.by_hand(connection)
        pages.append(middle - started)
        hands.append(time.perf_counter() - middle)
        own += time.process_time() - cpu
    spent, hand = (stack.cpu() - before).groups, _cpu(backend) - behind
    queries, sql = counted(kind, kind.make(dice))
    each = 1000 / tries
    return Row(
        name=kind.name,
        queries=queries,
        sql_ms=sql,
        page=Times.of(pages),
        hand=Times.of(hands),
        web_ms=spent["web"] * each,
        postgres_ms=max(0.0, spent["postgres"] - hand) * each,
        hand_ms=(hand + own) * each,
        kilobytes=size / tries / 1024,
    )


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def sign_in(area: str) -> str:
    """The cookie of a session that an officer of that area has just begun."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    user = user_of(area)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def user_of(area: str, role: str = "petugas") -> Any:
    """An officer of that area, or its head (`pimpinan`)."""
    from bubuhan.accounts.models import User

    user, _ = User.objects.get_or_create(
        username=f"{role}-{area}",
        defaults={"name": role.title(), "role": role, "area_code": area},
    )
    return user


def counted(kind: Kind, ask: Ask) -> tuple[int, float]:
    """Statements one such page sends, and how long they took, counted in this process."""
    from django.db import connection
    from django.test import Client

    client = Client(HTTP_HOST="127.0.0.1")
    headers = {"Cookie": sign_in(kind.who)} | ({"HX-Request": "true"} if ask.htmx else {})
    client.get(ask.path, headers=headers)
    took: list[float] = []

    def watch(execute: Any, sql: str, *rest: Any) -> Any:
        started = time.perf_counter()
        result = execute(sql, *rest)
        took.append(time.perf_counter() - started)
        if SHOW:
            print(f"{1000 * took[-1]:8.2f}  {sql[:2000]}")
        return result

    with connection.execute_wrapper(watch):
        client.get(ask.path, headers=headers)
    return len(took), 1000 * sum(took)


SHOW = False


def show(rows: Sequence[Row], filled: str, memory: dict[str, float]) -> str:
    """The tables, in Markdown."""
    head = ["page", "p50 ms", "p95 ms", "by hand p50", "by hand p95", "ratio of p95", "statements"]
    head += ["CPU ms: web", "postgres", "all by hand", "ratio of CPU", "SQL ms", "KB"]
    lines = [filled, "", table(head, [_cells(row) for row in rows]), ""]
    slow = [f"{row.name} ({row.ratio:.1f}x)" for row in rows if row.ratio > AIM_RATIO]
    many = [f"{row.name} ({row.queries})" for row in rows if row.queries > AIM_QUERIES]
    lines.append(f"Within {AIM_RATIO} times the hand-written SQL: " + _verdict(slow))
    lines.append(f"At most {AIM_QUERIES} statements a page: " + _verdict(many))
    own = sum(size for name, size in memory.items() if name != "postgres")
    parts = ", ".join(f"{name} {size:.0f}" for name, size in memory.items())
    lines.append(
        f"Memory afterwards (proportional set size, MB): own processes **{own:.0f}**; {parts}."
    )
    return "\n".join(lines)


def _verdict(missed: list[str]) -> str:
    return f"**not reached** by {', '.join(missed)}." if missed else "reached by every page."


def _cells(row: Row) -> list[str]:
    ours, hand = row.page, row.hand
    times = [f"{ms:.1f}" for ms in (ours.p50, ours.p95, hand.p50, hand.p95)]
    costs = [f"{n:.1f}" for n in (row.web_ms, row.postgres_ms, row.hand_ms)]
    ratios = (f"**{row.ratio:.1f}x**", f"{row.cpu_ratio:.1f}x")
    rest = (f"{row.sql_ms:.1f}", f"{row.kilobytes:.0f}")
    return [row.name, *times, ratios[0], str(row.queries), *costs, ratios[1], *rest]


def main() -> None:
    """Fill, measure and print."""
    global SHOW  # noqa: PLW0603
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--cases", type=int, default=CASES)
    options.add_argument("--tries", type=int, default=60)
    options.add_argument("--port", type=int, default=8110)
    options.add_argument("--only", default="", help="a part of a page's name, for profiling")
    options.add_argument("--sql", action="store_true", help="print each page's statements")
    chosen = options.parse_args()
    SHOW = chosen.sql
    with Stack(chosen.port) as stack:
        stack.open_database()
        try:
            seconds = cases_data.fill(chosen.cases)
            rows = measure(stack, chosen.tries, chosen.only)
            filled = (
                f"{chosen.cases:,} cases, {cases_data.UNFINISHED:.0%} of them unfinished, written in "
                f"{seconds:.0f} s; {chosen.tries} requests a page over one kept-open connection."
            )
            print(show(rows, filled, stack.memory()))
        finally:
            stack.close_database()


if __name__ == "__main__":
    main()
