"""The client with torch itself: every family of schedulers, tensor rates, groups, ranks."""

from __future__ import annotations

import json
import os
import pathlib
import subprocess
import sys
import time
from typing import Any, Callable

import pytest

torch = pytest.importorskip("torch", reason="torch can't be had here")

from conftest import HERE, Screen  # noqa: E402
from torch.optim import lr_scheduler as schedulers  # noqa: E402

STEPS = 40


def parameters(count: int = 1) -> list[Any]:
    return [torch.nn.Parameter(torch.ones(2)) for _ in range(count)]


def watched(optimizer: Any) -> list[tuple[float, ...]]:
    """The rate, and the momentum or first beta, that each step is really taken with."""
    used: list[tuple[float, ...]] = []

    def note(_: Any, *__: Any) -> None:
        group = optimizer.param_groups[0]
        used.append((float(group["lr"]), float(group["betas"][0] if "betas" in group else group["momentum"])))

    # The client's hook is registered first, as this one is after attach().
    optimizer.register_step_pre_hook(note)
    return used


FAMILIES: dict[str, Callable[[Any], Any]] = {
    "LambdaLR": lambda optimizer: schedulers.LambdaLR(optimizer, lambda epoch: 0.95**epoch),
    "StepLR": lambda optimizer: schedulers.StepLR(optimizer, 7, 0.5),
    "CosineAnnealingLR": lambda optimizer: schedulers.CosineAnnealingLR(optimizer, STEPS),
    "PolynomialLR": lambda optimizer: schedulers.PolynomialLR(optimizer, STEPS, 2.0),
    "CosineAnnealingWarmRestarts": lambda optimizer: schedulers.CosineAnnealingWarmRestarts(optimizer, 9),
    "OneCycleLR": lambda optimizer: schedulers.OneCycleLR(optimizer, 0.5, total_steps=STEPS + 1),
    "CyclicLR": lambda optimizer: schedulers.CyclicLR(optimizer, 0.01, 0.2, step_size_up=6),
    "SequentialLR": lambda optimizer: schedulers.SequentialLR(
        optimizer,
        [schedulers.LinearLR(optimizer, 0.1, total_iters=10), schedulers.CosineAnnealingLR(optimizer, STEPS)],
        [10],
    ),
    "ReduceLROnPlateau": lambda optimizer: schedulers.ReduceLROnPlateau(optimizer, patience=3),
}
OPTIMIZERS: dict[str, Callable[[Any], Any]] = {
    "SGD": lambda parameters: torch.optim.SGD(parameters, lr=0.1, momentum=0.9),
    "AdamW": lambda parameters: torch.optim.AdamW(parameters, lr=0.1),
    "AdamW with a tensor rate": lambda parameters: torch.optim.AdamW(parameters, lr=torch.tensor(0.1), foreach=False),
}


def schedule(optimizer: Any, scheduler: Any, between: Callable[[int], None]) -> list[tuple[float, float]]:
    """Steps under a scheduler; what it has in the group after each of its own steps."""
    seen = []
    for step in range(STEPS):
        between(step)
        for group in optimizer.param_groups:
            for parameter in group["params"]:
                parameter.grad = torch.ones(2)
        optimizer.step()
        if isinstance(scheduler, schedulers.ReduceLROnPlateau):
            scheduler.step(1.0)
        else:
            scheduler.step()
        group = optimizer.param_groups[0]
        seen.append((float(group["lr"]), float(group["betas"][0] if "betas" in group else group["momentum"])))
    return seen


