#!/usr/bin/env python3
"""Reads event files that the program writes with TensorBoard itself: every value, step by step, and what a reset takes back.

    tests/event_files.py PROGRAM        needs Python 3.10 or newer with `pip install tensorboard`
"""

import csv
import pathlib
import subprocess
import sys
import tempfile

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator


def scalars(folder: pathlib.Path) -> dict[str, dict[int, float]]:
    """Every scalar of a lane by its tag and step."""
    events = EventAccumulator(str(folder), size_guidance={"scalars": 0})
    events.Reload()
    return {tag: {event.step: event.value for event in events.Scalars(tag)} for tag in events.Tags()["scalars"]}


def check(program: str, place: pathlib.Path) -> None:
    run, events = place / "run", place / "events"
    race = ["--seed", "3", "--iterations", "250", "--hidden", "20", "--eval-every", "100"]
    race += ["--optimizers", "sgd,adam,sgd:lr=1e5:name=wild/one"]
    command = [program, *race, "--out", run, "--tensorboard", events]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    lanes = {"SGD": "SGD", "Adam": "Adam", "wild/one": "wild_one"}
    assert sorted(folder.name for folder in events.iterdir()) == sorted(lanes.values())
    read = {lane: scalars(events / folder) for lane, folder in lanes.items()}

    with open(run / "losses.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    for lane in lanes:
        losses = {int(row["iteration"]): float(row[lane]) for row in rows if row[lane]}
        own = read[lane]["loss"]
        assert own.keys() == losses.keys(), (lane, len(own), len(losses))
        # Both are written from the same floats; a CSV's shortest form reads back as the same one.
        assert all(repr(own[step]) == repr(loss) or abs(own[step] - loss) <= 1e-7 * abs(loss) for step, loss in losses.items()), lane
    with open(run / "metrics.csv", newline="") as file:
        for row in csv.DictReader(file):
            value = read[row["lane"]][row["metric"]][int(row["iteration"])]
            assert abs(value - float(row["value"])) <= 1e-6 * max(1.0, abs(value)), row
    # A recording comes to the same.
    exported = place / "exported"
    export = [program, "export", run, "--format", "tensorboard", "-o", exported]
    subprocess.run(export, check=True, stdout=subprocess.DEVNULL)
    for lane, folder in lanes.items():
        again = scalars(exported / folder)
        assert again.keys() == read[lane].keys(), lane
        for tag, values in again.items():
            # As text, since what is no number equals nothing, not even itself.
            assert sorted(map(repr, values.items())) == sorted(map(repr, read[lane][tag].items())), (lane, tag)
    print(f"{sum(len(own) for lane in read.values() for own in lane.values())} values of {len(lanes)} lanes are what TensorBoard reads")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        check(str(pathlib.Path(sys.argv[1]).resolve()), pathlib.Path(folder))
