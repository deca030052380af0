"""A training loop on the MNIST of this repository that downhill steers: mnist_loop.py DATA OUT [STEPS].

With torch it trains a network, without it a linear classifier in plain Python, whose optimizer has the groups and hooks
that torch's have. The rate that each step really used goes into OUT.rates, a line a step: "step rate".
"""

from __future__ import annotations

import gzip
import math
import pathlib
import random
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "src" / "host" / "client"))

import downhill  # noqa: E402

try:
    import torch
except ImportError:
    torch = None

IMAGES = 2_000
data, out = pathlib.Path(sys.argv[1]), sys.argv[2]
steps = int(sys.argv[3]) if len(sys.argv) > 3 else 100_000
pixels = gzip.open(data / "train-images-idx3-ubyte.gz").read(16 + IMAGES * 784)[16:]
labels = gzip.open(data / "train-labels-idx1-ubyte.gz").read(8 + IMAGES)[8:]
rates = pathlib.Path(out + ".rates").open("w", buffering=1)


class Hook:
    """What ends a hook."""

    def __init__(self, hooks: list, hook: object) -> None:
        self.hooks, self.hook = hooks, hook
        hooks.append(hook)

    def remove(self) -> None:
        self.hooks.remove(self.hook)


class PlainOptimizer:
    """Gradient descent with what torch's optimizers show of themselves."""

    def __init__(self, weights: list[list[float]], lr: float) -> None:
        self.weights, self.param_groups = weights, [{"lr": lr, "weight_decay": 0.0}]
        self.before, self.after = [], []

    def register_step_pre_hook(self, hook: object) -> Hook:
        return Hook(self.before, hook)

    def register_step_post_hook(self, hook: object) -> Hook:
        return Hook(self.after, hook)

    def step(self, image: list[float], errors: list[float]) -> None:
        for hook in self.before:
            hook(self, (), {})
        rate = self.param_groups[0]["lr"]
        for row, error in zip(self.weights, errors):
            for at, pixel in image:
                row[at] -= rate * error * pixel
        for hook in self.after:
            hook(self, (), {})


def plain_step(optimizer: PlainOptimizer) -> float:
    at = random.randrange(IMAGES)
    image = [(place, value / 255) for place, value in enumerate(pixels[at * 784 : at * 784 + 784]) if value]
    scores = [sum(row[place] * value for place, value in image) for row in optimizer.weights]
    largest = max(scores)
    powers = [math.exp(score - largest) for score in scores]
    shares = [power / sum(powers) for power in powers]
    optimizer.step(image, [share - (digit == labels[at]) for digit, share in enumerate(shares)])
    return -math.log(max(shares[labels[at]], 1e-12))


random.seed(0)
if torch is None:
    optimizer = PlainOptimizer([[0.0] * 784 for _ in range(10)], lr=0.05)
else:
    torch.manual_seed(0)
    torch.set_num_threads(1)
    x = torch.frombuffer(bytearray(pixels), dtype=torch.uint8).reshape(IMAGES, 784).float() / 255
    y = torch.frombuffer(bytearray(labels), dtype=torch.uint8).long()
    model = torch.nn.Sequential(torch.nn.Linear(784, 100), torch.nn.ReLU(), torch.nn.Linear(100, 10))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05)


def torch_step() -> object:
    chosen = torch.randint(IMAGES, (32,))
    loss = torch.nn.functional.cross_entropy(model(x[chosen]), y[chosen])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss


def save() -> None:
    pathlib.Path(out + ".checkpoint").write_text(f"{now}\n")


now = 0
run = downhill.attach(optimizer, name="mnist", out=out, total=steps, save=save)


def note_rate(own: object, *_: object) -> None:
    rates.write(f"{now} {own.param_groups[0]['lr']!r}\n")


optimizer.register_step_pre_hook(note_rate)  # after the client's own, so that it sees what the step uses
for now in range(1, steps + 1):
    run.log(now, loss=plain_step(optimizer) if torch is None else torch_step())
    time.sleep(0.002)
