"""Shows a training loop in the terminal and lets it be steered there: the Python side of `downhill`.

    run = downhill.attach(optimizer, name="resnet", out="runs/a", total=50_000, save=save_checkpoint)
    for step, batch in enumerate(loader):
        loss = train_step(batch)
        run.log(step, loss=loss, accuracy=accuracy)

A `Run` is what a program sees, `_Knobs` what may be turned, `_Host` what shows it all; `_Ranks` agree on what is done.
There are no threads: everything happens in `log`, mostly ten times a second.
"""

from __future__ import annotations

import atexit
import contextlib
import datetime
import functools
import json
import math
import os
import socket
import subprocess
import sys
import time
from typing import Any, Callable

LINE_BYTES, QUEUED_BYTES = 2**16, 2**22  # no line is longer; so much may wait for the host, beyond it is left out
READ_SECONDS, MAX_KNOBS = 0.1, 256  # between two looks at tensors and at the host; that the screen takes
NO_SIGNAL = getattr(socket, "MSG_NOSIGNAL", 0)  # a program may have left SIGPIPE deadly
FACTOR, BETAS = "lr_factor", ("beta1", "beta2")
# What an entry may be set to, such that no optimizer breaks, and how the arrow keys turn it.
RANGES = dict.fromkeys(("lr", "lr_decay", "weight_decay", "eps"), (0.0, 1e6, "ratio"))
RANGES |= dict.fromkeys(("momentum", "dampening", *BETAS), (0.0, 0.999999, "linear")) | {FACTOR: (1e-6, 1e6, "ratio")}
SCHEDULED_BY = {"lr": "initial_lr", "momentum": "max_momentum", "beta1": "max_momentum"}  # the note beside the entry
ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
Message = dict[str, Any]  # a line, or a part of one


class Stop(SystemExit):
    """The screen asked for the end. Where nobody catches it, it ends the program like sys.exit."""


class RefusedError(Exception):
    """Why a command can't be obeyed, as the screen shows it. It leaves no call of a run."""


