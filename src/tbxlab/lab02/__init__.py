"""Lab 02: ``training`` trains the network of 10, 50 and 2 units in its healthy and its sick settings.

``Practice`` is ten runs to try an alarm on.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tbxlab.lab02.practice import Practice

__all__ = ["Practice"]


def __getattr__(name: str) -> Any:
    """Load ``Practice`` when it is first asked for: judging a lab must not wait for what trains its networks."""
    if name == "Practice":
        from tbxlab.lab02.practice import Practice

        return Practice
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
