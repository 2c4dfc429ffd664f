"""Fine-tuning a CNN: from printed characters to handwritten digits, with everything that happens on the way logged.

``characters`` and ``digits`` are the two sets of pictures, ``pictures`` prepares both in one way, ``cnn`` is the
model, ``pretrain`` and ``weights`` make and guard the checkpoint, ``finetune`` is the loop, ``sick`` what goes wrong
in it, ``table`` the comparison over seeds and label counts, and ``online`` the same with ImageNet and CIFAR-10.

``Practice`` is ten runs to try an alarm on.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tbxlab.lab08.practice import Practice

__all__ = ["Practice"]


def __getattr__(name: str) -> Any:
    """Load ``Practice`` when it is first asked for: judging a lab must not wait for what trains its networks."""
    if name == "Practice":
        from tbxlab.lab08.practice import Practice

        return Practice
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
