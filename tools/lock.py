"""Write requirements.txt, the lock of everything, for every platform and Python at once.

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
PINNED_BY_TORCH = re.compile(r"^(nvidia-|cuda-|triton\b)")
HEADER = """\
# Written by `make lock` from pyproject.toml; do not edit. Install torch and torchvision from the same index.
"""


def main() -> None:
    """Resolve, filter and write; exits with uv's own code and words where it cannot."""
    command = ["uv", "pip", "compile", "pyproject.toml", "--all-extras", "--universal",
               "--python-version", "3.11", "--no-annotate", "--no-header", "--quiet",
               "--output-file", str(LOCK), *sys.argv[1:]]
    subprocess.run(command, cwd=ROOT, check=True)  # the pins that LOCK holds are uv's preferences
    # A local build's suffix (torch==2.14.1+cpu) can be installed nowhere else.
    pins = [re.sub(r"(==[^ +]+)\+\S+", r"\1", line) for line in LOCK.read_text("utf-8").splitlines()]
    LOCK.write_text(HEADER + "\n".join(pin for pin in pins if not PINNED_BY_TORCH.match(pin)) + "\n",
                    encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
