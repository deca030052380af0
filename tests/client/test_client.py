"""The client with any training: no torch here, and a screen that behaves, or doesn't."""

from __future__ import annotations

import contextlib
import math
import os
import pathlib
import signal
import subprocess
import sys
import threading
import time
from typing import Any, Iterator

import pytest

import downhill
from conftest import HERE, Screen, arrived, wait


class Optimizer:
    """Has groups and the two hooks, as torch's have; steps do nothing but note the rates used."""

    def __init__(self, *groups: dict[str, Any]) -> None:
        self.param_groups = [{"params": [], **group} for group in groups]
        self.before: list[Any] = []
        self.after: list[Any] = []
        self.used: list[Any] = []

    def register_step_pre_hook(self, hook: Any) -> Any:
        return self._register(self.before, hook)

    def register_step_post_hook(self, hook: Any) -> Any:
        return self._register(self.after, hook)

    def _register(self, hooks: list[Any], hook: Any) -> Any:
        hooks.append(hook)
        return type("Handle", (), {"remove": lambda _: hooks.remove(hook)})()

    def step(self) -> None:
        for hook in self.before:
            assert hook(self, (), {}) is None
        self.used.append({key: value for key, value in self.param_groups[0].items() if key != "params"})
        for hook in self.after:
            assert hook(self, (), {}) is None


class Bare:
    """Groups without hooks."""

    def __init__(self, **group: Any) -> None:
        self.param_groups = [{"params": [], **group}]


def sgd(**more: Any) -> Optimizer:
    return Optimizer({"lr": 0.1, "momentum": 0, "weight_decay": 0.0, "nesterov": False, "foreach": None, **more})


def test_the_first_line_says_who_it_is_and_what_can_be_turned(attach: Any, screen: Screen) -> None:
    attach(sgd(), name="resnet", out="runs/a", total=50, save=print)
    first = screen.expect("attach")["attach"]
    assert screen.arguments == ["host", "--out", "runs/a"]
    assert (first["protocol"], first["name"], first["pid"], first["total"]) == (1, "resnet", os.getpid(), 50)
    assert first["can"] == ["pause", "step", "stop", "checkpoint"]
    assert ["optimizer", "Optimizer"] in first["facts"]
    knobs = {knob.pop("key"): knob for knob in first["knobs"]}
    assert list(knobs) == ["lr_factor", "lr", "momentum", "weight_decay"]
    assert knobs["lr"] == {"value": 0.1, "min": 0.0, "max": 1e6, "turn": "ratio", "scheduled": False}
    assert knobs["lr_factor"]["min"] == 1e-6


def test_no_checkpoint_is_offered_without_save(attach: Any, screen: Screen) -> None:
    attach(None)
    assert screen.expect("attach")["attach"]["can"] == ["pause", "step", "stop"]


def test_every_logged_step_comes_with_its_own_values(attach: Any, screen: Screen) -> None:
    run = attach(None, name="x")
    for step in range(3000):
        run.log(step, loss=step / 2, accuracy=1)
    run.finish()
    assert screen.values("loss") == {step: step / 2 for step in range(3000)}
    assert set(screen.values("accuracy").values()) == {1}
    assert screen.expect("end") == {"end": "finished", "message": "", "step": 2999}


def test_numbers_that_json_lacks_are_spelled(attach: Any, screen: Screen) -> None:
    run = attach(None)
    run.log(0, a=math.nan, b=math.inf, c=-math.inf, d=1.5)
    run.finish()
    assert screen.expect("values")["values"] == {"a": "NaN", "b": "inf", "c": "-inf", "d": 1.5}


def test_steps_may_go_back(attach: Any, screen: Screen) -> None:
    run = attach(None)
    for step in (5, 6, 2, 3):
        run.log(step, {"test loss": 1.0})
    run.finish()
    screen.expect("end")
    assert [line["step"] for line in screen.lines if "values" in line] == [5, 6, 2, 3]


