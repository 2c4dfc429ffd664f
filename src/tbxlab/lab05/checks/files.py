"""What the checks of lab 05 read from evidence: pictures, precision-recall curves, sounds, embeddings."""

from __future__ import annotations

from typing import Any

from tbxlab import events
from tbxlab.grading.evidence import Evidence
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


def _of(there: dict[str, Any], tag: str) -> Any:
    if tag not in there:
        raise Wrong("no-tag", tag=tag, found=", ".join(map(repr, there)) or "none")
    return there[tag]
