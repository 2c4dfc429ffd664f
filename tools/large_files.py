"""Refuse files that are too large for the repository: every clone carries them forever.

python tools/large_files.py [FILE ...]        the files named, or all that git follows
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIMIT = 500_000  # bytes
LARGER = {  # what is larger, and why it is here
    # the weights that lab 08 fine-tunes, made by `tbxlab pretrain`
    "src/tbxlab/lab08/given/weights/characters_resnet.pt": "lab 08 fine-tunes them",
}


def too_large(names: list[str]) -> list[str]:
    """Say which of these files, named from the repository's root, are too large."""
    sizes = {name: (ROOT / name).stat().st_size for name in names if (ROOT / name).is_file()}
    return [f"{name}: {size / 1000:.0f} KB" for name, size in sizes.items() if size > LIMIT and name not in LARGER]


def followed() -> list[str]:
    """Name all files that git follows."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    return [name for name in listed.decode("utf-8").split("\0") if name]


def main(names: list[str]) -> int:
    """Be the command; exit code 1 where a file is too large."""
    found = too_large([Path(name).as_posix() for name in names] or followed())
    for line in found:
        print(f"{line}: at most {LIMIT // 1000} KB; make it smaller, or say in {Path(__file__).name} why it is here")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