class Run(contextlib.AbstractContextManager["Run"]):
    """A training that is shown, from `attach` to `finish`.

    It has a `name`, a folder `out` for its record, perhaps a `total` of steps, and what saves a checkpoint: `save`.
    `log` raises a stop, if `raises`; a device's tensors it keeps unread: log a clone of one that is changed in place.
    """

    def __init__(
        self,
        optimizer: Any = None,
        *,
        name: str = "training",
        out: str | os.PathLike[str] | None = None,
        total: int | None = None,
        save: Callable[[], object] | None = None,
        raises: bool = True,
    ) -> None:
        self.step, self.stopped, self._save, self._raises = 0, False, save, raises
        self._pid = os.getpid()  # whose run it is: not a forked process's, and nobody's once it is over
        self._left = math.inf  # calls of log() until it pauses; none while it is paused
        self._pending: list[tuple[int, float, Any, Message]] = []  # steps with time and rate; values are not read yet
        self._next_read, self._next_knobs, self._knobs, self._ranks = 0.0, 0.0, _Knobs(optimizer), _Ranks()
        about = {"protocol": 1, "name": name, "program": sys.argv[0], "host": socket.gethostname(), "pid": self._pid}
        about |= {"total": None if total is None else int(total), "knobs": [*self._knobs.all().values()]}
        about["can"] = ["pause", "step", "stop", *(["checkpoint"] if save else [])]
        about["facts"] = [("optimizer", type(self._knobs.optimizer).__name__), ("ranks", str(self._ranks.size))]
        arguments = ["host", *(["--out", os.fspath(out)] if out else [])]
        self._host = _Host(arguments if self._ranks.rank == 0 else [], about)
        atexit.register(self.finish)

    def log(self, step: int, values: Message | None = None, /, **more: Any) -> None:
        """Show the values of a step, by name; and do here what the screen asks for."""
        self.step, now = max(0, int(step)), time.monotonic()
        self._knobs.restore()
        if self._host.alive:
            more = {**values, **more} if values else more
            try:
                for name, value in more.items():
                    if hasattr(value, "is_cpu"):  # a device would have to be waited for: read later, without its graph
                        more[name] = value.item() if value.is_cpu and value.numel() == 1 else value.detach()
            except Exception as error:  # _read() will say that it is no number
                more[name] = error
            self._pending.append((self.step, now, self._knobs.rate, more))
        self._left, self._ranks.calls = self._left - 1, self._ranks.calls + 1
        if now >= self._next_read or self._left <= 0 or self._ranks.calls >= self._ranks.every:
            self._attend(is_time=now >= self._next_read)

    def _attend(self, *, is_time: bool) -> None:
        if os.getpid() != self._pid:
            self._pending.clear()
            return
        if is_time:
            self._read()
        if self._ranks.calls >= self._ranks.every or (is_time and self._ranks.group is None):
            self._obey(wait=False)
        if self._left <= 0:
            self._read()
            self._host.send({"state": "paused", "step": self.step})
            while self._left <= 0:
                self._obey(wait=True)
            self._host.send({"state": "running", "step": self.step})
        if self.stopped and self._raises:
            raise Stop(f"downhill: stopped from the screen at step {self.step}")

    def knob(self, name: str, value: float, low: float = 0.0, high: float = 1e6, *, whole: bool = False) -> None:
        """Declare a number that the screen may change, for `value` to tell."""
        if not 0 < len(name) <= 64 or not name.isprintable():
            raise ValueError(f"the name of a knob has 1 to 64 visible characters: {name[:100]!r}")
        turn = "whole" if whole else "ratio" if low > 0 and high / low >= 100 else "linear"
        self._knobs.own[name] = _knob(name, int(value) if whole else float(value), (float(low), float(high), turn))

    def value(self, name: str) -> Any:
        """Tell the value of a knob that is in force."""
        return (self._knobs.own.get(name) or self._knobs.all()[name])["value"]

    def finish(self, error: BaseException | None = None) -> None:
        """Say that the training is over, or has failed. At the end of the program this comes by itself."""
        if os.getpid() != self._pid:
            return
        self._read()
        self._pid = 0
        error = error or (None if hasattr(sys, "ps1") else getattr(sys, "last_value", None))  # that nobody has caught
        is_user = isinstance(error, (Stop, KeyboardInterrupt))
        failed = not (error is None or is_user or (isinstance(error, SystemExit) and not error.code))
        how = "failed" if failed else "stopped" if self.stopped or is_user else "finished"
        why = f"{type(error).__name__}: {error}"[:1000] if failed else ""
        self._host.send({"end": how, "message": why, "step": self.step}, patience=3.0)
        self._host.close()
        self._knobs.restore()
        for hook in self._knobs.hooks:
            hook.remove()
        atexit.unregister(self.finish)

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        self.finish(error)
        return isinstance(error, Stop)  # which is no error

    def _read(self) -> None:
        """Read all kept tensors, those of a device at once, and send the steps that they belong to."""
        pending, self._pending = self._pending, []
        epoch, records = time.time() - time.monotonic(), []
        alike: dict[Any, list[tuple[Message, str, Any]]] = {}
        for step, at, rate, kept in pending:
            values: Message = {}
            records.append({"step": step, "time": round(epoch + at, 3), "values": values})
            for name, value in (kept if rate is None else {"learning rate": rate, **kept}).items():
                if hasattr(value, "is_cpu") and value.numel() == 1:
                    alike.setdefault((value.device, value.dtype), []).append((values, name, value))
                else:
                    _keep(values, name, value)
        for places in alike.values():
            numbers = [value for _, _, value in places]
            with contextlib.suppress(Exception):  # where one can't be read with the others, each is tried
                numbers = sys.modules["torch"].stack([value.reshape(()) for value in numbers]).tolist()
            for (values, name, _), number in zip(places, numbers):
                _keep(values, name, number)
        self._host.send(*records)
        self._next_read = (now := time.monotonic()) + READ_SECONDS
        if self._host.alive and now >= self._next_knobs:  # the program, or a schedule, may have changed some
            knobs = [*self._knobs.all().values()]
            self._host.send({"knobs": knobs, "step": self.step})
            self._next_knobs = now + max(1.0, len(knobs) / 10)  # changes are recorded: of many, seldom

    def _obey(self, *, wait: bool) -> None:
        """Take the next commands, the same on every rank, do each and answer it."""
        for command in self._ranks.agree(self._host.commands(wait=wait)):
            if command is None:  # the screen is gone
                self._left, self._ranks.every, self._ranks.group = math.inf, math.inf, None
                continue
            self._read()
            answer = {"answer": command["id"], "step": self.step}
            try:
                answer["changed"] = self._do(command)
            except RefusedError as refusal:
                answer["refused"] = str(refusal)
            except Exception as error:  # what saves has failed
                answer["refused"] = f"{type(error).__name__}: {error}"[:1000]
            self._host.send(answer)

    def _do(self, command: Message) -> list[tuple[str, float, float]]:
        what, count = command["do"], command.get("count")
        if what == "set":
            return self._knobs.set(str(command.get("knob"))[:100], command.get("value"))
        if what == "checkpoint" and self._save is not None:
            self._save()
        elif what == "step" and type(count) is int and count > 0:
            self._left = count
        elif what in {"pause", "resume", "stop"}:
            self._left, self.stopped = 0 if what == "pause" else math.inf, self.stopped or what == "stop"
        else:
            raise RefusedError(f"this training can't do {what[:100]}")
        return []


