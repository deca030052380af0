#!/usr/bin/env python3
"""Networks that `downhill export` has written, loaded by the real libraries: PyTorch, NumPy, safetensors, ONNX.

    python3 -m venv target/python
    target/python/bin/pip install numpy torch safetensors onnx onnxruntime
    target/python/bin/python tests/network_export.py target/release/downhill

Small races are recorded and exported in every format. The lines of Python that `export` prints are run as they are; what
comes of them classifies all 10,000 test images, and has to get as many right as the program's own report says, and the
same logits whatever the format and the library. Each figure that is compared is printed.
"""

import gzip
import json
import pathlib
import re
import subprocess
import sys
import tempfile

import numpy as np
import onnx
import onnxruntime
import safetensors
import torch

# Logits are sums of a few hundred products in another order: so far they may differ, of the largest of them.
TOLERANCE = 1e-5
# And so many images may lie so near the edge between two classes that this decides.
IMAGES_ON_THE_EDGE = 2

RACES = {
    "relu": "--optimizers sgd,sgd:lr=0.1,adam,sgd:lr=100000:name=hot --iterations 300",
    "sigmoid": "--optimizers adam:lr=0.01:name={n}/'y' --activation sigmoid --hidden 30 --init xavier --iterations 200",
    "tanh": "--optimizers rmsprop,muon --activation tanh --hidden 40,20,30 --batch-size 50 --iterations 200 --seed 9",
    # Three million parameters, and 25 MB of each format.
    "wide": "--optimizers sgd:lr=0.1,nadam --hidden 1000,1500,500 --batch-size 32 --iterations 20",
    # The smallest there is.
    "narrow": "--optimizers lion --hidden 1 --iterations 1",
}
WITHOUT_WEIGHTS = {"relu": ["hot"]}


def images():
    """MNIST's test images, as `export` describes the inputs, and their labels."""
    data = pathlib.Path(__file__).parent.parent / "data"
    pixels = gzip.decompress((data / "t10k-images-idx3-ubyte.gz").read_bytes())
    labels = gzip.decompress((data / "t10k-labels-idx1-ubyte.gz").read_bytes())
    pixels = np.frombuffer(pixels, np.uint8, offset=16).reshape(-1, 784)
    return np.float32(pixels) / np.float32(255), np.frombuffer(labels, np.uint8, offset=8)


def run(*arguments):
    done = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True)
    assert done.returncode == 0, (arguments, done.stderr)
    return done.stdout


def reported(report):
    """The losses and accuracies of lanes in the table of a report."""
    table = report.split("## Results")[1].split("## Settings")[0]
    assert "on all 10,000 images" in table, table
    rows = [re.split(r" *(?<!\\)\| *", line)[1:-1] for line in table.splitlines() if line.startswith("|")][2:]
    # Names are written as Markdown.
    name = lambda cell: re.sub(r"\\(.)", r"\1", cell)
    return {name(row[0]): (row[4], row[7]) for row in rows if row[7] != "–"}


def blocks(printed):
    """The lines of Python for PyTorch and for NumPy, from what `export` has printed."""
    torch_lines = printed.split("# PyTorch: net(x) are the logits\n")[1].split("\n\n")[0]
    numpy_lines = printed.split("# NumPy: x becomes the logits\n")[1].split("\n\n")[0]
    for lines in torch_lines, numpy_lines:
        assert len(lines.splitlines()) <= 5, lines
    return torch_lines, numpy_lines


def logits_of(printed, x):
    """What the printed lines make of the images, with PyTorch and with NumPy."""
    torch_lines, numpy_lines = blocks(printed)
    place = {}
    exec(torch_lines, place)
    with torch.no_grad():
        by_torch = place["net"](torch.from_numpy(x)).numpy()
    place = {"x": x}
    exec(numpy_lines, place)
    return by_torch, place["x"]


def metadata_of(file, label):
    """What a file says of a lane and its race."""
    if file.suffix == ".safetensors":
        with safetensors.safe_open(file, "np") as opened:
            facts = opened.metadata()
    elif file.suffix == ".npz":
        facts = json.loads(str(np.load(file, allow_pickle=False)["metadata"]))
    else:
        return {prop.key: prop.value for prop in onnx.load(file).metadata_props}
    own = {key.removeprefix(label + "/"): value for key, value in facts.items() if key.startswith(label + "/")}
    return {key: value for key, value in facts.items() if "/" not in key} | own


