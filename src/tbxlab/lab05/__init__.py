"""Lab 05: ``pipelines`` is an image's path into the network; ``images`` and ``components`` make what is logged.

``Practice`` is ten runs to try an alarm on.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tbxlab.lab05.practice import Practice

__all__ = ["Practice"]


def __getattr__(name: str) -> Any:
    """Load ``Practice`` when it is first asked for: judging a lab must not wait for what trains its networks."""
    if name == "Practice":
        from tbxlab.lab05.practice import Practice

        return Practice
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
