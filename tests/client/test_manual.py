"""The programs of the manual's page do what it says, in the frameworks that are installed here."""

from __future__ import annotations

import os
import re
from typing import Any

import pytest

import downhill
from conftest import HERE, Screen

PAGE = (HERE.parent.parent / "src" / "manual" / "training.md").read_text()


def program(word: str) -> str:
    """The one of the page's programs that has a word."""
    (found,) = (code for code in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL) if word in code)
    return found


def test_pytorch(screen: Screen) -> None:
    torch = pytest.importorskip("torch", reason="torch can't be had here")
    weight = torch.nn.Parameter(torch.ones(2))
    optimizer = torch.optim.SGD([weight], lr=0.1)

    def train_step(_: int) -> Any:
        loss = (weight**2).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss

    exec(program("total=50_000"), {"optimizer": optimizer, "train_step": train_step, "loader": range(50), "save_checkpoint": print})
    losses = screen.values("loss")
    assert len(losses) == 50
    assert losses[49] < losses[0]
    assert set(screen.values("learning rate").values()) == {0.1}


def test_jax(screen: Screen) -> None:
    pytest.importorskip("jax", reason="JAX can't be had here")
    exec(program("import jax\n"), {})
    losses = screen.values("loss")
    assert list(losses) == list(range(0, 1000, 10))
    assert losses[990] < 1e-6 < losses[0]


@pytest.mark.filterwarnings("ignore")
def test_hugging_face(screen: Screen, tmp_path: Any) -> None:
    transformers = pytest.importorskip("transformers", reason="transformers can't be had here")
    torch = pytest.importorskip("torch")
    pytest.importorskip("accelerate")

    class Model(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.line = torch.nn.Linear(1, 1)

        def forward(self, x: Any, labels: Any) -> dict[str, Any]:
            return {"loss": ((self.line(x) - labels) ** 2).mean()}

    names: dict[str, Any] = {}
    exec(program("import transformers\n"), names)
    rows = [{"x": [number / 64], "labels": [number / 32]} for number in range(64)]
    settings = transformers.TrainingArguments(
        str(tmp_path), max_steps=6000, logging_steps=5, report_to=[], use_cpu=True, save_strategy="no", learning_rate=0.1
    )
    trainer = transformers.Trainer(Model(), settings, train_dataset=rows, callbacks=[names["Screen"]()])
    screen_asks_to_stop(screen)
    trainer.train()
    assert 5 < trainer.state.global_step < 6000
    assert screen.expect("end")["end"] == "stopped"
    assert ["optimizer", "AdamW"] in screen.expect("attach")["attach"]["facts"]


@pytest.mark.filterwarnings("ignore")
def test_lightning(screen: Screen, tmp_path: Any) -> None:
    lightning = pytest.importorskip("lightning", reason="Lightning can't be had here")
    import torch

    class Model(lightning.LightningModule):
        def __init__(self) -> None:
            super().__init__()
            self.line = torch.nn.Linear(1, 1)

        def training_step(self, batch: Any, _: int) -> Any:
            return ((self.line(batch) - batch * 2) ** 2).mean()

        def configure_optimizers(self) -> Any:
            return torch.optim.SGD(self.parameters(), lr=0.1)

    names: dict[str, Any] = {}
    exec(program("import lightning\n"), names)
    trainer = lightning.Trainer(
        max_epochs=50, callbacks=[names["Screen"]()], accelerator="cpu", logger=False, enable_checkpointing=False,
        enable_progress_bar=False, default_root_dir=tmp_path,
    )  # fmt: skip
    screen_asks_to_stop(screen)
    trainer.fit(Model(), torch.utils.data.DataLoader(torch.rand(64, 1), batch_size=4))
    assert 5 < trainer.global_step < 800
    assert len(screen.values("loss")) > 5
    assert screen.expect("end")["end"] == "stopped"


@pytest.mark.filterwarnings("ignore")
def test_keras(screen: Screen) -> None:
    os.environ.setdefault("KERAS_BACKEND", "jax")
    pytest.importorskip("jax", reason="JAX can't be had here")
    keras = pytest.importorskip("keras", reason="Keras can't be had here")
    import numpy

    names: dict[str, Any] = {}
    exec(program("import keras\n"), names)
    model = keras.Sequential([keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(0.1), loss="mse")
    inputs = numpy.random.default_rng(0).random((64, 1))
    screen_asks_to_stop(screen)
    model.fit(inputs, 2 * inputs, batch_size=4, epochs=200, verbose=0, callbacks=[names["Screen"]()])
    assert 5 < int(model.optimizer.iterations) < 3200
    assert len(screen.values("loss")) > 5
    assert screen.expect("end")["end"] == "stopped"
    assert screen.expect("answer")["changed"] == [["lr", pytest.approx(0.1), 0.01]]
    assert float(model.optimizer.learning_rate) == pytest.approx(0.01)


def screen_asks_to_stop(screen: Screen) -> None:
    """From another thread, as soon as a few steps are seen."""
    import threading

    def ask() -> None:
        screen.expect("values", lambda line: line["step"] > 5)
        screen.tell("set", knob="lr", value=0.01)
        screen.tell("stop")

    threading.Thread(target=ask, daemon=True).start()