attach = Run


class _Knobs:
    """What may be turned: a program's own knobs, and all that is in an optimizer's groups, in force while it steps."""

    def __init__(self, optimizer: Any) -> None:
        while hasattr(getattr(optimizer, "optimizer", None), "param_groups"):
            optimizer = optimizer.optimizer  # a framework has wrapped it
        self.optimizer = optimizer  # its groups are looked up each time: loading a checkpoint replaces them
        self.own: dict[str, Message] = {}
        self.rate: Any = None  # of the last step
        self._pins: dict[tuple[int, str], float] = {}  # by group and entry; the factor as if in the first group
        self._undo: list[Callable[[], object]] = []
        self.hooks: list[Any] = []
        if hasattr(optimizer, "register_step_post_hook"):
            self.hooks.append(optimizer.register_step_pre_hook(self._apply))
            self.hooks.append(optimizer.register_step_post_hook(self.restore))

    def _apply(self, *_: object) -> None:
        self.restore()
        groups = self.optimizer.param_groups
        if self._pins:
            factor = self._pins.get((0, FACTOR))
            changes = [(group, "lr", group["lr"] * factor) for group in groups if factor is not None]
            changes += [(groups[at], entry, value) for (at, entry), value in self._pins.items() if entry != FACTOR]
            for change in changes:  # all are known before the first is made: groups may share a tensor
                self._put(*change)
        rate = groups[0].get("lr")
        self.rate = rate.clone() if hasattr(rate, "clone") else rate

    def _put(self, group: Message, entry: str, value: Any) -> None:
        if entry in BETAS:
            entry, value = "betas", tuple(value if name == entry else beta for name, beta in zip(BETAS, group["betas"]))
        before = group[entry]
        if hasattr(before, "fill_"):  # compiled steps and graphs hold this very tensor
            tensor, kept = before.detach(), before.clone()
            self._undo.append(lambda: tensor.copy_(kept))
            tensor[...] = value
        else:
            self._undo.append(lambda: group.update({entry: before}))
            group[entry] = value

    def restore(self, *_: object) -> None:
        """Put the training's own values back: after a step, and in log() for one that raised."""
        while self._undo:
            self._undo.pop()()

    def all(self) -> dict[str, Message]:
        """Every knob of the program, and every numeric entry of every group, with the value in force."""
        groups, factor = getattr(self.optimizer, "param_groups", []), self._pins.get((0, FACTOR), 1.0)
        found = {**({FACTOR: _knob(FACTOR, factor, RANGES[FACTOR])} if groups else {}), **self.own}
        for index, group in enumerate(groups):
            for entry, own in [*group.items(), *zip(BETAS, group.get("betas", ()))]:
                value = own.item() if hasattr(own, "fill_") and own.numel() == 1 else own
                fits = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
                if fits and isinstance(entry, str) and not entry.endswith(("_lr", "_momentum")):  # schedulers' notes
                    value = self._pins.get((index, entry), value * factor if entry == "lr" else value)
                    key = entry if len(groups) == 1 else f"{entry}/{index}"
                    usual = (0.0, 1e6, "whole" if isinstance(value, int) else "ratio")
                    knob = _knob(key, value, RANGES.get(entry, usual), moved=SCHEDULED_BY.get(entry) in group)
                    found.setdefault(key, knob)
        if len(found) > MAX_KNOBS:
            _say_once(f"only {MAX_KNOBS} settings are shown, the program's own and the rates before others")
        first = sorted(found, key=lambda key: key not in self.own and key.partition("/")[0] not in {FACTOR, "lr"})
        return {key: found[key] for key in first[:MAX_KNOBS]}

    def set(self, key: str, value: Any) -> list[tuple[str, float, float]]:
        """Give a knob a value, and tell what has changed. None releases an entry, as does a factor for all rates."""
        knob = self.all().get(key)
        if knob is None:
            raise RefusedError(f"there is no knob {key}")
        if value is not None or key in self.own:
            value = _checked(knob, value)
        if key in self.own:
            self.own[key] = {**knob, "value": value}
        elif not self.hooks:
            raise RefusedError("this optimizer has no step hooks, without which schedulers would be disturbed")
        else:
            entry, _, index = key.partition("/")
            changed = {(int(index or 0), entry): value}
            kept = {place: pin for place, pin in self._pins.items() if key != FACTOR or place[1] != "lr"}
            self._pins = {place: pin for place, pin in {**kept, **changed}.items() if pin is not None}
        return [(key, knob["value"], self.all()[key]["value"])]


