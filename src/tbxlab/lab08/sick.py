"""What goes wrong in fine-tuning, as one change each to a healthy setting; and the tests that find what curves hide."""

from dataclasses import replace

import torch
from torch import Tensor, nn

from tbxlab.lab08.digits import Pictures
from tbxlab.lab08.finetune import METHODS, evaluate
from tbxlab.lab08.images import IMAGENET_GRAY, Statistics

COPIES = 4

SICK = {
    "drifting": replace(METHODS["probe"], body_in_train_mode=True),
    "validated in train mode": replace(METHODS["full"], validate_in_train_mode=True, sorted_validation=True),
    "head not in the optimizer": replace(METHODS["full"], without_head=True),
    "leak": replace(METHODS["full"], leak=True),
    "wrong statistics": replace(METHODS["probe"], statistics=IMAGENET_GRAY),
    "pixels not scaled": replace(METHODS["probe"], statistics=Statistics(0.0, 1 / 16)),
    "learning rate too high": METHODS["rate too high"],
}
"""Each differs in one thing from a healthy method: "probe" where it is frozen, else "full".

"pixels not scaled" gives the network 0 to 16, as scikit-learn stores the digits.
"""


def healthy(name: str) -> str:
    """Return the method that the sick run is to be laid beside."""
    return "probe" if SICK[name].frozen else "full"


def leaked(pictures: Pictures, seed: int) -> tuple[Pictures, Pictures]:
    """Return training and validation pictures as they come out where copies are made first and split afterwards.

    Of each picture there are four copies, slightly blurred to one side and noisy, three for training and one for
    validation by chance. So nearly every validation picture has its twin among those that are learned.
    """
    generator = torch.Generator().manual_seed(seed)
    X, y = (tensor.repeat_interleave(COPIES, dim=0) for tensor in pictures)
    aside = 0.2 * torch.rand(len(X), 1, 1, 1, generator=generator)
    X = (1 - aside) * X + aside * X.roll(1, dims=-1)
    X = (X + 0.03 * torch.randn(X.shape, generator=generator)).clamp(0, 1)
    order = torch.randperm(len(y), generator=generator)
    here, there = order[len(y) // COPIES :], order[: len(y) // COPIES]
    return (X[here], y[here]), (X[there], y[there])


def closest(train: Tensor, others: Tensor) -> Tensor:
    """Return for each of ``others`` its distance to the nearest training picture, float32[n].

    The root of the mean squared difference of a pixel; 0 where the same picture is on both sides.
    """
    size = train[0].numel()
    return torch.cdist(others.flatten(1), train.flatten(1)).min(dim=1).values / size**0.5


def accuracy_by_order(model: nn.Module, pictures: Pictures, seed: int = 0) -> tuple[float, float]:
    """Return the accuracy over the same pictures sorted by class and shuffled, in the mode that the model is in.

    In eval mode the two are equal: a picture's answer does not depend on its neighbors. BatchNorm's running means
    are put back as they were.
    """
    kept = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    X, y = pictures
    found = []
    for order in (y.argsort(stable=True), torch.randperm(len(y), generator=torch.Generator().manual_seed(seed))):
        found.append(evaluate(model, (X[order], y[order]))[1])
        model.load_state_dict(kept)
    return found[0], found[1]