def test_tensors_are_read_ten_times_a_second_and_none_is_lost(attach: Any, screen: Screen) -> None:
    class Tensor:
        reads: list[float] = []

        def __init__(self, number: float) -> None:
            self.number = number

        def detach(self) -> Tensor:
            return Tensor(self.number)

        def numel(self) -> int:
            return 2  # so that it is read by itself

        def item(self) -> float:
            self.reads.append(time.monotonic())
            return self.number

    run = attach(None)
    start = time.monotonic()
    for step in range(200):
        run.log(step, loss=Tensor(step))
        time.sleep(0.002)
    batches = 1 + sum(later - earlier > 0.01 for earlier, later in zip(Tensor.reads, Tensor.reads[1:]))
    assert batches <= 1 + (time.monotonic() - start) / 0.1
    run.finish()
    assert screen.values("loss") == {step: step for step in range(200)}


def test_a_tensor_that_cannot_be_read_costs_only_itself(attach: Any, screen: Screen, capfd: Any) -> None:
    class Lost:
        is_cpu, device, dtype = False, "gpu:0", float

        def detach(self) -> Lost:
            return self

        def numel(self) -> int:
            return 1

        def item(self) -> float:
            raise MemoryError("the device is lost")

        reshape = item

    class LostHere(Lost):
        is_cpu = True

    run = attach(None)
    run.log(0, loss=1.0, lost=Lost(), here=LostHere())
    run.log(1, here=LostHere(), loss=2.0)
    run.finish()
    assert screen.values("loss") == {0: 1.0, 1: 2.0}
    assert screen.values("lost") == screen.values("here") == {}
    told = capfd.readouterr().err
    assert told.count("lost is left out") == 1 and told.count("here is left out") == 1


def test_what_is_no_number_is_left_out_and_said(attach: Any, screen: Screen, capfd: Any) -> None:
    run = attach(None)
    run.log(0, loss=1.0, picture=[1, 2], text="a")
    run.log(1, loss=2.0, picture=[1, 2])
    run.finish()
    assert screen.values("loss") == {0: 1.0, 1: 2.0}
    assert capfd.readouterr().err.count("picture is left out") == 1


def test_a_pinned_rate_is_in_force_only_in_steps(attach: Any, screen: Screen) -> None:
    optimizer = sgd()
    run = attach(optimizer)
    optimizer.step()
    answer = screen.ask(run, "set", knob="lr", value=0.5)
    assert answer == {"answer": 1, "step": run.step, "changed": [["lr", 0.1, 0.5]]}
    assert optimizer.param_groups[0]["lr"] == 0.1
    optimizer.step()
    optimizer.param_groups[0]["lr"] = 0.01
    optimizer.step()
    assert [used["lr"] for used in optimizer.used] == [0.1, 0.5, 0.5]
    assert run.value("lr") == 0.5
    assert screen.ask(run, "set", knob="lr", value=None)["changed"] == [["lr", 0.5, 0.01]]
    optimizer.step()
    assert optimizer.used[-1]["lr"] == 0.01


def test_a_factor_keeps_ratios_and_releases_pins(attach: Any, screen: Screen) -> None:
    optimizer = Optimizer({"lr": 1.0}, {"lr": 0.1})
    run = attach(optimizer)
    assert [knob["key"] for knob in screen.expect("attach")["attach"]["knobs"]] == ["lr_factor", "lr/0", "lr/1"]
    assert screen.ask(run, "set", knob="lr/1", value=7)["changed"] == [["lr/1", 0.1, 7]]
    assert screen.ask(run, "set", knob="lr_factor", value=0.5)["changed"] == [["lr_factor", 1.0, 0.5]]
    assert [run.value(key) for key in ("lr/0", "lr/1")] == [0.5, 0.05]
    assert [group["lr"] for group in optimizer.param_groups] == [1.0, 0.1]


