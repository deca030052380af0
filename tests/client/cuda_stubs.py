#!/usr/bin/env python3
"""Makes empty stand-ins for CUDA's libraries, so that PyPI's Linux build of torch runs on a processor without those gigabytes.

    cuda_stubs.py FOLDER        FOLDER then belongs into LD_LIBRARY_PATH; needs a C compiler, and readelf

torch is linked against these libraries, but calls nothing in them while no graphics processor is used: each stand-in has
the names that torch asks for, and nothing behind them.
"""

import collections
import pathlib
import re
import subprocess
import sys
import sysconfig

# The runtime and the profiler are called as torch loads: those have to be the real ones, which are small
# (nvidia-cuda-runtime, nvidia-cuda-cupti).
CUDA = r"lib(?!cudart|cupti)(?:cu|nccl|nvrtc|nvshmem)[^\]\s]*"


def read(library: pathlib.Path, part: str) -> str:
    """What readelf tells of a part of a library."""
    return subprocess.run(["readelf", "-W", part, library], check=True, capture_output=True, text=True).stdout


def main(folder: pathlib.Path) -> None:
    """Write a stand-in for each library that is missing."""
    torch = pathlib.Path(sysconfig.get_path("purelib")) / "torch" / "lib"
    missing: set[str] = set()
    version_of: dict[str, str] = {}
    names: collections.defaultdict[str, set[str]] = collections.defaultdict(set)
    for library in torch.glob("*.so"):
        missing |= set(re.findall(rf"\(NEEDED\).*\[({CUDA})\]", read(library, "-d")))
        for file, version in re.findall(rf"File: ({CUDA}).*\n.*Name: (\S+)", read(library, "-V")):
            version_of[file] = version
        for name, version in re.findall(r" UND (\w+)(?:@(\S+))?", read(library, "--dyn-syms")):
            names[version].add(name)
    # Names without a version go into each library that has none.
    names[""] = {name for name in names[""] if re.match("cu|nccl", name)}
    folder.mkdir(parents=True, exist_ok=True)
    for library in sorted(missing):
        version = version_of.get(library, "")
        source = "".join(f"int {name}(void) {{ return 1; }}\n" for name in sorted(names[version]))
        script = folder / "versions"
        script.write_text(f"{version} {{ global: *; }};" if version else "{ global: *; };")
        command = ["cc", "-shared", "-nostdlib", "-fPIC", "-w", "-fno-builtin", "-x", "c", "-"]
        command += [f"-Wl,-soname,{library}", f"-Wl,--version-script={script}", "-o", str(folder / library)]
        subprocess.run(command, check=True, input=source, text=True)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
