"""Shows a training loop in the terminal and lets it be steered there: the Python side of `downhill`.

    import downhill

    run = downhill.attach(optimizer, name="resnet", out="runs/a", total=50_000, save=save_checkpoint)
    for step, batch in enumerate(loader):
        loss = train_step(batch)
        run.log(step, loss=loss, accuracy=accuracy)

`log` is the safe point: commands from the screen (pause, step, stop, checkpoint, a new rate) take effect in it, and
only while paused does it wait. Tensors stay on their device and are read together, at most ten times a second; log a
clone of one that is changed in place. A rate is pinned or multiplied with the schedule, and in force only while the
optimizer steps, so that schedulers go their own way. Whatever has no `param_groups` declares knobs of its own, with
`run.knob("lr", 0.1, 1e-5, 10)`, and asks in each step for `run.value("lr")`.

After a stop from the screen `log` raises `Stop`, which leaves `with downhill.attach(...) as run:` quietly; with
`raises=False` it only sets `run.stopped`. Under torch.distributed every rank attaches and logs alike: rank 0 talks to
the screen, and all ranks obey in the same step. The screen's failure is never the training's: without the program, or
once it is gone, one line on stderr says so and training goes on, with what was set last. One thread calls a run.
"""

from __future__ import annotations

import atexit
import collections
import contextlib
import datetime
import functools
import json
import math
import os
import pathlib
import platform
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import weakref
from typing import TYPE_CHECKING, Any, Callable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from types import TracebackType

PROTOCOL = 1
LINE_BYTES = 64 * 1024
READ_SECONDS = 0.1  # between two reads of tensors, and about that between two agreements of ranks
PENDING_STEPS = 4096  # logged between two reads; beyond, every second one is left out
QUEUED_LINES = 20_000  # that the host has not read yet; beyond, every second step is left out
WAITING_COMMANDS = 256
METRICS = KNOBS = 128  # at most, so that each line keeps within its bytes
FACTOR = "lr_factor"
# What an entry may be set to, such that no optimizer breaks, and how the arrow keys turn it.
RANGES = {
    "lr": (0.0, 1e6, "ratio"),
    FACTOR: (1e-6, 1e6, "ratio"),
    "momentum": (0.0, 1.0, "linear"),
    "dampening": (0.0, 1.0, "linear"),
    "beta1": (0.0, 0.999999, "linear"),
    "beta2": (0.0, 0.999999, "linear"),
    "weight_decay": (0.0, 1e3, "ratio"),
    "eps": (0.0, 1.0, "ratio"),
}
NOTES_OF_SCHEDULERS = {"initial_lr", "max_lr", "min_lr", "max_momentum", "base_momentum", "swa_lr"}
MOVED_IF = {"lr": "initial_lr", "momentum": "max_momentum", "beta1": "max_momentum"}  # by the note beside it

Knob = dict[str, Any]
_json = json.JSONEncoder(ensure_ascii=False, allow_nan=False, default=float, separators=(",", ":"))
_said: set[str] = set()


class Stop(Exception):  # noqa: N818 - it is no error
    """The screen asked for the end. An Exception, so that frameworks and `finally` clean up as ever."""


class RefusedError(Exception):
    """Why a command can't be obeyed, as the screen shows it. It leaves no call of a run."""


