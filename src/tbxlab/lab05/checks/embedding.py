"""Check of lab 05's embedding: vectors, labels and pictures are three files, matched by the order of their rows."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from tbxlab import events
from tbxlab.grading import handed
from tbxlab.grading.case import Case
from tbxlab.grading.core import exercise
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.verdict import Wrong


@dataclass(frozen=True)
class Examples:
    """What one call is given: row i of each is of example i."""

    vectors: np.ndarray
    """float32[n, d]"""
    labels: tuple[str, ...]
    pictures: np.ndarray
    """uint8[n, 8, 8]"""
    step: int


@exercise("5.9")
class OneOrder:
    """Do row, label and picture of the projector belong to one example, for all examples?"""

    off = 3  # of 255: truncating, and what a scale from 0 to 1 in single precision takes away

    def case(self, seed: int) -> Case[Examples, None]:
        """Draw embeddings, labels and pictures of examples, in no order; their number is no square."""
        draw = np.random.default_rng(seed)
        n, d = int(draw.choice([19, 23, 29, 31])), int(draw.choice([4, 5, 6]))
        pictures = draw.integers(0, 256, size=(n, 8, 8), dtype=np.uint8)
        labels = tuple(str(label) for label in draw.integers(0, 10, n))
        vectors = draw.normal(size=(n, d)).astype(np.float32)
        return Case(given=Examples(vectors, labels, pictures, int(draw.integers(1, 900))), true=None)

    def drive(self, answer: Any, given: Examples, evidence: Evidence) -> None:
        """Let the embedding be written."""
        import torch

        vectors, labels, pictures = torch.from_numpy(given.vectors.copy()), list(given.labels), given.pictures.copy()
        with evidence.writer() as writer:
            writer.add_text("about", "an embedding", 0)  # a run needs an event file, the projector does not
            with handed.unchanged(vectors=vectors, labels=labels, pictures=pictures):
                answer(writer, vectors, labels, pictures, given.step)

    def verify(self, evidence: Evidence, case: Case[Examples, None]) -> None:
        """Find each row's example by its vector, and look whether label and picture are that example's."""
        examples, found = case.given, events.read_embeddings(evidence.logdir())
        if not found:
            raise Wrong("embedding-none")
        if len(found) > 1:
            raise Wrong("embedding-several", found=", ".join(map(repr, found)))
        embedding = next(iter(found.values()))
        vectors, n = embedding.vectors, len(examples.labels)
        if vectors.shape != examples.vectors.shape:
            raise Wrong("embedding-rows", expected=examples.vectors.shape, found=tuple(vectors.shape))
        away = np.abs(vectors[:, None] - examples.vectors[None]).max(axis=2)
        example = away.argmin(axis=1)
        if away.min(axis=1).max() > 1e-3 or len(set(example.tolist())) < n:
            raise Wrong("embedding-vectors")
        if embedding.step is not None and embedding.step != examples.step:
            raise Wrong("embedding-step", expected=examples.step, found=embedding.step)
        if embedding.metadata is None:
            raise Wrong("embedding-no-labels")
        if len(embedding.metadata) != n:
            raise Wrong("embedding-metadata-rows", expected=n, found=len(embedding.metadata))
        wrong = sum(examples.labels[i] not in row.values() for i, row in zip(example, embedding.metadata, strict=True))
        if wrong:
            raise Wrong("embedding-labels", wrong=wrong, rows=n)
        if embedding.sprite is None or embedding.sprite_size is None:
            raise Wrong("embedding-no-pictures")
        self.verify_pictures(embedding.sprite, embedding.sprite_size, examples.pictures[example])

    def verify_pictures(self, sprite: np.ndarray, size: tuple[int, int], expected: np.ndarray) -> None:
        """Cut the sprite as TensorBoard does, row by row, and compare each piece with its example's picture."""
        width, height = size
        if (width, height) != (8, 8):
            raise Wrong("embedding-size", width=width, height=height)
        gray = sprite[..., 0].astype(int)
        columns = gray.shape[1] // width
        places = [divmod(i, columns) for i in range(len(expected))]
        pieces = [gray[8 * row : 8 * row + 8, 8 * column : 8 * column + 8] for row, column in places]
        if any(piece.shape != (8, 8) for piece in pieces):
            raise Wrong("embedding-size", width=gray.shape[1], height=gray.shape[0])
        wrong = [i for i, piece in enumerate(pieces) if np.abs(piece - expected[i]).max() > self.off]
        if not wrong:
            return
        if all(np.isin(piece, (0, 255)).all() for piece in pieces):
            raise Wrong("embedding-white", rows=len(expected))
        elsewhere = [i for i in wrong if np.abs(expected.astype(int) - pieces[i]).max(axis=(1, 2)).min() <= self.off]
        raise Wrong("embedding-pictures" if elsewhere else "embedding-values", wrong=len(wrong), rows=len(expected))
