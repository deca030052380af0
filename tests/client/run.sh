#!/usr/bin/env bash
# Lints, types and tests of the Python client, with torch itself where it can be had.
#
#     tests/client/run.sh [frameworks]      in target/client, which it makes; with frameworks the manual's other programs too
set -euo pipefail
cd "$(dirname "$0")/../.."
place=target/client
export PYTHONDONTWRITEBYTECODE=1
packages=("ruff==0.17.6" "mypy==2.4.1" "pytest==9.2.0" numpy)

missing() { echo "client/run.sh: $1: nothing is checked"; exit 3; }
[ -x "$place/bin/python" ] || python3 -m venv "$place" || missing "no Python with venv"
PATH="$PWD/$place/bin:$PATH"
pip install --quiet "${packages[@]}" || missing "${packages[*]} can't be had"

ruff format --check --config tests/client/ruff.toml src/host/client
ruff check --config tests/client/ruff.toml src/host/client
mypy --strict --python-version 3.10 src/host/client/downhill.py

# torch for Linux on x86-64 wants gigabytes of CUDA; without a graphics processor empty stand-ins do.
if [ "$(uname -sm)" = "Linux x86_64" ]; then
    pip install --quiet filelock typing-extensions sympy networkx jinja2 fsspec setuptools &&
        pip install --quiet --no-deps "torch==2.15.0" "nvidia-cuda-runtime==13.2.*" "nvidia-cuda-cupti==13.2.*" &&
        python tests/client/cuda_stubs.py "$place/cuda" || echo "no torch: its tests are NOT RUN"
    export LD_LIBRARY_PATH="$PWD/$place/cuda${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
else
    pip install --quiet torch || echo "no torch: its tests are NOT RUN"
fi
if [ "${1:-}" = frameworks ]; then
    # What depends on torch would bring CUDA after all.
    pip install --quiet jax keras transformers packaging pyyaml tqdm psutil safetensors huggingface-hub aiohttp
    pip install --quiet --no-deps accelerate lightning pytorch-lightning lightning-utilities torchmetrics
fi
python -m pytest -q -rs -p no:cacheprovider tests/client