class Run:
    """A training that is shown; `attach` makes one.

    It has a `name`, a folder `out` for its record, perhaps a `total` of steps, and what saves a checkpoint: `save`.
    `distributed=False` makes each rank a run of its own; else torch.distributed is used where it is initialised.
    """

    stopped = False
    step = 0

    def __init__(
        self,
        optimizer: Any = None,
        *,
        name: str | None = None,
        out: str | os.PathLike[str] | None = None,
        total: int | None = None,
        save: Callable[[], object] | None = None,
        raises: bool = True,
        distributed: bool | None = None,
    ) -> None:
        self._steering = None if optimizer is None else _Steering(optimizer)
        self._own: dict[str, Knob] = {}
        self._save, self._raises = save, raises
        self._over = self._paused = False
        self._left = 0  # calls of log() until it pauses by itself
        self._pending: list[tuple[int, float, dict[str, Any]]] = []
        self._unread: list[tuple[dict[str, Any], str, Any]] = []
        self._rate: float | None = None
        self._next_read = self._next_knobs = 0.0
        self._ranks = _Ranks.found(distributed)
        self._host: _Host | None = None
        self._known = self._knobs()
        if self._ranks is None or self._ranks.rank == 0:
            name = (name or pathlib.Path(sys.argv[0]).stem or "training")[:200]
            about = {"protocol": PROTOCOL, "name": name, "program": (sys.argv[0] or "python")[:1000]}
            about |= {"host": platform.node(), "pid": os.getpid(), "total": total, "knobs": self._known}
            about |= {"can": ["pause", "step", "stop"] + ["checkpoint"] * (save is not None), "facts": self._facts()}
            self._host = _Host(os.fspath(out) if out else None, name, about)
        self._excepthook, sys.excepthook = sys.excepthook, self._fail
        atexit.register(self.finish)
        if hasattr(os, "register_at_fork"):
            forget = weakref.WeakMethod(self._forget)
            os.register_at_fork(after_in_child=lambda: (forget() or bool)())  # noqa: PLW0108 - it may be gone

    def log(self, step: int, values: Mapping[str, Any] | None = None, /, **more: Any) -> None:
        """Show the values of a step, by name; and do here what the screen asks for."""
        if self._over:
            return
        self.step, host = max(0, int(step)), self._host
        if self._steering is not None:
            self._steering.restore()
        if host is not None and host.alive:
            try:
                self._take({**values, **more} if values else more)
            except Exception as error:
                host.lose(_spoken(error))
        if self._ranks is not None or self._left or self._paused or (host is not None and host.inbox):
            self._safe_point()
        if self.stopped and self._raises:
            raise Stop(f"stopped from the screen at step {self.step}")

    def say(self, text: str) -> None:
        """Show a line of text."""
        self._send({"text": str(text)[:1000]})

    def knob(
        self,
        name: str,
        value: float,
        low: float = 0,
        high: float = 1e6,
        *,
        whole: bool = False,
        choices: Sequence[float] | None = None,
    ) -> None:
        """Declare a number that the screen may change, for `value` to tell."""
        turn = "whole" if whole else "ratio" if low > 0 and high / low >= 100 else "linear"
        limits = {"choices": list(choices)} if choices else {"min": low, "max": high, "turn": turn, "scheduled": False}
        self._own[name] = {"key": name, "value": value, **limits}
        self._tell_knobs()

    def value(self, name: str) -> float:
        """Tell the value of a knob that is in force."""
        knobs = [self._own[name]] if name in self._own else self._knobs()
        value: float = next(knob["value"] for knob in knobs if knob["key"] == name)
        return value

    def finish(self) -> None:
        """Say that the training is over. At the end of the program this comes by itself."""
        self._end("stopped" if self.stopped else "finished")

    def __enter__(self) -> Run:  # noqa: PYI034 - Self came with Python 3.11
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> bool:
        """End the run as the loop ended; a stop from the screen is no error."""
        if error is None or isinstance(error, Stop) or (isinstance(error, SystemExit) and not error.code):
            self.finish()
        else:
            self._end("stopped" if isinstance(error, KeyboardInterrupt) else "failed", _spoken(error))
        return isinstance(error, Stop)

    def _fail(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if not hasattr(sys, "ps1") and self.__exit__(kind, error, trace):  # a prompt's errors end nothing
            _say_once(str(error))
        else:
            self._excepthook(kind, error, trace)

    def _end(self, how: str, message: str = "") -> None:
        if self._over:
            return
        self._read()
        self._send({"end": how, "message": message, "step": self.step})
        self._over = True
        if self._host is not None:
            self._host.close()
        if self._steering is not None:
            self._steering.release()
        atexit.unregister(self.finish)
        if sys.excepthook == self._fail:
            sys.excepthook = self._excepthook

    def _forget(self) -> None:
        """Leave the screen to the parent of a forked process."""
        if not self._over and self._host is not None:
            self._host.forget()
        self._over = True

    def _send(self, *items: Any) -> None:
        if self._host is not None:
            self._host.send(*items)

    def _take(self, values: dict[str, Any]) -> None:
        """Keep the values of a step, tensors unread."""
        for name, value in values.items():
            if type(value) is float:
                continue
            if hasattr(value, "detach"):
                self._unread.append((values, name, value.detach()))
            elif hasattr(value, "block_until_ready"):  # an array of JAX
                self._unread.append((values, name, value))
            else:
                values[name] = _number(value)
        if self._steering is not None and self._steering.used is not None:
            self._note_rate(self._steering.used, values)
        self._pending.append((self.step, time.time(), values))
        if time.monotonic() >= self._next_read:
            self._read()
        elif len(self._pending) >= PENDING_STEPS:
            _say_once("steps come faster than they can be shown; every second one is left out")
            del self._pending[::2]
            kept = {id(values) for _, _, values in self._pending}
            self._unread = [entry for entry in self._unread if id(entry[0]) in kept]

    def _note_rate(self, rate: float | None, values: dict[str, Any]) -> None:
        if rate is not None and rate != self._rate:
            self._rate = rate
            values.setdefault("learning rate", rate)

    def _read(self) -> None:
        """Read all kept tensors, those of a device at once, and send the steps that they belong to."""
        unread, self._unread = self._unread, []
        records, self._pending = self._pending, []
        alike: dict[Any, list[tuple[dict[str, Any], str, Any]]] = collections.defaultdict(list)
        for entry in unread:
            alike[getattr(entry[2], "device", None), getattr(entry[2], "dtype", None)].append(entry)
        for entries in alike.values():
            try:
                numbers = sys.modules["torch"].stack([tensor.reshape(()) for _, _, tensor in entries]).tolist()
            except Exception:  # one of them is no single number, or they are not of torch
                numbers = [_number(tensor) for _, _, tensor in entries]
            for (values, name, _), number in zip(entries, numbers):
                values[name] = number
        for _, _, values in records:
            for name in [name for name, value in values.items() if value is None]:
                _say_once(f"{name} is left out: it is not a single number")
                del values[name]
            for name in [*values][METRICS:]:
                _say_once(f"only {METRICS} metrics are shown")
                del values[name]
        if records and self._steering is not None and self._steering.used is None:
            self._note_rate(self._steering.rate(), records[-1][2])
        self._send(*records)
        self._next_read = time.monotonic() + READ_SECONDS
        if self._next_read >= self._next_knobs:
            self._next_knobs = self._next_read + 1.0
            self._tell_knobs()

    def _safe_point(self) -> None:
        """Do what the screen asked for meanwhile, and stay while paused."""
        if self._left:
            self._left -= 1
            self._paused = self._left == 0
            if self._paused:
                self._read()
                self._send({"state": "paused", "step": self.step})
        if self._ranks is None or self._ranks.due():
            self._obey(wait=False)
        while self._paused:
            self._obey(wait=True)

    def _obey(self, *, wait: bool) -> None:
        """Take the next commands, the same on every rank, and answer each."""
        commands = [] if self._host is None else self._host.commands(wait=wait)
        if self._ranks is not None:
            commands = self._ranks.agree(commands)
        if commands:
            self._read()
        for command in commands:
            answer = {"answer": command.get("id"), "step": self.step}
            try:
                answer["changed"] = self._do(command["do"], command)
            except RefusedError as refusal:
                answer["refused"] = str(refusal)
            except Exception as error:  # of what saves, or of the optimizer
                answer["refused"] = _spoken(error)
                _say_once(f"{command['do']} failed: {_spoken(error)}")
            self._send(answer)
            if command["do"] in {"pause", "resume", "step"}:
                self._send({"state": "paused" if self._paused else "running", "step": self.step})

    def _do(self, what: str, command: dict[str, Any]) -> list[list[Any]]:
        """Do one command and tell what has changed by it, or why nothing has."""
        count = command.get("count")
        if what == "set":
            return self._set(command.get("knob"), command.get("value"))
        if what == "step" and not (type(count) is int and 0 < count <= 10**9):
            raise RefusedError("step needs a count from 1 on")
        if what == "checkpoint" and self._save is not None:
            self._save()
        elif what in {"pause", "resume", "step", "stop", "gone"}:
            self._paused, self._left = what == "pause", count if what == "step" and count else 0
            self.stopped |= what == "stop"
            self._ranks = None if what == "gone" else self._ranks
        else:
            raise RefusedError(f"this training can't do {what[:100]}")
        return []

    def _set(self, key: Any, value: Any) -> list[list[Any]]:
        before = {knob["key"]: knob for knob in self._knobs()}
        if not isinstance(key, str) or key not in before:
            raise RefusedError(f"there is no knob {str(key)[:100]}")
        if value is not None or key in self._own:
            value = _checked(before[key], value)
        if key in self._own:
            self._own[key]["value"] = value
        elif self._steering is not None:
            self._steering.set(key, value)
        self._known = self._knobs()
        changes = [[knob["key"], before[knob["key"]]["value"], knob["value"]] for knob in self._known]
        return [change for change in changes if change[0] == key or change[1] != change[2]]

    def _knobs(self) -> list[Knob]:
        """Every knob with its value in force."""
        own = [dict(knob) for knob in self._own.values()]
        return (own + ([] if self._steering is None else self._steering.knobs()))[:KNOBS]

    def _tell_knobs(self) -> None:
        """Declare the knobs anew if the program has changed them; where a schedule moves one, that is no news."""
        before, self._known = self._known, self._knobs()
        still, now = (
            [k if not k.get("scheduled") else {**k, "value": None} for k in ks] for ks in (before, self._known)
        )
        if still != now:
            self._send({"knobs": self._known, "step": self.step})

    def _facts(self) -> list[list[str]]:
        facts = [["python", platform.python_version()]]
        if self._steering is not None:
            facts.insert(0, ["optimizer", type(self._steering.optimizer).__name__])
            if not self._steering.hooked:
                facts.append(["changes", "assigned to the optimizer, for want of step hooks: a schedule may undo them"])
        if "torch" in sys.modules:
            facts.append(["torch", str(getattr(sys.modules["torch"], "__version__", "?"))])
        return facts if self._ranks is None else [*facts, ["ranks", str(self._ranks.size)]]


attach = Run


class _Steering:
    """What the screen has set in an optimizer's groups, in force only while it steps, so that no schedule notices."""

    def __init__(self, optimizer: Any) -> None:
        while hasattr(getattr(optimizer, "optimizer", None), "param_groups"):
            optimizer = optimizer.optimizer  # a framework has wrapped it
        self.optimizer = optimizer  # its groups are looked up each time: loading a checkpoint replaces them
        self.factor = 1.0
        self.pins: dict[tuple[int, str], float] = {}
        self.used: float | None = None  # the rate of the last step
        self._places: dict[str, tuple[int, str]] = {}
        self._undo: list[Callable[[], object]] = []
        self._hooks: list[Any] = []
        with contextlib.suppress(AttributeError):  # torch before 2.0, and other libraries
            self._hooks.append(optimizer.register_step_pre_hook(self._before))
            self._hooks.append(optimizer.register_step_post_hook(self.restore))
        self.hooked = len(self._hooks) == 2

    def release(self) -> None:
        for hook in self._hooks:
            hook.remove()

    def _before(self, *_: object) -> None:
        self._apply()
        rate = self.optimizer.param_groups[0].get("lr")
        self.used = rate if isinstance(rate, (int, float)) else None

    def rate(self) -> float | None:
        """Read the rate in force where steps don't tell it: it is a tensor, or there are no hooks."""
        self._apply()
        rate = _number(self.optimizer.param_groups[0].get("lr"))
        self.restore()
        return rate

    def restore(self, *_: object) -> None:
        """Put the training's own values back: after a step, and in log() for one that raised."""
        while self._undo:
            self._undo.pop()()

    def _apply(self) -> None:
        self.restore()
        groups = self.optimizer.param_groups
        if self.factor != 1.0 and self.hooked:
            self._multiply(self.factor)
        for (index, entry), value in self.pins.items():
            if index < len(groups):
                self._put(groups[index], entry, value)

    def _multiply(self, factor: float) -> None:
        groups = enumerate(self.optimizer.param_groups)
        free = [(i, group) for i, group in groups if "lr" in group and (i, "lr") not in self.pins]
        # Groups may hold the same tensor; that is multiplied once.
        for group in {id(group["lr"]) if hasattr(group["lr"], "fill_") else i: group for i, group in free}.values():
            self._put(group, "lr", factor, times=True)

    def _put(self, group: dict[str, Any], entry: str, value: float, *, times: bool = False) -> None:
        name, place = (entry, None) if entry in group else ("betas", int(entry[-1]) - 1)
        whole = group[name]
        part = whole if place is None else whole[place]
        if hasattr(part, "fill_"):  # compiled steps and graphs hold this very tensor
            part = part.detach()
            self._undo.append(functools.partial(part.copy_, part.clone()))
            part.mul_(value) if times else part.fill_(value)
            return
        self._undo.append(lambda: group.update({name: whole}))
        new = part * value if times else value
        group[name] = new if place is None else type(whole)([*whole[:place], new, *whole[place + 1 :]])

    def knobs(self) -> list[Knob]:
        """Every numeric entry of every group, with its value in force."""
        groups = self.optimizer.param_groups
        names = [group.get("name") for group in groups]
        distinct = len(set(map(str, names))) == len(names) and all(isinstance(name, str) for name in names)
        found = [{"key": FACTOR, "value": self.factor, **_limits(FACTOR, self.factor), "scheduled": False}]
        self._apply()
        for index, group in enumerate(groups):
            label = "" if len(groups) == 1 else f"/{str(names[index])[:60] if distinct else index}"
            for entry, value in _entries(group):
                moved = MOVED_IF.get(entry) in group
                found.append({"key": entry + label, "value": value, **_limits(entry, value), "scheduled": moved})
                self._places[entry + label] = (index, entry)
        self.restore()
        return found

    def set(self, key: str, value: float | None) -> None:
        """Pin an entry to a value, release it, or multiply all rates."""
        if key == FACTOR:
            factor = 1.0 if value is None else value
            if not self.hooked:
                self._multiply(factor / self.factor)
            self.factor = factor
            self.pins = {place: pin for place, pin in self.pins.items() if place[1] != "lr"}
        elif not self.hooked and value is None:
            raise RefusedError("this optimizer has no step hooks: nothing is pinned")
        elif not self.hooked and value is not None:
            index, entry = self._places[key]
            self._put(self.optimizer.param_groups[index], entry, value)
        elif value is None:
            self.pins.pop(self._places[key], None)
        else:
            self.pins[self._places[key]] = value
        if not self.hooked:
            self._undo.clear()


class _Ranks:
    """The ranks of torch.distributed, and how they agree on commands.

    Rank 0 sends its list to all about ten times a second, always at the same call of log() on each: the list says
    after how many calls the next one comes. It goes over a gloo group, which waits for days; NCCL would not.
    """

    def __init__(self, distributed: Any) -> None:
        self.distributed = distributed
        self.rank, self.size = distributed.get_rank(), distributed.get_world_size()
        self.group = distributed.new_group(backend="gloo", timeout=datetime.timedelta(days=365))
        self.every, self.calls, self.last = 1, 0, time.monotonic()

    @classmethod
    def found(cls, wanted: bool | None) -> _Ranks | None:  # noqa: FBT001
        distributed: Any = sys.modules.get("torch.distributed")
        there = distributed is not None and distributed.is_available() and distributed.is_initialized()
        if wanted and not there:
            raise RuntimeError("torch.distributed is not initialised")
        return cls(distributed) if there and wanted is not False and distributed.get_world_size() > 1 else None

    def due(self) -> bool:
        """Count a call of log()."""
        self.calls += 1
        return self.calls >= self.every

    def agree(self, commands: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Give all ranks what rank 0 has; a collective."""
        pace = self.calls * READ_SECONDS / max(time.monotonic() - self.last, 1e-6)
        box: list[Any] = [commands, min(max(1, round(pace)), 2 * self.every, 1000)]
        try:
            self.distributed.broadcast_object_list(box, src=0, group=self.group)
        except RuntimeError as error:
            _say_once(f"the ranks no longer hear each other ({_spoken(error)}); training goes on without the screen")
            return [{"do": "gone"}]
        self.every, self.calls, self.last = box[1], 0, time.monotonic()
        return list(box[0])


class _Host:
    """The program at the other end of two pipes, or a file of lines; its threads never hold up the training."""

    def __init__(self, out: str | None, name: str, about: dict[str, Any]) -> None:
        self.alive, self.malformed = True, 0
        self.inbox: collections.deque[dict[str, Any]] = collections.deque()
        self._queue: collections.deque[Any] = collections.deque([{"attach": about}])
        self._news, self._work = threading.Condition(), threading.Condition()
        self._closing = False
        self._process: subprocess.Popen[bytes] | None = None
        program = os.environ.get("DOWNHILL") or shutil.which("downhill") or "downhill"
        command = [program, "host", *(["--out", out] if out else []), "--name", name]
        try:
            self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - what the program says before it ends
            pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": self._errors}
            # In a session of its own: Ctrl-C in the training's terminal is not for it.
            self._process = subprocess.Popen(command, bufsize=0, start_new_session=True, **pipes)  # noqa: S603
            self._pipe: Any = self._process.stdin
            threading.Thread(target=self._listen, args=(self._process,), name="downhill-read", daemon=True).start()
        except OSError as error:
            self._pipe = self._open(out, name, f"{program} can't be started ({error.strerror})")
        self._writer = threading.Thread(target=self._write, name="downhill-write", daemon=True)
        self._writer.start()

    def _open(self, out: str | None, name: str, why: str) -> Any:
        """Open the file that takes the program's place."""
        if out is None:
            return self.lose(why)
        path = pathlib.Path(out) / (re.sub(r"[^\w.-]+", "_", name) + ".jsonl")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            file = path.open("ab", buffering=0)
        except OSError as error:
            return self.lose(f"{why}, and {_spoken(error)}")
        _say_once(f"{why}; steps go into {path}, for downhill watch")
        return file

    def send(self, *items: Any) -> None:
        """Queue lines; of steps only what the host has room for."""
        if not self.alive:
            return
        with self._work:
            self._queue.extend(items)
            if len(self._queue) > QUEUED_LINES:
                _say_once("the host reads too slowly; every second step is left out")
                kept = [item for place, item in enumerate(self._queue) if place % 2 or not isinstance(item, tuple)]
                self._queue = collections.deque(kept)
            self._work.notify()
        if len(self._queue) > QUEUED_LINES:
            self.lose("it does not read")

    def commands(self, *, wait: bool) -> list[dict[str, Any]]:
        """Take all commands that have come; wait for one, or for the host's end."""
        with self._news:
            self._news.wait_for(lambda: not wait or self.inbox or not self.alive)
            commands = [self.inbox.popleft() for _ in range(len(self.inbox))]
        return commands if self.alive else [*commands, {"do": "gone"}]

    def lose(self, reason: str) -> None:
        """Go on without a screen; said once."""
        if self.alive:
            _say_once(f"the screen is gone ({reason}); training goes on")
        self.alive = False
        for condition in (self._news, self._work):
            with condition:
                condition.notify_all()

    def close(self) -> None:
        """Let the last lines be written, for a while."""
        with self._work:
            self._closing = True
            self._work.notify()
        self._writer.join(3.0)
        self.alive = False

    def forget(self) -> None:
        """Give the pipes back in a forked process: they are its parent's."""
        self.alive = False
        for pipe in (self._pipe, self._process and self._process.stdout):
            if pipe:
                pipe.close()

    def _write(self) -> None:
        if hasattr(signal, "pthread_sigmask"):  # a program may have left SIGPIPE deadly
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGPIPE})
        try:
            while True:
                with self._work:
                    self._work.wait_for(lambda: self._queue or self._closing or not self.alive)
                    items = [self._queue.popleft() for _ in range(min(len(self._queue), 256))]
                if not items or not self.alive:
                    break
                rest = memoryview(b"".join(map(self._line, items)))
                while rest:
                    rest = rest[self._pipe.write(rest) :]
            if self._pipe is not None:
                self._pipe.close()
        except Exception as error:
            with self._news:  # the other thread may know better why
                self._news.wait_for(lambda: not self.alive, 1.5 if self._process else 0)
            self.lose(_spoken(error))

    def _line(self, item: Any) -> bytes:
        if isinstance(item, tuple):
            step, when, values = item
            item = {"step": step, "time": round(when, 3), "values": values}
            if self._process is None:
                item = {"step": step, **values} | {"step": step, "time": item["time"]}
        elif self._process is None:
            return b""
        try:
            text = _json.encode(item)
        except ValueError:
            text = _json.encode(_spelled(item))
        line = text.encode("utf-8", "replace") + b"\n"
        if len(line) > LINE_BYTES:
            _say_once("a line is too long for the screen and left out")
        return line if len(line) <= LINE_BYTES else b""

    def _listen(self, process: subprocess.Popen[bytes]) -> None:
        stdout: Any = process.stdout
        rest, skipping = b"", False
        with contextlib.suppress(OSError, ValueError):
            while chunk := stdout.read(LINE_BYTES):
                *lines, rest = (rest + chunk).split(b"\n")
                for line in lines:
                    if not skipping:
                        self._hear(line)
                    skipping = False
                if len(rest) > LINE_BYTES:
                    self.malformed += not skipping
                    rest, skipping = b"", True
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(1.0)
        self._errors.seek(0)
        last = self._errors.read(LINE_BYTES).decode("utf-8", "replace").strip().splitlines()[-1:]
        if not self._closing:
            code = process.poll()
            self.lose(last[0] if last else "it hung up" if code is None else f"it ended with {code}")
        process.wait()

    def _hear(self, line: bytes) -> None:
        try:
            message = json.loads(line) if len(line) <= LINE_BYTES else None
        except (ValueError, RecursionError):
            message = None
        if isinstance(message, dict) and isinstance(message.get("host"), dict):
            if message["host"].get("protocol") != PROTOCOL:
                self.lose("it speaks another version of the protocol")
            else:
                _say_once(f"to watch and steer: downhill attach {message['host'].get('folder')}")
        elif not isinstance(message, dict) or type(message.get("id")) is not int or type(message.get("do")) is not str:
            self.malformed += 1
        elif len(self.inbox) >= WAITING_COMMANDS:
            self.send({"answer": message["id"], "step": 0, "refused": "too many commands are waiting"})
        else:
            with self._news:
                self.inbox.append(message)
                self._news.notify()


