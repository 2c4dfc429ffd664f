"""Is CIFAR-10 loaded from an archive that lies there, and refused where it is not the right one, without a network?"""

import hashlib
import inspect
import io
import pickle
import shutil
import socket
import tarfile

import numpy as np
import pytest

from tbxlab.course import folders
from tbxlab.lab07 import cifar10

pytestmark = pytest.mark.slow
PARTS = [f"data_batch_{i}" for i in range(1, 6)] + ["test_batch"]


def pixels(part: int) -> np.ndarray:
    """Pictures uint8[10000, 3, 32, 32] of zeros, but for one pixel of each color in every hundredth."""
    found = np.zeros((10_000, 3, 32, 32), np.uint8)
    for i in range(0, 10_000, 100):
        found[i, 0, 1, 2], found[i, 1, 3, 4], found[i, 2, 5, 6] = part + 1, i // 100, 200
    return found


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """An archive of CIFAR-10's format: as many pictures in as many files, pickled under the same keys."""
    path = tmp_path_factory.mktemp("archive") / cifar10.ARCHIVE
    with tarfile.open(path, "w:gz", compresslevel=1) as tar:
        for number, name in enumerate(PARTS):
            labels = [(i + number) % 10 for i in range(10_000)]
            content = {b"data": pixels(number).reshape(10_000, 3072), b"labels": labels}
            # Python 2 and an older NumPy wrote the real one: the class has its older address there.
            pickled = pickle.dumps(content, protocol=3).replace(b"numpy._core.", b"numpy.core.")
            entry = tarfile.TarInfo(f"cifar-10-batches-py/{name}")
            entry.size = len(pickled)
            tar.addfile(entry, io.BytesIO(pickled))
    return path


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    for function in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, function, lambda *arguments: pytest.fail("it went to the network"))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *arguments, **more: pytest.fail("it went to the network"))


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """Keras's folder for data sets, empty."""
    pytest.importorskip("tensorflow")
    config = pytest.importorskip("keras.src.backend.config")
    home = tmp_path / "keras"
    home.mkdir()
    monkeypatch.setattr(config, "_KERAS_DIR", str(home))
    monkeypatch.setenv("KERAS_HOME", str(home))
    yield home / "datasets"
    shutil.rmtree(home)  # 180 MB


@pytest.fixture
def taken_for_cifar10(archive, cache, monkeypatch):
    """The made archive's checksum stands in for CIFAR-10's, here and in Keras's loader."""
    from keras.src.datasets import cifar10 as theirs

    checksum = hashlib.sha256(archive.read_bytes()).hexdigest()
    get_file = theirs.get_file
    monkeypatch.setattr(theirs, "get_file", lambda **how: get_file(**{**how, "file_hash": checksum}))
    monkeypatch.setattr(cifar10, "SHA256", checksum)
    monkeypatch.setattr(cifar10, "BYTES", archive.stat().st_size)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def put(archive, folder):
    """Put the archive's first ``fraction``, and ``more`` after it, into the data folder."""

    def put(fraction=1.0, more=b""):
        folder.mkdir()
        content = archive.read_bytes()
        (folder / cifar10.ARCHIVE).write_bytes(content[: int(fraction * len(content))] + more)

    return put


