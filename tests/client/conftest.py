"""A screen that a test plays, behind a stand-in for the program."""

from __future__ import annotations

import json
import os
import pathlib
import select
import signal
import socket
import sys
import threading
import time
from typing import Any, Callable

import pytest

PATIENCE = 60.0  # seconds; two ranks on a busy machine take their time to import torch
HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent.parent / "src" / "host" / "client"))

import downhill  # noqa: E402


class Screen:
    """What the client said, and what it is told."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.server = socket.socket(socket.AF_UNIX)
        self.server.bind(str(folder / "screen"))
        self.server.listen()
        self.lines: list[dict[str, Any]] = []
        self.asked = 0
        self.wire: socket.socket | None = None
        self.ended = threading.Event()
        self.came = threading.Condition()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        wire, _ = self.server.accept()
        with wire.makefile("rb") as lines:
            pid, *self.arguments = lines.readline().decode().split()
            self.pid = int(pid)
            self.wire = wire
            for line in lines:
                assert len(line) <= 64 * 1024
                with self.came:
                    self.lines.append(json.loads(line, parse_constant=pytest.fail))
                    self.came.notify_all()
        self.ended.set()

    def send(self, line: bytes | dict[str, Any]) -> None:
        wait(lambda: self.wire is not None)
        self.wire.sendall(line if isinstance(line, bytes) else json.dumps(line).encode() + b"\n")

    def tell(self, do: str, **more: Any) -> int:
        """Send a command; its id."""
        self.asked += 1
        self.send({"id": self.asked, "do": do, **more})
        return self.asked

    def ask(self, run: downhill.Run, do: str, **more: Any) -> dict[str, Any]:
        """Send a command, let the run log once as it has come, and give the answer."""
        asked = self.tell(do, **more)
        arrived(run)
        run.log(run.step + 1)
        return self.expect("answer", lambda line: line["answer"] == asked)

    def expect(self, key: str, fits: Callable[[dict[str, Any]], bool] = lambda _: True) -> dict[str, Any]:
        """The first line with a key, as soon as it comes."""
        found: list[dict[str, Any]] = []

        def look() -> bool:
            found.extend(line for line in self.lines if key in line and fits(line))
            return bool(found)

        with self.came:
            assert self.came.wait_for(look, PATIENCE), (key, self.lines[-5:])
        return found[0]

    def values(self, name: str) -> dict[int, Any]:
        """Every value of a metric by its step, once the run has ended."""
        self.expect("end")
        return {line["step"]: line["values"][name] for line in self.lines if name in line.get("values", ())}

    def kill(self) -> None:
        wait(lambda: self.wire is not None)
        os.kill(self.pid, signal.SIGKILL)


def wait(until: Callable[[], Any]) -> None:
    end = time.monotonic() + PATIENCE
    while not until():
        assert time.monotonic() < end
        time.sleep(0.002)


def arrived(run: downhill.Run) -> None:
    """Wait until a command, or the host's end, is there for the next call of log()."""
    assert select.select([run._host._socket], [], [], PATIENCE)[0]
    run._next_read = 0.0


@pytest.fixture
def screen(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> Screen:
    monkeypatch.setenv("DOWNHILL", str(HERE / "fake_host.py"))
    monkeypatch.setenv("FAKE_SCREEN", str(tmp_path / "screen"))
    downhill._say_once.cache_clear()
    return Screen(tmp_path)


@pytest.fixture
def attach(screen: Screen) -> Any:
    """attach(), of runs that end with the test."""
    runs = []

    def attach(*arguments: Any, **settings: Any) -> downhill.Run:
        runs.append(downhill.attach(*arguments, **settings))
        return runs[-1]

    yield attach
    for run in runs:
        run.finish()