@pytest.mark.parametrize("kind", OPTIMIZERS)
@pytest.mark.parametrize("family", FAMILIES)
def test_no_scheduler_notices_what_is_set(attach: Any, screen: Screen, family: str, kind: str) -> None:
    plain = OPTIMIZERS[kind](parameters())
    untouched = schedule(plain, FAMILIES[family](plain), lambda _: None)

    optimizer = OPTIMIZERS[kind](parameters())
    scheduler = FAMILIES[family](optimizer)
    start = float(optimizer.param_groups[0]["lr"])
    run = attach(optimizer, name=family)
    used = watched(optimizer)
    rate = optimizer.param_groups[0]["lr"]
    momentum = "beta1" if "betas" in optimizer.param_groups[0] else "momentum"

    def steer(step: int) -> None:
        if step == 10:
            assert screen.ask(run, "set", knob="lr", value=0.25)["changed"][0][2] == 0.25
        elif step == 20:
            screen.ask(run, "set", knob="lr_factor", value=0.5)
            assert screen.ask(run, "set", knob=momentum, value=0.75)["changed"][0][2] == 0.75
        elif step == 30:
            screen.ask(run, "set", knob="lr_factor", value=None)
            screen.ask(run, "set", knob=momentum, value=None)

    assert schedule(optimizer, scheduler, steer) == untouched
    if kind == "AdamW with a tensor rate":
        assert optimizer.param_groups[0]["lr"] is rate
    # What the schedule has for a step is what it had after the one before.
    scheduled = [start, *(rate for rate, _ in untouched[:-1])]
    momenta = [momentum for _, momentum in untouched[:-1]]
    assert [rate for rate, _ in used[:10]] == scheduled[:10]
    assert [rate for rate, _ in used[10:20]] == [0.25] * 10
    assert [rate for rate, _ in used[20:30]] == pytest.approx([0.5 * rate for rate in scheduled[20:30]], rel=1e-6)
    assert [rate for rate, _ in used[30:]] == scheduled[30:]
    assert [momentum for _, momentum in used[20:30]] == [0.75] * 10
    assert [momentum for _, momentum in used[1:20] + used[30:]] == momenta[:19] + momenta[29:]


def test_a_tensor_rate_is_told(attach: Any, screen: Screen) -> None:
    optimizer = OPTIMIZERS["AdamW with a tensor rate"](parameters())
    run = attach(optimizer)
    optimizer.step()
    run.log(0, loss=1.0)
    screen.ask(run, "set", knob="lr", value=0.25)
    optimizer.step()
    run.log(9, loss=1.0)
    run.finish()
    assert list(screen.values("learning rate").values()) == pytest.approx([0.1, 0.1, 0.25])


def test_a_schedule_marks_its_knobs(attach: Any, screen: Screen) -> None:
    optimizer = OPTIMIZERS["AdamW"](parameters())
    schedulers.OneCycleLR(optimizer, 0.5, total_steps=9)
    attach(optimizer)
    knobs = {knob["key"]: knob for knob in screen.expect("attach")["attach"]["knobs"]}
    assert sorted(knobs) == ["beta1", "beta2", "eps", "lr", "lr_factor", "weight_decay"]
    assert [knobs[key]["scheduled"] for key in ("lr", "beta1", "beta2", "eps")] == [True, True, False, False]


@pytest.mark.parametrize("name", ["SGD", "Adam", "AdamW", "RMSprop", "Adagrad", "Adadelta", "NAdam", "RAdam", "Adamax", "ASGD", "LBFGS", "Rprop", "Adafactor", "Muon"])
def test_every_optimizer_of_torch_steps_with_any_knob_at_its_ends(attach: Any, screen: Screen, name: str) -> None:
    if not hasattr(torch.optim, name):
        pytest.skip(f"torch {torch.__version__} has no {name}")
    weights = [torch.nn.Parameter(torch.ones(2, 2))]
    optimizer = getattr(torch.optim, name)(weights)
    run = attach(optimizer)

    def loss() -> Any:
        optimizer.zero_grad()
        loss = (weights[0] ** 2).sum()
        loss.backward()
        return loss

    for knob in screen.expect("attach")["attach"]["knobs"]:
        for value in (knob["min"], knob["value"]):
            assert "changed" in screen.ask(run, "set", knob=knob["key"], value=value), knob
        loss()
        optimizer.step(loss)
    assert all(torch.isfinite(weights[0]).flatten())


