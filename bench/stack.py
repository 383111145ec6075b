"""A running instance to measure: `bubuhan up` on a fresh folder, and what its processes cost."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

REPO = Path(__file__).resolve().parents[1]
BUBUHAN = Path(sys.executable).parent / "bubuhan"
START_SECONDS = 900  # on a machine that has much else to do


@dataclass
class Cost:
    """CPU seconds by group, counted since the process started."""

    groups: dict[str, float] = field(default_factory=dict)

    def __sub__(self, other: "Cost") -> "Cost":
        return Cost(
            {name: spent - other.groups.get(name, 0.0) for name, spent in self.groups.items()}
        )


class Stack:
    """An empty, production-like instance on a folder of its own, until closed."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.folder = Path(tempfile.mkdtemp(prefix="bubuhan-bench-"))
        self.folder.chmod(0o711)
        self._up: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        log = (self.folder / "up.log").open("w")
        self._up = subprocess.Popen(
            [str(BUBUHAN), "up", "--data", str(self.folder), "--port", str(self.port)],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        assert self._up.stdout is not None
        until = time.monotonic() + START_SECONDS
        for line in self._up.stdout:
            if line.startswith("READY"):
                return self
            if time.monotonic() > until:
                break
        self.close()
        raise SystemExit("the instance did not start")

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop it as Ctrl-C does, and remove what it held."""
        if self._up is not None:
            self._up.send_signal(signal.SIGINT)
            self._up.wait(60)
        shutil.rmtree(self.folder, ignore_errors=True)

    def open_database(self) -> None:
        """Point this process's Django at the instance."""
        from bubuhan.site import instance
        from bubuhan.site.engine import open_engine

        engine = open_engine(self.folder, os.environ.get("DATABASE_URL", ""))
        engine.start()
        instance.enter(self.folder, engine.url, demo=False)
        import django

        django.setup()
        self._engine = engine

    def close_database(self) -> None:
        """Let go of the engine, so that the instance can stop it."""
        from django.db import connections

        connections.close_all()
        self._engine.stop()

    def processes(self) -> dict[str, list[psutil.Process]]:
        """The processes of the instance by what they are."""
        assert self._up is not None
        parent = psutil.Process(self._up.pid)
        found: dict[str, list[psutil.Process]] = {
            "parent": [parent],
            "web": [],
            "worker": [],
            "postgres": [],
        }
        for process in parent.children(recursive=True):
            found[_group(process)].append(process)
        if not found["postgres"]:
            found["postgres"] = _postgres_of(self.folder)
        return found

    def cpu(self) -> Cost:
        """CPU seconds so far; of the dead children, too, where their parent has them."""
        spent: dict[str, float] = {}
        for name, processes in self.processes().items():
            total = 0.0
            for process in processes:
                times = process.cpu_times()
                total += times.user + times.system
                if name == "postgres":
                    total += times.children_user + times.children_system
            spent[name] = total
        return Cost(spent)

    def memory(self) -> dict[str, float]:
        """Proportional set size in MB by group."""
        return {
            name: sum(_pss(process.pid) for process in processes) / 1024
            for name, processes in self.processes().items()
        }


def _group(process: psutil.Process) -> str:
    line = " ".join(process.cmdline())
    if "postgres" in process.name() or "postgres" in line.split(" ")[0]:
        return "postgres"
    return "worker" if " worker" in line else "web"


def _postgres_of(folder: Path) -> list[psutil.Process]:
    for pidfile in folder.rglob("postmaster.pid"):
        parent = psutil.Process(int(pidfile.read_text().split("\n", 1)[0]))
        return [parent, *parent.children(recursive=True)]
    return []


def _pss(pid: int) -> float:
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return float(line.split()[1])
    except OSError:
        return 0.0
    return 0.0
