"""The same with photographs: torchvision's ResNet-18 with its ImageNet weights, fine-tuned on CIFAR-10.

Nothing is downloaded unless ``download`` is True: 45 MB of weights and 170 MB of pictures, into torch's own cache
(TORCH_HOME, by default ~/.cache/torch). What is in that cache is used. torchvision compares the weights' SHA-256 when
it downloads them, and the pictures' MD5 each time.
"""

from pathlib import Path

import torch
from torch import nn
from torchvision import datasets, models

from tbxlab.lab08 import weights
from tbxlab.lab08.digits import Pictures

WEIGHTS = models.ResNet18_Weights.IMAGENET1K_V1
CLASSES = 10
POOL = slice(0, 40_000)
"""Of CIFAR-10's training pictures: what labels are drawn from."""
VALIDATION = slice(40_000, 40_500)
"""Of CIFAR-10's training pictures, too. Few, since each look at them costs as much as several steps."""
TEST = slice(0, 1000)
"""Of CIFAR-10's test pictures: an accuracy of 0.7 over them is uncertain by 0.014."""


class NotHere(Exception):
    """The weights or the pictures are not in the cache, and nobody asked for a download; the message says how."""


def cache() -> Path:
    """Return torch's cache folder: the one that TORCH_HOME names, or its default."""
    return Path(torch.hub.get_dir()).parent


def make_model(pretrained: bool, seed: int, *, download: bool = False) -> nn.Module:
    """Return torchvision's ResNet-18 with ten classes: float32[n, 3, s, s] to logits float32[n, 10].

    Its body has the ImageNet weights if ``pretrained``; its head is drawn by ``seed``.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = models.resnet18(num_classes=CLASSES)
    if pretrained:
        file = Path(torch.hub.get_dir()) / "checkpoints" / Path(WEIGHTS.url).name
        if not file.is_file() and not download:
            raise NotHere(
                f"{file} is missing. Next: call it with download=True (45 MB), or copy the file there "
                f"from {WEIGHTS.url}"
            )
        weights.put_body(model, WEIGHTS.get_state_dict(progress=False, check_hash=True))
    return model


def pictures(train: bool, which: slice, *, download: bool = False) -> Pictures:
    """Return pictures float32[n, 3, 32, 32], 0 to 1, and labels int64[n] of CIFAR-10's training or test part."""
    try:
        found = datasets.CIFAR10(str(cache() / "data"), train=train, download=download)
    except RuntimeError as error:
        raise NotHere(
            f"CIFAR-10 is not in {cache() / 'data'}, or is damaged. Next: call it with download=True "
            f"(170 MB), or unpack {datasets.CIFAR10.url} there"
        ) from error
    X = torch.from_numpy(found.data[which]).permute(0, 3, 1, 2).float() / 255
    return X, torch.tensor(found.targets[which])