def test_groups_are_turned_by_themselves_or_all_at_once(attach: Any, screen: Screen) -> None:
    body, head = parameters(2)
    optimizer = torch.optim.SGD([{"params": [body], "lr": 1.0}, {"params": [head], "lr": 0.1}], lr=1.0)
    run = attach(optimizer)
    screen.ask(run, "set", knob="lr_factor", value=0.5)
    body.grad, head.grad = torch.ones(2), torch.ones(2)
    optimizer.step()
    assert (body[0].item(), head[0].item()) == pytest.approx((0.5, 0.95))
    screen.ask(run, "set", knob="lr/1", value=0.0)
    optimizer.step()
    assert (body[0].item(), head[0].item()) == pytest.approx((0.0, 0.95))
    assert [group["lr"] for group in optimizer.param_groups] == [1.0, 0.1]


def test_a_tensor_rate_that_groups_share_is_multiplied_once(attach: Any, screen: Screen) -> None:
    body, head = parameters(2)
    rate = torch.tensor(1.0)
    optimizer = torch.optim.SGD([{"params": [body]}, {"params": [head]}], lr=rate, foreach=False)
    run = attach(optimizer)
    screen.ask(run, "set", knob="lr_factor", value=0.5)
    body.grad, head.grad = torch.ones(2), torch.ones(2)
    optimizer.step()
    assert (body[0].item(), head[0].item(), float(rate)) == (0.5, 0.5, 1.0)


def test_a_compiled_training_step_takes_what_is_set(attach: Any, screen: Screen) -> None:
    weight = torch.nn.Parameter(torch.ones(2))
    optimizer = torch.optim.SGD([weight], lr=torch.tensor(0.1), foreach=False)
    run = attach(optimizer)
    step = torch.compile(optimizer.step, backend="eager")
    weight.grad = torch.ones(2)
    step()
    screen.ask(run, "set", knob="lr", value=0.25)
    step()
    assert weight[0].item() == pytest.approx(1 - 0.1 - 0.25)
    assert float(optimizer.param_groups[0]["lr"]) == pytest.approx(0.1)


def test_what_is_set_survives_a_loaded_checkpoint(attach: Any, screen: Screen) -> None:
    optimizer = OPTIMIZERS["SGD"](parameters())
    state = optimizer.state_dict()
    run = attach(optimizer)
    used = watched(optimizer)
    screen.ask(run, "set", knob="lr", value=0.25)
    optimizer.load_state_dict(state)
    optimizer.step()
    assert used == [(0.25, 0.9)]
    assert optimizer.state_dict()["param_groups"][0]["lr"] == 0.1


def test_a_step_that_raises_leaves_nothing_behind(attach: Any, screen: Screen) -> None:
    optimizer = OPTIMIZERS["SGD"](parameters())
    run = attach(optimizer)
    screen.ask(run, "set", knob="lr", value=0.25)

    def closure() -> Any:
        raise ValueError("a bad batch")

    with pytest.raises(ValueError, match="bad batch"):
        optimizer.step(closure)
    run.log(5)
    assert optimizer.param_groups[0]["lr"] == 0.1


class Distant(torch.Tensor):
    """As if it were on a device that has to be waited for."""

    is_cpu = False


def test_losses_are_read_together_without_their_graphs(attach: Any, screen: Screen) -> None:
    run = attach(None)
    weight = torch.nn.Parameter(torch.ones(()))
    for step in range(50):
        loss = weight * step
        far = {"far": loss.as_subclass(Distant), "half": (loss / 2).bfloat16().as_subclass(Distant)}
        run.log(step, far, loss=loss, whole=torch.tensor(step), vector=torch.ones(3))
    kept = [values for _, _, _, values in run._pending]
    assert kept
    assert all(type(values["loss"]) is float for values in kept)
    assert all(type(values["far"]) is Distant and not values["far"].requires_grad for values in kept)
    run.finish()
    assert screen.values("loss") == {step: float(step) for step in range(50)}
    assert screen.values("far") == screen.values("loss")
    assert screen.values("half") == {step: step / 2 for step in range(50)}
    assert screen.values("whole") == {step: step for step in range(50)}
    assert all("vector" not in line.get("values", ()) for line in screen.lines)