def test_betas_are_two_knobs_and_stay_a_pair(attach: Any, screen: Screen) -> None:
    optimizer = Optimizer({"lr": 0.1, "betas": (0.9, 0.9), "eps": 1e-8})
    run = attach(optimizer)
    assert screen.ask(run, "set", knob="beta2", value=0.99)["changed"] == [["beta2", 0.9, 0.99]]
    assert screen.ask(run, "set", knob="beta1", value=0.5)["changed"] == [["beta1", 0.9, 0.5]]
    optimizer.step()
    assert optimizer.used[-1]["betas"] == (0.5, 0.99)
    assert optimizer.param_groups[0]["betas"] == (0.9, 0.9)


@pytest.mark.parametrize(
    ("knob", "value", "why"),
    [
        ("lr", -1, "lr has to be a number from 0 to 1e+06"),
        ("lr", 1e7, "lr has to be a number from 0 to 1e+06"),
        ("lr", "1", "lr has to be a number from 0 to 1e+06"),
        ("lr", True, "lr has to be a number from 0 to 1e+06"),
        ("lr", "NaN", "lr has to be a number from 0 to 1e+06"),
        ("lr", [1], "lr has to be a number from 0 to 1e+06"),
        ("lr_factor", 0, "lr_factor has to be a number from 1e-06 to 1e+06"),
        ("momentum", 2, "momentum has to be a number from 0 to 0.999999"),
        ("layers", 2.5, "layers has to be a whole number from 1 to 8"),
        ("layers", None, "layers has to be a whole number from 1 to 8"),
        ("gone", 1, "there is no knob gone"),
        (None, 1, "there is no knob None"),
        ([1], 1, "there is no knob [1]"),
    ],
)
def test_values_out_of_range_are_refused(attach: Any, screen: Screen, knob: Any, value: Any, why: str) -> None:
    optimizer = sgd()
    run = attach(optimizer)
    run.knob("layers", 2, 1, 8, whole=True)
    assert screen.ask(run, "set", knob=knob, value=value)["refused"] == why
    optimizer.step()
    assert optimizer.used[-1]["lr"] == 0.1


@pytest.mark.parametrize("do", ["checkpoint", "dance", "__init__"])
def test_what_it_can_not_do_is_refused(attach: Any, screen: Screen, do: str) -> None:
    assert screen.ask(attach(sgd()), do)["refused"] == f"this training can't do {do}"


@pytest.mark.parametrize("count", [0, -3, 1.5, None, "2", True])
def test_a_step_without_a_count_is_refused(attach: Any, screen: Screen, count: Any) -> None:
    assert screen.ask(attach(None), "step", count=count)["refused"] == "this training can't do step"


def test_an_optimizer_without_hooks_is_not_steered_and_that_is_told(attach: Any, screen: Screen) -> None:
    optimizer = Bare(lr=0.1, momentum=0.9)
    run = attach(optimizer)
    assert "no step hooks" in screen.ask(run, "set", knob="lr", value=0.2)["refused"]
    assert "no step hooks" in screen.ask(run, "set", knob="lr_factor", value=2)["refused"]
    assert optimizer.param_groups[0]["lr"] == 0.1
    run.knob("mixup", 0.2, 0, 1)
    assert screen.ask(run, "set", knob="mixup", value=0.5)["changed"] == [["mixup", 0.2, 0.5]]


def test_a_whole_knob_stays_whole(attach: Any, screen: Screen) -> None:
    run = attach(None)
    run.knob("batch", 32, 8, 128, whole=True)
    screen.ask(run, "set", knob="batch", value=64.0)
    assert type(run.value("batch")) is int


def test_a_line_that_is_too_long_is_left_out_and_said(attach: Any, screen: Screen, capfd: Any) -> None:
    run = attach(None)
    run.log(0, {f"metric {number}": 1.0 for number in range(5000)})
    run.log(1, loss=1.0)
    run.finish()
    assert screen.values("loss") == {1: 1.0}
    assert capfd.readouterr().err.count("left out") == 1


