"""CIFAR-10 itself, through Keras's own loader: 60,000 photographs of 32 × 32 pixels in ten classes.

Nothing is downloaded unless ``download`` is True. Without a network, the archive is put into the course's ``data/``
by hand. Its SHA-256 is compared before anything is unpacked, since Keras's loader meets a wrong archive in its own way:
it deletes it and downloads it again without asking.
"""

import hashlib
import os
from pathlib import Path

import numpy as np

from tbxlab.course import folders

ARCHIVE = "cifar-10-python.tar.gz"
URL = f"https://www.cs.toronto.edu/~kriz/{ARCHIVE}"
BYTES = 170_498_071
SHA256 = "6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce"
"""The one that Keras's loader compares."""
CLASSES = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
IN_KERAS_CACHE = "cifar-10-batches-py-target_archive"
"""What Keras calls the archive in ``datasets/`` in its own cache. It unpacks it there anew on every call."""

Pictures = tuple[np.ndarray, np.ndarray]


class NotHere(Exception):
    """The archive is nowhere on this machine, and nobody asked for a download; the message says both ways."""


class WrongArchive(Exception):
    """The archive is cut or is another file; the message says what was expected, what was found and what to do."""


def data_dir() -> Path:
    """Return the folder that an archive is put into by hand: ``data/`` in the course, beside ``runs/``."""
    return folders.root() / "data"


def cache_dir() -> Path:
    """Return Keras's own folder for data sets: in the one that KERAS_HOME names, or in ~/.keras."""
    return Path(os.environ.get("KERAS_HOME", "~/.keras")).expanduser() / "datasets"


def load_data(folder: str | os.PathLike | None = None, download: bool = False) -> tuple[Pictures, Pictures]:
    """Return ``(x_train, y_train), (x_test, y_test)`` of ``keras.datasets.cifar10.load_data()``.

    Pictures uint8[50000, 32, 32, 3] and labels uint8[50000, 1], then 10,000 of each. The archive is taken from
    ``folder`` (None: ``data_dir()``), else from Keras's cache, where an earlier download left it, else, if
    ``download``, from the network (170 MB). Raises WrongArchive or NotHere. Keras's cache gets a copy of the archive,
    and the unpacked one beside it.
    """
    by_hand = Path(folder if folder is not None else data_dir()) / ARCHIVE
    cached = cache_dir() / IN_KERAS_CACHE
    here = by_hand if by_hand.exists() else cached if cached.exists() and not download else None
    if here:
        verify(here, by_hand)
    elif not download:
        others = sorted(path.name for path in by_hand.parent.glob("cifar-10*"))
        beside = f" ({', '.join(others)} is there, but the archive is needed as it was downloaded)" if others else ""
        raise NotHere(f"{by_hand} is missing{beside}. Next: {_ways(by_hand)}.")

    import tbxlab.keras  # noqa: F401    first, since it says which extra to install
    import keras  # isort: skip

    if here:
        # Keras's own way into its cache, with a file for the address. It does nothing where the archive is there.
        keras.utils.get_file(IN_KERAS_CACHE, origin=here.resolve().as_uri(), file_hash=SHA256)
    return keras.datasets.cifar10.load_data()


def verify(archive: Path, by_hand: Path) -> None:
    """Compare the archive's SHA-256; raise WrongArchive if it is not CIFAR-10. A new one goes to ``by_hand``."""
    size = archive.stat().st_size
    with archive.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    if found != SHA256:
        kind = f"perhaps its first {size / BYTES:.0%}: a download that was cut" if size < BYTES else "another file"
        raise WrongArchive(
            f"{archive} is not CIFAR-10. Expected: {BYTES:,} bytes with SHA-256 {SHA256}. Found: "
            f"{size:,} bytes with SHA-256 {found} ({kind}). Next: delete it, then {_ways(by_hand)}."
        )


def _ways(by_hand: Path) -> str:
    return (
        f"download {URL} ({BYTES:,} bytes) on any machine and put it there as {by_hand}, or call "
        "load_data(download=True), which lets Keras download it"
    )
