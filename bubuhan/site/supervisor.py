"""The parent of the process tree: starts its children, restarts what dies, stops all in order."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType

from bubuhan.site.engine import Engine, EngineError

FIRST_WAIT, LONGEST_WAIT = 0.5, 30.0
STEADY_SECONDS = 60.0
STOP_SECONDS = 20.0


def say(text: str) -> None:
    """One line for the log of the instance."""
    print(f"bubuhan: {text}", file=sys.stderr, flush=True)


@dataclass
class Child:
    """One process that must run; restarted with growing pauses while it keeps dying."""

    name: str
    arguments: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    wait: float = FIRST_WAIT
    due: float = field(default=0.0)

    def start(self) -> None:
        # Two arenas instead of eight a core: threads give memory back.
        environment = {"MALLOC_ARENA_MAX": "2", **os.environ, "BUBUHAN_PARENT": str(os.getpid())}
        self.process = subprocess.Popen(
            [sys.executable, *self.arguments],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr,
            start_new_session=True,
        )
        self.started = time.monotonic()

    def tend(self) -> None:
        """Note a death and start again when its pause is over."""
        now = time.monotonic()
        if self.process is not None:
            code = self.process.poll()
            if code is None:
                if now - self.started > STEADY_SECONDS:
                    self.wait = FIRST_WAIT
                return
            self.process = None
            self.due = now + self.wait
            say(
                f"Proses {self.name} berhenti (kode {code}); dimulai lagi dalam {self.wait:g} detik."
            )
            self.wait = min(self.wait * 2, LONGEST_WAIT)
        if now >= self.due:
            self.start()

    def stop(self) -> None:
        """Ask, wait, and only then insist."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            say(f"Proses {self.name} tidak mau berhenti; dihentikan paksa.")
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Supervisor:
    """Keeps the engine and the children running until SIGINT or SIGTERM."""

    def __init__(self, engine: Engine, children: Sequence[Child]) -> None:
        self.engine = engine
        self.children = children
        self.stopping = threading.Event()

    def catch_signals(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._on_signal)

    def run(self, serves: Callable[[], bool], on_ready: Callable[[], None]) -> None:
        """Start the children and tend them; `on_ready` is called once, when `serves` first says so."""
        ready = False
        try:
            while not self.stopping.is_set():
                self._tend_engine()
                for child in self.children:
                    child.tend()
                if not ready and serves():
                    ready = True
                    on_ready()
                self.stopping.wait(0.5 if ready else 0.1)
        finally:
            self.stop()

    def stop(self) -> None:
        """Children first, in the order given, so that the database is the last to go."""
        for child in self.children:
            child.stop()

    def _tend_engine(self) -> None:
        if not self.engine.alive():
            say("Basis data berhenti; dimulai lagi.")
            try:
                self.engine.start()
            except EngineError as error:
                say(str(error))
                self.stopping.wait(2)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.stopping.set()