def test_the_rate_in_force_is_told(attach: Any, screen: Screen) -> None:
    optimizer = sgd()
    run = attach(optimizer)
    for step in range(6):
        optimizer.param_groups[0]["lr"] = 0.1 if step < 4 else 0.05
        optimizer.step()
        run.log(step, loss=1.0)
    run.finish()
    assert screen.values("learning rate") == {step: 0.1 if step < 4 else 0.05 for step in range(6)}


def test_steps_may_be_numbers_of_any_library(attach: Any, screen: Screen) -> None:
    class Integer:
        def __int__(self) -> int:
            return 7

    run = attach(None)
    run.log(Integer(), loss=1.0)
    run.log(-1, loss=2.0)
    run.finish()
    assert screen.values("loss") == {7: 1.0, 0: 2.0}


def test_numbers_of_numpy_are_numbers(attach: Any, screen: Screen) -> None:
    numpy = pytest.importorskip("numpy", reason="NumPy can't be had here")
    run = attach(None, total=numpy.int64(9))
    run.knob("lr", numpy.float32(0.5), numpy.float32(0.25), numpy.int64(8))
    run.log(numpy.int64(3), loss=numpy.float32(0.5), whole=numpy.int64(2), one=numpy.ones(1), two=numpy.ones(2))
    run.finish()
    assert screen.expect("values")["values"] == {"loss": 0.5, "whole": 2, "one": 1.0}
    assert screen.expect("attach")["attach"]["total"] == 9
    assert screen.expect("knobs")["knobs"][0]["max"] == 8


def test_of_very_many_knobs_the_own_ones_and_rates_come_first(attach: Any, screen: Screen, capfd: Any) -> None:
    groups = [{"lr": 0.1, "momentum": 0.9, "dampening": 0, 5: 1.0} for _ in range(100)]
    run = attach(Optimizer(*groups))
    first = [knob["key"] for knob in screen.expect("attach")["attach"]["knobs"]]
    assert first[:101] == ["lr_factor", *(f"lr/{number}" for number in range(100))] and len(first) == 256
    run.knob("mixup", 0.2, 0, 1)
    run.log(0)
    run.finish()
    told = [knob["key"] for knob in screen.expect("knobs")["knobs"]]
    assert told[:3] == ["lr_factor", "mixup", "lr/0"] and len(told) == 256 and len(set(told)) == 256
    assert capfd.readouterr().err.count("only 256 settings are shown") == 1


def test_a_knob_has_a_name_that_can_be_shown(attach: Any, screen: Screen) -> None:
    run = attach(None)
    for name in ["", "x" * 65, "a\nb", "\u200b"]:
        with pytest.raises(ValueError, match="1 to 64 visible characters"):
            run.knob(name, 1.0)
    run.knob("최적 1", 1.0)
    assert run.value("최적 1") == 1.0


def test_knobs_of_any_training_are_declared_and_asked_for(attach: Any, screen: Screen) -> None:
    run = attach(None)
    run.knob("lr", 0.1, 1e-5, 10)
    run.log(0)
    assert screen.expect("knobs")["knobs"][0] == {
        "key": "lr", "value": 0.1, "min": 1e-5, "max": 10, "turn": "ratio", "scheduled": False,
    }  # fmt: skip
    assert screen.ask(run, "set", knob="lr", value=0.3)["changed"] == [["lr", 0.1, 0.3]]
    assert run.value("lr") == 0.3


def test_what_the_program_changes_itself_is_declared_again(attach: Any, screen: Screen) -> None:
    optimizer = sgd()
    run = attach(optimizer)
    optimizer.param_groups[0]["momentum"] = 0.8
    optimizer.param_groups[0]["initial_lr"] = 0.1
    run.log(3)
    run.finish()
    knobs = {knob["key"]: knob for knob in screen.expect("knobs")["knobs"]}
    assert knobs["momentum"]["value"] == 0.8
    assert knobs["lr"]["scheduled"]