class _Ranks:
    """The ranks of torch.distributed, which agree over gloo: a pause may take days, and NCCL would not wait."""

    def __init__(self) -> None:
        self.rank, self.size, self.group = 0, 1, None
        self.every, self.calls, self.last = math.inf, 0, time.monotonic()  # alone, they never agree
        self.distributed: Any = sys.modules.get("torch.distributed")
        if self.distributed and self.distributed.is_available() and self.distributed.is_initialized():
            self.rank, self.size, self.every = self.distributed.get_rank(), self.distributed.get_world_size(), 1
            self.group = self.distributed.new_group(backend="gloo", timeout=datetime.timedelta(days=365))

    def agree(self, commands: list[Message | None]) -> list[Message | None]:
        """Give all what the first has, and after how many calls of log() they agree again: ten times a second."""
        if self.group is None:
            return commands
        pace = round(self.calls * READ_SECONDS / max(time.monotonic() - self.last, 1e-6))
        box: list[Any] = [commands, max(1, min(pace, 2 * self.every, 1000))]
        with contextlib.suppress(RuntimeError):
            self.distributed.broadcast_object_list(box, src=0, group=self.group)
            self.every, self.calls, self.last = box[1], 0, time.monotonic()
            return list(box[0])
        _say_once("the ranks no longer hear each other; training goes on without the screen")
        return [None]


