"""What an installation will bring: which PyTorch, and how large it all is. Standard library only."""

import platform
import shutil
import sys
import urllib.request
from pathlib import Path

CPU_INDEX = "https://download.pytorch.org/whl/cpu"
# On disk, in GB, with Python 3.11 on Linux: what pip left in .venv. All but the last were measured; that is the third
# without the 19 packages of CUDA's and with the unpacked CPU wheel of torch in place of the other.
SIZES = {("all", "cuda"): 9.0, ("all", "cpu"): 3.6, ("light", "cuda"): 6.5, ("light", "cpu"): 1.5}
LIGHT = {"search"}  # beyond the core, what labs 01 to 06 need; a test holds it to what they say


def light_extras(said):
    """Return the extras of a light installation, None where all is wanted ("", "0"). "1" stands for those of LIGHT."""
    names = {name.strip() for name in said.split(",") if name.strip()}
    return None if names <= {"0"} else sorted((names | LIGHT) - {"1"})


def cpu_index():
    """Return the index whose torch has no CUDA, None where pip's own has such a torch, or this one is not reached."""
    if not sys.platform.startswith("linux") or platform.machine() not in ("x86_64", "AMD64"):
        return None
    try:
        urllib.request.urlopen(CPU_INDEX + "/torch/", timeout=10).close()
    except (OSError, ValueError):
        print(f"{CPU_INDEX} is not reached: torch comes from pip's own index, with its CUDA libraries.")
        return None
    return CPU_INDEX


def say_what_comes(root, light, torch_index):
    """Say how large it will be, as far as that was measured, unless the largest part is there already."""
    if not sys.platform.startswith("linux") or platform.machine() not in ("x86_64", "AMD64"):
        return
    if any(Path(root).glob(".venv/lib/python*/site-packages/torch/version.py")):
        return
    size = SIZES["all" if light is None else "light", "cpu" if torch_index else "cuda"]
    free = shutil.disk_usage(str(root)).free / 1e9
    print(f"It will take about {size:.1f} GB of disk in .venv; {free:.0f} GB are free.")
    print("Ctrl-C stops it, and the same command goes on from there.", flush=True)