def test_wrapped_optimizers_are_unwrapped(attach: Any, screen: Screen) -> None:
    optimizer = OPTIMIZERS["SGD"](parameters())

    class Wrapper:
        def __init__(self) -> None:
            self.optimizer = optimizer
            self.param_groups = optimizer.param_groups

    run = attach(Wrapper())
    used = watched(optimizer)
    screen.ask(run, "set", knob="lr", value=0.25)
    optimizer.step()
    assert used == [(0.25, 0.9)]


def test_a_skipped_step_of_mixed_precision_is_none(attach: Any, screen: Screen) -> None:
    weight = torch.nn.Parameter(torch.ones(2))
    optimizer = torch.optim.SGD([weight], lr=0.1)
    run = attach(optimizer)
    used = []
    optimizer.register_step_pre_hook(lambda *_: used.append(optimizer.param_groups[0]["lr"]))
    screen.ask(run, "set", knob="lr", value=0.25)
    scaler = torch.amp.GradScaler("cpu")
    for gradient in (float("inf"), 1.0):
        optimizer.zero_grad()
        scaler.scale((weight * gradient).sum()).backward()
        scaler.step(optimizer)
        scaler.update()
    assert used == [0.25]
    assert optimizer.param_groups[0]["lr"] == 0.1


@pytest.fixture
def ranks(screen: Screen, tmp_path: pathlib.Path) -> Any:
    """Starts two ranks over gloo."""
    processes: list[subprocess.Popen[str]] = []

    def start(*arguments: str) -> list[subprocess.Popen[str]]:
        for rank in range(2):
            command = [sys.executable, str(HERE / "ranks.py"), str(rank), str(tmp_path / "store"), *arguments]
            processes.append(subprocess.Popen(command, env=dict(os.environ), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True))
        return processes

    yield start
    for process in processes:
        process.kill()
        process.communicate()


def results(processes: list[subprocess.Popen[str]]) -> list[dict[str, Any]]:
    ends = [process.communicate(timeout=120) for process in processes]
    assert all(process.returncode == 0 for process in processes), ends
    return [json.loads(out) for out, _ in ends]


def test_ranks_obey_in_the_same_step(ranks: Any, screen: Screen) -> None:
    processes = ranks()
    screen.expect("values", lambda line: line["step"] > 50)
    screen.tell("set", knob="lr", value=0.25)
    screen.tell("checkpoint")
    screen.tell("pause")
    paused = screen.expect("state")["step"]
    time.sleep(0.5)
    assert screen.lines[-1].get("state") == "paused"
    screen.tell("step", count=7)
    assert screen.expect("state", lambda line: line["state"] == "paused" and line["step"] > paused)["step"] == paused + 7
    screen.tell("resume")
    screen.expect("values", lambda line: line["step"] > paused + 100)
    screen.tell("stop")
    first, second = results(processes)
    assert first == second
    assert first["stopped"]
    assert first["saved"] == [screen.expect("answer", lambda line: line["answer"] == 2)["step"]]
    assert first["rates"] == [[0, 0.1], [screen.expect("answer")["step"] + 1, 0.25]]
    assert ["ranks", "2"] in screen.expect("attach")["attach"]["facts"]


def test_ranks_go_on_when_the_screen_is_killed_in_a_pause(ranks: Any, screen: Screen) -> None:
    processes = ranks("300")
    screen.expect("values")
    screen.tell("pause")
    screen.expect("state")
    screen.kill()
    first, second = results(processes)
    assert first == second
    assert first["last"] == 299


def test_an_exception_in_one_rank_calls_no_collective(ranks: Any, screen: Screen) -> None:
    processes = ranks("300", "fails")
    start = time.monotonic()
    ends = [process.communicate(timeout=120) for process in processes]
    assert "a bad batch" in ends[0][1]
    assert time.monotonic() - start < 100
    assert screen.expect("end")["message"] == "ValueError: a bad batch"
