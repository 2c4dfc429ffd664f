"""Lab 07: ``cnn`` is the network, ``cifar10`` reads CIFAR-10 where somebody has put it.

``Practice`` is ten runs to try an alarm on.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tbxlab.lab07.practice import Practice

__all__ = ["Practice"]


def __getattr__(name: str) -> Any:
    """Load ``Practice`` when it is first asked for: judging a lab must not wait for what trains its networks."""
    if name == "Practice":
        from tbxlab.lab07.practice import Practice

        return Practice
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
