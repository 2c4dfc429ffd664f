"""Is the same code run on ImageNet's weights and CIFAR-10 by one argument, from torch's cache and without a network?"""

import hashlib
import pickle
import socket
from pathlib import Path

import numpy as np
import pytest
import torch
from torchvision import datasets, models

from tbxlab.lab08 import online, sick, task
from tbxlab.lab08.finetune import METHODS


@pytest.fixture(autouse=True)
def no_network(monkeypatch, tmp_path):
    """An empty cache, and no way out."""
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    monkeypatch.setattr(torch.hub, "_hub_dir", None)
    monkeypatch.setattr(socket.socket, "connect", lambda *arguments: pytest.fail("it went to the network"))


@pytest.fixture
def weights_file(tmp_path):
    """Weights of ResNet-18 as ImageNet's are stored, made up: a thousand classes, half precision."""
    torch.manual_seed(0)
    state = {k: t.half() if t.is_floating_point() else t for k, t in models.resnet18().state_dict().items()}
    file = tmp_path / "hub" / "checkpoints" / Path(online.WEIGHTS.url).name
    file.parent.mkdir(parents=True)
    torch.save(state, file)
    return state


@pytest.fixture
def archive(tmp_path, monkeypatch):
    """An unpacked archive with CIFAR-10's file names, 100 pictures in each, and its own checksums."""
    folder = tmp_path / "data" / datasets.CIFAR10.base_folder
    folder.mkdir(parents=True)
    draw = np.random.default_rng(0)

    def write(name, content):
        (folder / name).write_bytes(pickle.dumps(content))
        return name, hashlib.md5((folder / name).read_bytes()).hexdigest()

    def batch(name):
        return write(name, {"data": draw.integers(0, 256, (100, 3072), dtype=np.uint8), "labels": list(range(10)) * 10})

    monkeypatch.setattr(datasets.CIFAR10, "train_list", [batch(f"data_batch_{i}") for i in range(1, 6)])
    monkeypatch.setattr(datasets.CIFAR10, "test_list", [batch("test_batch")])
    name, checksum = write("batches.meta", {"label_names": [str(i) for i in range(10)]})
    monkeypatch.setattr(datasets.CIFAR10, "meta", {"filename": name, "key": "label_names", "md5": checksum})
    monkeypatch.setattr(online, "POOL", slice(0, 400))
    monkeypatch.setattr(online, "VALIDATION", slice(400, 440))
    monkeypatch.setattr(online, "TEST", slice(0, 20))


def test_nothing_is_downloaded_unless_it_is_asked_for(tmp_path):
    with pytest.raises(online.NotHere, match=r"resnet18-f37072fd\.pth is missing\. Next: .*download=True"):
        online.make_model(pretrained=True, seed=0)
    with pytest.raises(online.NotHere, match=r"CIFAR-10 is not in .*download=True"):
        task.run(METHODS["full"], 3, 0, "cifar10")
    assert list(tmp_path.iterdir()) == []


def test_the_weights_in_the_cache_are_put_in_and_the_head_is_new(weights_file):
    model = online.make_model(pretrained=True, seed=0)
    assert torch.equal(model.layer4[1].conv2.weight, weights_file["layer4.1.conv2.weight"].float())
    assert model.fc.weight.shape == (10, 512)
    zero = online.make_model(pretrained=False, seed=0)
    assert torch.equal(zero.fc.weight, model.fc.weight)
    assert not torch.equal(zero.conv1.weight, model.conv1.weight)


def test_one_argument_runs_the_same_loop_on_photographs(weights_file, archive):
    done = task.run(METHODS["probe"], 1, 0, "cifar10", steps=2)
    assert done.task.train[0].shape == (10, 3, 64, 64)
    assert sorted(done.task.train[1].tolist()) == list(range(10))
    assert len(done.task.validation[1]) == 40
    assert 0 <= done.test_accuracy <= 1
    assert torch.equal(done.model.conv1.weight, weights_file["conv1.weight"].float())


def test_a_leak_in_photographs_is_found_by_the_same_test(weights_file, archive):
    leak, healthy = (task.make_task(setting, 4, 0, "cifar10") for setting in (sick.SICK["leak"], METHODS["full"]))
    found, usual = (sick.closest(t.train[0], t.validation[0]).median() for t in (leak, healthy))
    assert found < 0.5 * usual


def test_a_damaged_archive_is_refused(archive, tmp_path):
    (tmp_path / "data" / datasets.CIFAR10.base_folder / "test_batch").write_bytes(b"other pictures")
    with pytest.raises(online.NotHere, match="or is damaged"):
        online.pictures(False, online.TEST)