def check_onnx(file, x, logits):
    """The graph by ONNX's own checker, and with another number of images."""
    model = onnx.load(file)
    onnx.checker.check_model(model, full_check=True)
    [operators] = model.opset_import
    net = onnxruntime.InferenceSession(file)
    for count in 1, 7:
        [few] = net.run(["logits"], {"pixels": x[:count]})
        assert few.shape == (count, 10)
        assert np.abs(few - logits[:count]).max() <= TOLERANCE * np.abs(logits).max()
    return f"opset {operators.version}, checked, batches of 1, 7 and {len(x)}"


def check_lane(folder, name, loss, accuracy, x, labels):
    """A lane's network from each format, in each library."""
    right, first = round(float(accuracy.rstrip(" %")) * 100), None
    for kind in "safetensors", "npz", "onnx":
        file = folder.parent / f"{folder.name} lane.{kind}"
        printed = run("export", str(folder), "--lane", name, "-o", str(file), "--overwrite")
        assert printed.startswith("wrote ") and " of 1 lane, " in printed, printed
        facts = metadata_of(file, re.sub(r"[/\\]", "_", name))
        assert facts["lane"] == name and facts["test_images"] == "10000", facts
        assert f"{float(facts['loss']):.4f}" == loss, (facts, loss)
        assert round(float(facts["test_accuracy"]) * 10_000) == right, (facts, accuracy)
        for library, logits in zip(("torch", "numpy" if kind != "onnx" else "onnxruntime"), logits_of(printed, x)):
            assert logits.shape == (10_000, 10) and logits.dtype == np.float32
            first = logits if first is None else first
            difference = np.abs(logits - first).max() / np.abs(first).max()
            assert difference <= TOLERANCE, (name, kind, library, difference)
            got = int((logits.argmax(1) == labels).sum())
            assert abs(got - right) <= IMAGES_ON_THE_EDGE, (name, kind, library, got, right)
            print(f"  {name:10} {kind:11} {library:11} {got:5} of 10000 right, reported {right}; "
                  f"logits within {difference:.1e}")
        if kind == "onnx":
            print(f"  {name:10} {kind:11} {check_onnx(file, x, first)}")


def check_race(place, title, flags, x, labels):
    """Every lane of a race, by itself and with the others in one file."""
    folder = place / title
    run("--headless", "--out", str(folder), *flags.split(" "))
    lanes = reported((folder / "report.md").read_text())
    print(f"{title}: {flags}")
    for name, (loss, accuracy) in lanes.items():
        check_lane(folder, name, loss, accuracy, x, labels)

    for kind in "safetensors", "npz":
        file = place / f"all.{kind}"
        printed = run("export", str(folder), "-o", str(file), "--force")
        lines = printed.split("\n\n")[0].splitlines()
        size = f"{file.stat().st_size:,}"
        plural = "" if len(lanes) == 1 else "s"
        wanted = rf"wrote .*: \d+ tensors of {len(lanes)} lane{plural}, {size} bytes"
        assert re.fullmatch(wanted, lines[0]), (wanted, lines)
        left_out = WITHOUT_WEIGHTS.get(title, [])
        assert [line.split(",")[0] for line in lines[1:]] == [f"left out: {name}" for name in left_out], lines
        # Those of the first lane, and those of another by changing its name in them.
        label = lambda name: re.sub(r"[/\\]", "_", name).replace("{", "{{").replace("}", "}}")
        first, last = list(lanes)[0], list(lanes)[-1]
        for name in first, last:
            changed = printed.replace(f'"{label(first)}/layer', f'"{label(name)}/layer')
            for logits in logits_of(changed, x):
                right = round(float(lanes[name][1].rstrip(" %")) * 100)
                assert abs(int((logits.argmax(1) == labels).sum()) - right) <= IMAGES_ON_THE_EDGE, (name, kind)
    print(f"  {len(lanes)} lane{plural} in one file, as safetensors and npz: as reported")


def main():
    x, labels = images()
    with tempfile.TemporaryDirectory() as place:
        for title, flags in RACES.items():
            check_race(pathlib.Path(place), title, flags, x, labels)
    versions = (f"{library.__name__} {library.__version__}" for library in (torch, np, safetensors, onnx, onnxruntime))
    print("everything as reported, with " + ", ".join(versions))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    PROGRAM = str(pathlib.Path(sys.argv[1]).resolve())
    main()