def test_pause_waits_until_resume(attach: Any, screen: Screen) -> None:
    run = attach(None)
    screen.tell("pause")
    arrived(run)
    threading.Timer(0.3, screen.tell, ["resume"]).start()
    start = time.monotonic()
    run.log(7, loss=1.0)
    assert time.monotonic() - start >= 0.29
    run.finish()
    screen.expect("end")
    said = [line for line in screen.lines if not line.keys() & {"attach", "knobs", "values"}]
    assert said[:4] == [
        {"answer": 1, "step": 7, "changed": []},
        {"state": "paused", "step": 7},
        {"answer": 2, "step": 7, "changed": []},
        {"state": "running", "step": 7},
    ]


def test_what_was_logged_is_shown_while_paused(attach: Any, screen: Screen) -> None:
    run = attach(None)
    run.log(0, loss=1.0)
    screen.tell("pause")
    arrived(run)
    thread = threading.Thread(target=run.log, args=(1, {"loss": 0.5}))
    thread.start()
    screen.expect("values", lambda line: line["step"] == 1)
    screen.tell("set", knob="x", value=1)
    assert screen.expect("refused")["step"] == 1
    screen.tell("resume")
    thread.join()


def test_step_runs_so_many_and_pauses(attach: Any, screen: Screen) -> None:
    run = attach(None)

    def play() -> None:
        for step in range(100):
            run.log(step, loss=1.0)

    screen.tell("pause")
    arrived(run)
    thread = threading.Thread(target=play)
    thread.start()
    assert screen.expect("state")["step"] == 0
    screen.tell("step", count=10)
    assert screen.expect("state", lambda line: line["state"] == "paused" and line["step"] > 0)["step"] == 10
    time.sleep(0.1)
    assert run.step == 10
    screen.tell("resume")
    thread.join(5)
    assert run.step == 99


def test_ctrl_c_ends_a_pause(screen: Screen) -> None:
    # A shell lets what it starts in the background ignore the signal.
    program = """
import signal, downhill
signal.signal(signal.SIGINT, signal.default_int_handler)
run = downhill.attach()
while True:
    run.log(1, loss=1)
"""
    with started(program, stderr=subprocess.PIPE) as process:
        screen.tell("pause")
        screen.expect("state")
        process.send_signal(signal.SIGINT)
        assert b"KeyboardInterrupt" in process.communicate(timeout=60)[1]
        assert screen.expect("end")["end"] == "stopped"