class _Host:
    """The program that shows it all, at the other end of a socket. Only `commands` ever waits for it, in a pause."""

    def __init__(self, arguments: list[str], about: Message) -> None:
        self.alive, program = bool(arguments), os.environ.get("DOWNHILL", "downhill")
        self._unsent, self._unread = bytearray(), b""
        self._socket, theirs = socket.socketpair()
        try:
            if self.alive:  # in a session of its own: Ctrl-C in the training's terminal is not for it
                ends: dict[str, Any] = {"stdin": theirs.fileno(), "stdout": theirs.fileno(), "stderr": subprocess.PIPE}
                self._process = subprocess.Popen([program, *arguments], start_new_session=True, **ends)  # noqa: S603
        except OSError as error:
            self.close(f"{program} can't be started: {error.strerror}")
        theirs.close()
        self.send({"attach": about})

    def send(self, *messages: Message, patience: float | None = 0.0) -> None:
        """Write as much as the host has room for, or gets room for soon; the rest waits, up to a bound."""
        for message in messages if self.alive else ():
            line = ENCODE(message).encode("utf-8", "replace") + b"\n"
            if len(line) > LINE_BYTES or (len(self._unsent) > QUEUED_BYTES and message.keys() & {"values", "knobs"}):
                _say_once("a line is left out: it is too long, or the screen does not read as fast as it is told")
            else:
                self._unsent += line
        with contextlib.suppress(OSError):  # no room, or nobody there, as commands() will see
            self._socket.settimeout(patience)
            while self._unsent:
                del self._unsent[: self._socket.send(self._unsent, NO_SIGNAL)]

    def commands(self, *, wait: bool) -> list[Message | None]:
        """Take the commands that have come; None says that there is no host."""
        self.send(patience=None if wait else 0.0)
        try:
            chunk = self._socket.recv(LINE_BYTES)
        except BlockingIOError:
            return []
        except OSError:
            chunk = b""
        if not chunk:
            why = "it has ended"
            with contextlib.suppress(AttributeError, subprocess.TimeoutExpired):  # no host on this rank; or it hangs
                why = self._process.communicate(timeout=1.0)[1].decode("utf-8", "replace").strip()[-1000:] or why
            self.close(why)
            return [None]
        *lines, self._unread = (self._unread[:LINE_BYTES] + chunk).split(b"\n")
        commands: list[Message | None] = []
        for line in lines:
            with contextlib.suppress(ValueError, RecursionError, LookupError, TypeError):  # no command
                message = json.loads(line[:LINE_BYTES])
                if "host" in message:
                    _say_once(f"to watch and steer: downhill attach {message['host']['folder']}")
                elif type(message["id"]) is int and type(message["do"]) is str:
                    commands.append(message)
        return commands

    def close(self, why: str = "") -> None:
        self._socket.close()
        if self.alive and why:
            _say_once(f"the screen is gone ({why}); training goes on")
        self.alive = False


def _knob(key: str, value: float, limits: tuple[float, float, str], *, moved: bool = False) -> Message:
    low, high, turn = min(limits[0], value), max(limits[1], value), limits[2]
    return {"key": key, "value": value, "min": low, "max": high, "turn": turn, "scheduled": moved}


def _checked(knob: Message, value: Any) -> float:
    number = int if knob["turn"] == "whole" else float
    if type(value) not in {int, float} or not knob["min"] <= value <= knob["max"] or number(value) != value:
        kind = "whole number" if number is int else "number"
        raise RefusedError(f"{knob['key']} has to be a {kind} from {knob['min']:g} to {knob['max']:g}")
    return number(value)


def _keep(values: Message, name: object, value: Any) -> None:
    try:
        number = value if type(value) is float else float(value.item() if hasattr(value, "item") else value)
    except Exception:
        _say_once(f"{name} is left out: it is not a single number")
    else:
        values[str(name)] = number if math.isfinite(number) else str(number).replace("nan", "NaN")  # as JSON has none


@functools.cache
def _say_once(text: str) -> None:
    with contextlib.suppress(Exception):
        print(f"downhill: {text}", file=sys.stderr, flush=True)