def _entries(group: dict[str, Any]) -> Iterator[tuple[str, float]]:
    """Every number of a group that may be turned."""
    betas = group.get("betas")
    pair = zip(("beta1", "beta2"), betas) if isinstance(betas, (tuple, list)) else ()
    for name, value in [*group.items(), *pair]:
        turns = isinstance(value, (int, float)) or (hasattr(value, "fill_") and value.numel() == 1)
        number = _number(value) if turns and not isinstance(value, bool) else None
        if number is not None and math.isfinite(number) and name not in NOTES_OF_SCHEDULERS:
            yield str(name), number


def _limits(entry: str, value: float) -> Knob:
    whole = isinstance(value, int) and entry not in RANGES
    usual = (0.0 if value >= 0 else -1e6, 1e6, "whole" if whole else "ratio" if value >= 0 else "linear")
    low, high, turn = RANGES.get(entry, usual)
    return {"min": min(low, value), "max": max(high, value), "turn": turn}


def _checked(knob: Knob, value: Any) -> float:
    """Refuse what a knob can't be set to."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        why = "a number"
    elif "choices" in knob:
        if value in knob["choices"]:
            return value
        why = f"one of {', '.join(map(str, knob['choices']))}"
    elif not knob["min"] <= value <= knob["max"]:
        why = f"from {knob['min']:g} to {knob['max']:g}"
    elif knob["turn"] != "whole" or value == int(value):
        return int(value) if knob["turn"] == "whole" else float(value)
    else:
        why = "a whole number"
    raise RefusedError(f"{knob['key']} has to be {why}")


def _number(value: Any) -> float | None:
    try:
        number = value.item() if hasattr(value, "item") else value
        return number if type(number) is int else float(number)
    except (TypeError, ValueError, RuntimeError):
        return None


def _spelled(item: Any) -> Any:
    """Spell numbers that JSON lacks."""
    if isinstance(item, dict):
        return {key: _spelled(value) for key, value in item.items()}
    if isinstance(item, list):
        return [_spelled(value) for value in item]
    return str(item).replace("nan", "NaN") if isinstance(item, float) and not math.isfinite(item) else item


def _spoken(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:1000]


def _say_once(text: str) -> None:
    if text not in _said and sys.stderr is not None:
        _said.add(text)
        with contextlib.suppress(OSError, ValueError):
            print(f"downhill: {text}", file=sys.stderr, flush=True)