@contextlib.contextmanager
def started(program: str, **pipes: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A program that ends with the test, however that ends."""
    with subprocess.Popen([sys.executable, "-c", program], env=environment(), **pipes) as process:
        try:
            yield process
        finally:
            process.kill()


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": downhill.__file__.rpartition("/")[0]}


def test_stop_is_raised_and_leaves_the_block_quietly(screen: Screen) -> None:
    with downhill.attach(None) as run:
        screen.tell("stop")
        arrived(run)
        run.log(4, loss=1.0)
        pytest.fail("it goes on")
    assert run.stopped
    assert screen.expect("answer")["changed"] == []
    assert screen.expect("end") == {"end": "stopped", "message": "", "step": 4}


def test_stop_only_sets_a_flag_where_it_shall_not_raise(screen: Screen) -> None:
    run = downhill.attach(None, raises=False)
    screen.tell("stop")
    arrived(run)
    run.log(4)
    assert run.stopped
    run.finish()
    assert screen.expect("end")["end"] == "stopped"


def test_a_checkpoint_calls_save_and_its_failure_is_told(attach: Any, screen: Screen) -> None:
    saved: list[int] = []

    def save() -> None:
        saved.append(run.step)
        if len(saved) == 2:
            raise OSError("disk full")
        if len(saved) == 3:
            raise ValueError("no room")

    run = attach(None, save=save)
    assert screen.ask(run, "checkpoint")["changed"] == []
    assert screen.ask(run, "checkpoint")["refused"] == "OSError: disk full"
    assert screen.ask(run, "checkpoint")["refused"] == "ValueError: no room"
    assert saved == [1, 2, 3]


def test_an_exception_is_told_with_its_type(screen: Screen) -> None:
    with pytest.raises(ZeroDivisionError), downhill.attach(None) as run:
        run.log(3, loss=1.0)
        _ = 1 / 0
    assert screen.expect("end") == {"end": "failed", "message": "ZeroDivisionError: division by zero", "step": 3}


@pytest.mark.parametrize(
    ("ending", "told"),
    [
        ("", {"end": "finished", "message": "", "step": 2}),
        ("1 / 0", {"end": "failed", "message": "ZeroDivisionError: division by zero", "step": 2}),
        ("raise SystemExit(0)", {"end": "finished", "message": "", "step": 2}),
        ("with run: raise SystemExit(0)", {"end": "finished", "message": "", "step": 2}),
        ("with run: raise SystemExit(3)", {"end": "failed", "message": "SystemExit: 3", "step": 2}),
    ],
)
def test_a_program_that_never_finishes_its_run_tells_its_end(screen: Screen, ending: str, told: dict[str, Any]) -> None:
    program = f"import downhill\nrun = downhill.attach()\nrun.log(2, loss=1)\n{ending}"
    subprocess.run([sys.executable, "-c", program], env=environment(), check=False, timeout=60)
    assert screen.expect("end") == told
    assert screen.values("loss") == {2: 1}


def test_a_stop_that_nobody_catches_ends_the_program_with_a_line(screen: Screen) -> None:
    program = "import downhill, time\nrun = downhill.attach()\nwhile True: run.log(2, loss=1), time.sleep(.001)"
    with started(program, stderr=subprocess.PIPE) as process:
        screen.tell("stop")
        error = process.communicate(timeout=60)[1]
    assert error == b"downhill: stopped from the screen at step 2\n"
    assert screen.expect("end")["end"] == "stopped"


def test_a_host_killed_while_paused_lets_the_training_go_on(attach: Any, screen: Screen, capfd: Any) -> None:
    optimizer = sgd()
    run = attach(optimizer)
    screen.ask(run, "set", knob="lr", value=0.5)
    screen.tell("pause")
    arrived(run)
    threading.Timer(0.2, screen.kill).start()
    for step in range(5000):
        run.log(step, loss=1.0)
        optimizer.step()
    assert run.step == 4999
    assert optimizer.used[-1]["lr"] == 0.5
    assert capfd.readouterr().err.count("the screen is gone (it has ended); training goes on") == 1


def test_a_host_killed_while_running_costs_one_line(attach: Any, screen: Screen, capfd: Any) -> None:
    run = attach(None)
    run.log(0, loss=1.0)
    screen.kill()
    end = time.monotonic() + 2.0
    while time.monotonic() < end:
        run.log(1, loss=1.0)
        time.sleep(0.001)
    run.finish()
    assert capfd.readouterr().err.count("\n") == 1


def test_sigpipe_left_deadly_does_not_end_the_training(screen: Screen) -> None:
    program = (
        "import signal, time, downhill\nsignal.signal(signal.SIGPIPE, signal.SIG_DFL)\nrun = downhill.attach()\n"
        "for step in range(300):\n    run.log(step, loss=1)\n    time.sleep(.005)\nprint('trained')"
    )
    with started(program, stdout=subprocess.PIPE) as process:
        screen.expect("values")
        screen.kill()
        assert process.communicate(timeout=60)[0] == b"trained\n"
        assert process.returncode == 0


def test_a_host_that_refuses_says_why(attach: Any, screen: Screen, monkeypatch: Any, capfd: Any) -> None:
    monkeypatch.setenv("FAKE_HOST", "refuses")
    run = attach(None)
    arrived(run)
    run.log(0, loss=1.0)
    assert "the screen is gone (runs/a is not empty; name another folder)" in capfd.readouterr().err


def test_a_host_that_never_reads_blocks_nothing(screen: Screen, monkeypatch: Any, capfd: Any) -> None:
    monkeypatch.setenv("FAKE_HOST", "deaf")
    run = downhill.attach(None)
    slowest = 0.0
    for step in range(200_000):
        start = time.monotonic()
        run.log(step, loss=1.0)
        slowest = max(slowest, time.monotonic() - start)
    assert slowest < 1.0
    unsent = run._host._unsent
    assert len(unsent) <= downhill.QUEUED_BYTES + downhill.LINE_BYTES
    run._host.send({"answer": 1, "step": 5}, {"step": 5, "values": {"loss": 1.0}}, {"state": "paused", "step": 5})
    assert unsent.endswith(b'"answer":1,"step":5}\n{"state":"paused","step":5}\n')
    assert capfd.readouterr().err.count("left out") >= 1
    start = time.monotonic()
    run.finish()
    assert time.monotonic() - start < 5


def test_garbage_is_counted_and_changes_nothing(attach: Any, screen: Screen) -> None:
    optimizer = sgd()
    run = attach(optimizer)
    screen.send(b"\xff\xfe\n[]\n{}\nnull\n" + b"[" * 50_000 + b"\n" + b'{"id": 1}\n{"id": true, "do": "stop"}\n{"id": "x", "do": 3}\n')
    endless = b'{"id": 9, "do": "' + b"x" * 300_000 + b'"}\n'  # no socket holds all that: the run has to read
    threading.Thread(target=lambda: (screen.send(endless), screen.tell("set", knob="lr", value=0.2))).start()
    while not any("answer" in line for line in screen.lines):
        run.log(1)
    assert screen.expect("answer") == {"answer": screen.asked, "step": 1, "changed": [["lr", 0.1, 0.2]]}
    assert not run.stopped


def test_without_program_and_folder_there_is_one_line(tmp_path: pathlib.Path, monkeypatch: Any, capfd: Any) -> None:
    monkeypatch.setenv("DOWNHILL", str(tmp_path / "none"))
    downhill._say_once.cache_clear()
    with downhill.attach(None) as run:
        run.knob("lr", 1.0)
        for step in range(300):
            run.log(step, loss=1.0)
        assert run.value("lr") == 1.0
    assert capfd.readouterr().err.count("\n") == 1


def test_a_forked_process_leaves_the_screen_to_its_parent(attach: Any, screen: Screen) -> None:
    run = attach(None)
    child = os.fork()
    if child == 0:
        run.log(99, loss=9.0)
        run.finish()
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    run.log(1, loss=1.0)
    run.finish()
    assert screen.values("loss") == {1: 1.0}
    assert screen.ended.wait(5)


def test_a_finished_run_lets_the_optimizer_go(attach: Any, screen: Screen) -> None:
    optimizer = sgd()
    hook = sys.excepthook
    run = attach(optimizer)
    screen.ask(run, "set", knob="lr", value=0.5)
    run.finish()
    run.log(9, loss=1.0)
    optimizer.step()
    assert optimizer.used[-1]["lr"] == 0.1
    assert not optimizer.before
    assert sys.excepthook is hook


def test_it_needs_nothing_but_python(screen: Screen) -> None:
    program = (
        "import sys, downhill\nwith downhill.attach() as run:\n    run.log(0, loss=1)\n"
        "assert not {'torch', 'numpy'} & set(sys.modules)"
    )
    assert subprocess.run([sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(HERE.parent.parent / 'src/host/client')!r})\n{program}"], check=False).returncode == 0
