"""Checkpoints: written with a record beside them, and read only if the file is the one that the record speaks of.

The record is a JSON file of the same name: SHA-256, size, license, the command that made the weights, the versions
it ran with, and how good they were. Weights are stored in half precision, which halves the file; they are read back
as float32.
"""

import hashlib
import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

LICENSE = "Apache-2.0"


class WrongWeights(Exception):
    """The file is missing, or is not the one that its record speaks of; the message says what to do."""


def save(model: nn.Module, file: Path, packages: tuple[str, ...], **record: Any) -> None:
    """Write the weights to ``file`` and the record, with what every record says, to the JSON file beside it.

    ``packages`` are the distributions whose versions it keeps.
    """
    state = {
        name: tensor.half() if tensor.is_floating_point() else tensor.clone()
        for name, tensor in model.state_dict().items()
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    torch.save(state, file)
    about = {
        "sha256": sha256(file),
        "bytes": file.stat().st_size,
        "license": LICENSE,
        **record,
        "made_with": {name: version(name) for name in packages},
    }
    file.with_suffix(".json").write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8", newline="\n")


def load(file: Path) -> dict[str, Tensor]:
    """Return the weights in ``file`` by name, float32. Raises WrongWeights before anything of the file is unpacked."""
    ways = (
        f"Next: git checkout -- {file.name} in {file.parent} if it came with the course, else fetch or make it "
        "again: tbxlab pretrain"
    )
    beside = file.with_suffix(".json")
    if not file.is_file() or not beside.is_file():
        raise WrongWeights(f"{file if beside.is_file() else beside} is missing. {ways}")
    expected, found = json.loads(beside.read_text(encoding="utf-8"))["sha256"], sha256(file)
    if found != expected:
        raise WrongWeights(
            f"{file} is not the file that was meant: its SHA-256 is {found[:12]}…, {beside.name} says "
            f"{expected[:12]}…. It was not loaded. {ways}"
        )
    state = torch.load(file, map_location="cpu", weights_only=True)
    return {name: tensor.float() if tensor.is_floating_point() else tensor for name, tensor in state.items()}


def sha256(file: Path) -> str:
    """Return the SHA-256 of a file as 64 hexadecimal digits."""
    return hashlib.sha256(file.read_bytes()).hexdigest()
