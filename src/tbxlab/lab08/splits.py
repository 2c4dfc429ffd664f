"""Three ways in which somebody split labeled pictures: what lab 08 gives to look for a leak in."""

from typing import NamedTuple

from tbxlab.lab08 import digits, sick
from tbxlab.lab08.digits import Pictures
from tbxlab.lab08.finetune import METHODS, Setting


class Split(NamedTuple):
    """What the given run of a split was trained with."""

    setting: Setting
    per_class: int
    seed: int


SPLITS = {
    "a": Split(METHODS["full"], 10, 40),
    "b": Split(METHODS["full"], 50, 41),
    "c": Split(sick.SICK["leak"], 10, 42),
}


def pictures(name: str) -> tuple[Pictures, Pictures]:
    """Return the training and the validation pictures of a split as they were taken, not prepared."""
    split = SPLITS[name]
    train, validation = digits.few_labels(split.per_class, split.seed), digits.part(digits.VALIDATION)
    return sick.leaked(train, split.seed) if split.setting.leak else (train, validation)
