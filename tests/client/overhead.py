#!/usr/bin/env python3
"""What logging costs: a small network (784-100-100-10, batches of 128) trained with and without it, in turns.

    overhead.py [PAIRS]         default 150 pairs of a fifth of a second each way; goal: 98 % or more

With torch where it can be had, else with NumPy. The host is the program that DOWNHILL names, else one that only reads.
Printed are the median of the pairs' ratios, which says something on an idle machine only, and the ratio of the speeds that
each way exceeds in a tenth of its turns, which says more on a busy one. Each turn is long enough for a read or two.
"""

from __future__ import annotations

import os
import pathlib
import statistics
import sys
import tempfile
import time
from typing import Any, Callable

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent.parent / "src" / "host" / "client"))

import downhill  # noqa: E402

SECONDS = 0.2
SIZES = (784, 100, 100, 10)


def with_torch() -> tuple[str, Any, Callable[[], Any]]:
    import torch

    torch.manual_seed(0)
    torch.set_num_threads(1)
    layers: list[Any] = []
    for inputs, outputs in zip(SIZES, SIZES[1:]):
        layers += [torch.nn.Linear(inputs, outputs), torch.nn.ReLU()]
    network = torch.nn.Sequential(*layers[:-1])
    optimizer = torch.optim.SGD(network.parameters(), lr=0.01, momentum=0.9)
    images, labels = torch.rand(128, 784), torch.randint(10, (128,))

    def step() -> Any:
        loss = torch.nn.functional.cross_entropy(network(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss

    return f"torch {torch.__version__}, one thread", optimizer, step


def with_numpy() -> tuple[str, Any, Callable[[], Any]]:
    import numpy as np

    random = np.random.default_rng(0)
    weights = [random.normal(0, 0.1, size).astype("f4") for size in zip(SIZES, SIZES[1:])]
    images, labels = random.random((128, 784), dtype="f4"), np.eye(10, dtype="f4")[random.integers(10, size=128)]

    def step() -> Any:
        layers = [images]
        for weight in weights[:-1]:
            layers.append(np.maximum(layers[-1] @ weight, 0))
        scores = np.exp(layers[-1] @ weights[-1])
        shares = scores / scores.sum(1, keepdims=True)
        error = (shares - labels) / 128
        for place in (2, 1, 0):
            gradient = layers[place].T @ error
            error = error @ weights[place].T * (layers[place] > 0)
            weights[place] -= 0.01 * gradient
        return -np.log((shares * labels).sum(1)).mean()

    return f"NumPy {np.__version__} (no torch here)", None, step


def speed(step: Callable[[], Any], run: downhill.Run | None) -> float:
    """Steps a second."""
    steps, start = 0, time.perf_counter()
    end = start + SECONDS
    while (now := time.perf_counter()) < end:
        loss = step()
        if run is not None:
            run.log(steps, loss=loss)
        steps += 1
    return steps / (now - start)


def fast(speeds: list[float]) -> float:
    """What a tenth of them exceeds."""
    return statistics.quantiles(speeds, n=10)[-1]


def main(pairs: int) -> None:
    try:
        name, optimizer, step = with_torch()
    except ImportError:
        name, optimizer, step = with_numpy()
    with tempfile.TemporaryDirectory() as folder:
        if "DOWNHILL" not in os.environ:
            reader = pathlib.Path(folder, "reader")
            reader.write_text("#!/bin/sh\nexec 3>&1 cat >/dev/null\n")
            reader.chmod(0o755)
            os.environ["DOWNHILL"] = str(reader)
        run = downhill.attach(optimizer, name="overhead", out=f"{folder}/run")
        speed(step, run)
        shown, plain = [], []
        for pair in range(pairs):
            # Whoever comes second may find a warmer machine.
            for way in (None, run) if pair % 2 else (run, None):
                (plain if way is None else shown).append(speed(step, way))
        start = time.perf_counter()
        for number in range(20_000):
            run.log(number, loss=0.5)
        each = (time.perf_counter() - start) / 20_000
        run.finish()
    ratios = [one / other for one, other in zip(shown, plain)]
    low, middle, high = statistics.quantiles(ratios, n=4)
    print(f"{name}: {fast(plain):.0f} steps/s without logging, {fast(shown) / fast(plain):.2%} of that with it")
    print(f"(pairs: {middle:.2%}, half of them from {low:.2%} to {high:.2%})")
    print(f"a call with a float alone takes {each * 1e6:.1f} µs")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 150)
