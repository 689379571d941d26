"""Programs that a test needs: started on a free port of loopback, ended by their process id.

Readiness is a line that the program prints; nothing here waits by the clock.
"""

import os
import queue
import re
import subprocess
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TARGET = Path(os.environ.get("CARGO_TARGET_DIR") or ROOT / "target")
BELLHOP = ROOT / TARGET / "debug" / "bellhop"

READY_SECONDS = 60
"""A program that has not said by then that it is ready never will; a busy machine needs a few."""

STOP_SECONDS = 30
"""A stopping server drains for at most worker.grace_seconds, which is 20."""


class Program:
    """A running program; its output is kept, and shown by pytest when a test fails."""

    def __init__(self, command, ready, environment=None, folder=None):
        """Starts `command` and waits for a line that matches `ready`; `self.said` is the match."""
        self.output = []
        self._lines = queue.Queue()
        # Not the caller's whole environment: a developer's BELLHOP_… must not reach a test.
        inherited = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
        self._process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=folder or ROOT,
            env=inherited | (environment or {}),
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        try:
            self.said = self.wait_for_line(ready, READY_SECONDS)
        except BaseException:
            self.stop()
            raise

    def _read(self):
        for line in self._process.stdout:
            self.output.append(line)
            self._lines.put(line)
        self._lines.put(None)

    def wait_for_line(self, pattern, seconds):
        """The match of the next line that has one."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                line = self._lines.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"no line like {pattern!r} within {seconds} s:\n{self.log}") from None
            if line is None:
                raise AssertionError(f"the program ended before a line like {pattern!r}:\n{self.log}")
            if found := re.search(pattern, line):
                return found

    @property
    def log(self):
        """Everything that it has printed so far."""
        return "".join(self.output)

    def stop(self):
        """Asks it to stop, and sees to it; prints what it said, for pytest to show on a failure."""
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            raise AssertionError(f"did not stop within {STOP_SECONDS} s:\n{self.log}") from None
        finally:
            self._reader.join(STOP_SECONDS)
            self._process.stdout.close()
        print(self.log)
