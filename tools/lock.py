"""Write requirements.txt, the lock of everything for every platform and Python at once, and environment.yml from it.

    python tools/lock.py [--upgrade]

Pins that stand in requirements.txt already are kept while they fit pyproject.toml; pass
`--upgrade` to take the newest. torch's own nvidia, cuda and triton packages are left out: torch
pins them itself, and a CPU build of torch must stay free of them.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.txt"
CONDA = ROOT / "environment.yml"
PINNED_BY_TORCH = re.compile(r"^(nvidia-|cuda-|triton\b)")
HEADER = """\
# Written by `make lock` from pyproject.toml; do not edit. Install torch and torchvision from the same index.
"""
# The pins are listed one by one: not every tool that reads such a file follows "-r requirements.txt".
CONDA_HEADER = """\
# Written by `make lock` from requirements.txt; do not edit.
#     conda env create -f environment.yml
name: tbxlab
channels:
  - conda-forge
dependencies:
  - python=3.11
  - pip>=23
  - pip:
"""


def portable(resolved: str) -> str:
    """Return the lock's text: uv's lines, less torch's own packages and the suffix of a local build."""
    pins = [re.sub(r"(==[^ +]+)\+\S+", r"\1", line) for line in resolved.splitlines() if not line.startswith("#")]
    return HEADER + "".join(f"{pin}\n" for pin in pins if not PINNED_BY_TORCH.match(pin))


def conda(lock: str) -> str:
    """Return environment.yml with the lock's pins, markers and all, for conda's pip to install."""
    pins = [line for line in lock.splitlines() if not line.startswith("#")]
    quoted = (f'"{pin}"' if ";" in pin else pin for pin in pins)  # markers use single quotes
    return CONDA_HEADER + "".join(f"      - {pin}\n" for pin in quoted)


def main() -> None:
    """Resolve, filter and write; exits with uv's own code and words where it cannot."""
    command = [
        sys.executable,
        "-m",
        "uv",
        "pip",
        "compile",
        "pyproject.toml",
        "--all-extras",
        "--universal",
        "--python-version",
        "3.11",
        "--no-annotate",
        "--no-header",
        "--quiet",
        "--output-file",
        str(LOCK),
        *sys.argv[1:],
    ]
    subprocess.run(command, cwd=ROOT, check=True)  # the pins that LOCK holds are uv's preferences
    LOCK.write_text(portable(LOCK.read_text("utf-8")), encoding="utf-8", newline="\n")
    CONDA.write_text(conda(LOCK.read_text("utf-8")), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        sys.exit(130)
