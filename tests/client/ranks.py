#!/usr/bin/env python3
"""One of two ranks: ranks.py RANK STORE [STEPS [fails]]. Prints what it did as JSON."""

import json
import pathlib
import sys
import time

import torch
import torch.distributed as dist

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent.parent / "src" / "host" / "client"))
import downhill  # noqa: E402

rank, steps = int(sys.argv[1]), int(sys.argv[3]) if len(sys.argv) > 3 else 1_000_000
dist.init_process_group("gloo", init_method=f"file://{sys.argv[2]}", rank=rank, world_size=2)
weight = torch.nn.Parameter(torch.ones(4))
optimizer = torch.optim.SGD([weight], lr=0.1)
rates: list[tuple[int, float]] = []
saved: list[int] = []


def save() -> None:
    everyone: list[object] = [None, None]
    dist.all_gather_object(everyone, run.step)
    assert everyone[0] == everyone[1]
    saved.append(run.step)


with downhill.attach(optimizer, name="ranks", save=save) as run:
    last = None

    @optimizer.register_step_pre_hook
    def note(*_: object) -> None:
        rate = optimizer.param_groups[0]["lr"]
        if not rates or rates[-1][1] != rate:
            rates.append((step, rate))

    for step in range(steps):
        weight.grad = torch.ones(4) * (rank + 1)
        dist.all_reduce(weight.grad)
        optimizer.step()
        if len(sys.argv) > 4 and rank == 0 and step == 100:
            raise ValueError("a bad batch")
        last = step
        run.log(step, loss=weight.sum())
        time.sleep(0.001)
print(json.dumps({"last": last, "rates": rates, "saved": saved, "stopped": run.stopped}))