def expect_the_pictures(loaded):
    (x_train, y_train), (x_test, y_test) = loaded
    assert (x_train.shape, y_train.shape) == ((50_000, 32, 32, 3), (50_000, 1))
    assert (x_test.shape, y_test.shape) == ((10_000, 32, 32, 3), (10_000, 1))
    assert {array.dtype for array in (x_train, y_train, x_test, y_test)} == {np.dtype(np.uint8)}
    for number in range(6):
        x, y = (x_test, y_test) if number == 5 else (x_train[number * 10_000 :], y_train[number * 10_000 :])
        for i in (0, 4_200, 9_900):
            assert x[i, 1, 2].tolist() == [number + 1, 0, 0]
            assert x[i, 3, 4].tolist() == [0, i // 100, 0]
            assert x[i, 5, 6].tolist() == [0, 0, 200]
            assert x[i].sum(dtype=int) == number + 1 + i // 100 + 200
        assert y[:12, 0].tolist() == [(i + number) % 10 for i in range(12)]


def test_the_archive_put_there_by_hand_is_loaded_by_keras_and_then_lies_in_its_cache(taken_for_cifar10, put, folder):
    put()
    expect_the_pictures(cifar10.load_data(folder))
    shutil.rmtree(folder)
    expect_the_pictures(cifar10.load_data(folder))


def test_what_a_cut_download_left_in_keras_s_cache_is_replaced(taken_for_cifar10, put, folder, cache, archive):
    put()
    unpacked = cache / "cifar-10-batches-py-target" / "cifar-10-batches-py"
    unpacked.mkdir(parents=True)
    (unpacked / "data_batch_1").write_bytes(b"half of it")
    (cache / cifar10.IN_KERAS_CACHE).write_bytes(archive.read_bytes()[:1000])
    expect_the_pictures(cifar10.load_data(folder))


@pytest.mark.parametrize(
    ("fraction", "more", "kind"),
    [
        (0.4, b"", "perhaps its first 40%: a download that was cut"),
        (1.0, b"!", "another file"),
        (0, b"<html>404</html>", "a download that was cut"),
    ],
)
def test_another_archive_is_refused_with_what_was_expected_and_found(
    taken_for_cifar10, put, folder, cache, fraction, more, kind
):
    put(fraction, more)
    file = folder / cifar10.ARCHIVE
    content = file.read_bytes()
    for download in (False, True):
        with pytest.raises(cifar10.WrongArchive) as refused:
            cifar10.load_data(folder, download=download)
        for said in (
            f"{file} is not CIFAR-10",
            f"{cifar10.BYTES:,} bytes with SHA-256 {cifar10.SHA256}",
            f"Found: {len(content):,} bytes with SHA-256 {hashlib.sha256(content).hexdigest()}",
            kind,
            "Next: delete it, then download",
            cifar10.URL,
            "download=True",
        ):
            assert said in str(refused.value)
    assert file.read_bytes() == content
    assert not cache.exists()


def test_a_wrong_archive_in_keras_s_cache_is_neither_replaced_nor_deleted_unasked(taken_for_cifar10, folder, cache):
    cache.mkdir()
    (cache / cifar10.IN_KERAS_CACHE).write_bytes(b"half of it")
    with pytest.raises(cifar10.WrongArchive, match=cifar10.IN_KERAS_CACHE):
        cifar10.load_data(folder)
    assert (cache / cifar10.IN_KERAS_CACHE).read_bytes() == b"half of it"


def test_nothing_is_downloaded_unless_it_is_asked_for(cache, folder):
    with pytest.raises(
        cifar10.NotHere,
        match=r"cifar-10-python\.tar\.gz is missing\. Next: download https.*170,498,071"
        r".*or call load_data\(download=True\)",
    ):
        cifar10.load_data(folder)
    assert not folder.exists()
    assert not cache.exists()


def test_an_archive_that_the_browser_unpacked_is_pointed_at(cache, folder):
    folder.mkdir()
    (folder / "cifar-10-python.tar").touch()
    with pytest.raises(cifar10.NotHere, match=r"cifar-10-python\.tar is there, but the archive is needed as it was"):
        cifar10.load_data(folder)


def test_a_download_is_left_to_keras(taken_for_cifar10, folder, archive, monkeypatch):
    asked = []

    def retrieve(address, target, progress):
        asked.append(address)
        shutil.copyfile(archive, target)

    monkeypatch.setattr("keras.src.utils.file_utils.urlretrieve", retrieve)
    expect_the_pictures(cifar10.load_data(folder, download=True))
    expect_the_pictures(cifar10.load_data(folder, download=True))
    assert asked == [cifar10.URL]


def test_the_address_and_the_checksum_are_those_that_keras_uses():
    pytest.importorskip("tensorflow")
    source = inspect.getsource(pytest.importorskip("keras.src.datasets.cifar10").load_data)
    assert f'"{cifar10.URL}"' in source
    assert f'"{cifar10.SHA256}"' in source
    assert f'"{cifar10.IN_KERAS_CACHE.removesuffix("_archive")}"' in source


def test_the_data_folder_is_beside_runs_and_git_ignores_it():
    assert cifar10.data_dir() == folders.root() / "data"
    assert "/data/" in (folders.root() / ".gitignore").read_text(encoding="utf-8").splitlines()
