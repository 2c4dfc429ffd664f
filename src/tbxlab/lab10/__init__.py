"""What chapter and lab 10 train: a language model on made-up stories, whose best possible loss is known.

``Practice`` is twenty logs to try an alarm on.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tbxlab.lab10.practice import Practice

__all__ = ["Practice"]


def __getattr__(name: str) -> Any:
    """Load ``Practice`` when it is first asked for: judging a lab must not wait for what trains its networks."""
    if name == "Practice":
        from tbxlab.lab10.practice import Practice

        return Practice
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
