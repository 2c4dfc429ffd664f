"""What a check draws from a seed: what its answer is given, and what is true of it."""

from dataclasses import dataclass
from typing import Generic, TypeVar

Given = TypeVar("Given")
Truth = TypeVar("Truth")


@dataclass(frozen=True)
class Case(Generic[Given, Truth]):
    """One draw in two parts, so that they cannot drift apart. ``drive`` sees ``given`` only, ``verify`` sees both.

    Where all that is true can be read off what is given, ``true`` is None.
    """

    given: Given
    true: Truth
