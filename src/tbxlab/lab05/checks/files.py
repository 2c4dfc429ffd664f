"""What the checks of lab 05 read from evidence: pictures, precision-recall curves, sounds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tbxlab import events
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.expect import brief
from tbxlab.grading.verdict import Wrong


def images(evidence: Evidence, tag: str) -> events.Images:
    """Return the pictures of a tag. Raises Wrong("no-tag") that names the tags there are."""
    return _of(evidence.run().images, tag)


def pr_curves(evidence: Evidence, tag: str) -> events.PRCurves:
    """Return the precision-recall curves of a tag. Raises Wrong("no-tag")."""
    return _of(evidence.run().pr_curves, tag)


def audio(evidence: Evidence, tag: str) -> events.Audio:
    """Return the sounds of a tag. Raises Wrong("no-tag")."""
    return _of(evidence.run().audio, tag)


def expect_once(found: np.ndarray, expected: Sequence[int], tag: str) -> None:
    """Expect one picture, sound or curve at each of these steps, in this order."""
    if found.tolist() != list(expected):
        raise Wrong("components-steps", tag=tag, expected=brief(expected), found=brief(found.tolist()) or "none")


def _of(found: dict[str, Any], tag: str) -> Any:
    if tag not in found:
        raise Wrong("no-tag", tag=tag, found=", ".join(map(repr, found)) or "none")
    return found[tag]
