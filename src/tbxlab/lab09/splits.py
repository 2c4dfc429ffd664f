"""Training, validation and test sentences that do not leak into one another.

Documentation repeats itself: "A Weibull continuous random variable." stands beside a hundred sisters. Were some of
them in training and some in the test set, the test would measure memory. So one of each near-identical family is
kept, and what is still similar, or comes from one docstring, stays in one split.
"""

from __future__ import annotations

import hashlib
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from tbxlab.lab09.docstrings import AREAS, LIBRARIES, Sentence, collect

SAME = 0.7
"""Sentences whose words overlap this much or more (Jaccard index of their sets of words) count as one."""
SIMILAR = 0.5
"""Sentences that overlap this much stay in one split."""
PER_AREA = 200
TEST_PER_AREA, VALIDATION_PER_AREA = 40, 20

CLASSES = tuple(AREAS)

TESTED_COUNT, TESTED = 2000, "4975ecb162059f601d10a5d2cd4fb6bf6ecb586fccf04a94da2c12d05cfbbae6"
"""How many sentences the locked versions of the libraries give, and their digest: what the course measured with."""


class OtherSentences(UserWarning):
    """The installed libraries give other sentences than those that the course measured with."""


@dataclass(frozen=True)
class Corpus:
    """Three lists of sentences, and the classes that they are labeled with."""

    train: tuple[Sentence, ...]
    validation: tuple[Sentence, ...]
    test: tuple[Sentence, ...]

    @property
    def count(self) -> int:
        """The number of sentences in all."""
        return len(self.train) + len(self.validation) + len(self.test)

    @property
    def digest(self) -> str:
        """SHA-256 of all sentences with their areas and splits: two machines with one digest train on the same."""
        lines = (f"{s.text}\t{s.area}\n" for split in (self.train, self.validation, self.test) for s in (*split, _END))
        return hashlib.sha256("".join(lines).encode()).hexdigest()


_END = Sentence("", "", "")


def load() -> Corpus:
    """Return the corpus of the installed libraries; about 6 seconds of CPU.

    Warns with OtherSentences where it is not the one that the course's numbers were measured on.
    """
    return compared(split(without_repeats(collect())))


def compared(corpus: Corpus) -> Corpus:
    """Return the corpus, after a warning that says what differs and what to do where its digest is not TESTED."""
    if corpus.digest != TESTED:
        installed = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
        warnings.warn(
            f"These are {corpus.count} sentences, and not the {TESTED_COUNT} that the course measured with: other "
            f"versions of the libraries have other docstrings (here: {installed}). Everything works, but accuracies "
            "may differ from those of the pages and of the given runs. `make install` brings the tested versions.",
            OtherSentences,
            stacklevel=3,
        )
    return corpus


def jaccard(sentences: Sequence[str]) -> np.ndarray:
    """Return the Jaccard index |A ∩ B| / |A ∪ B| of every two sentences' sets of words: float64[n, n]."""
    sets = [sorted(set(re.findall(r"[a-z0-9]+", text.lower()))) for text in sentences]
    number = {word: i for i, word in enumerate(sorted({word for words in sets for word in words}))}
    columns = [number[word] for words in sets for word in words]
    rows = np.repeat(np.arange(len(sets)), [len(words) for words in sets])
    held = csr_array((np.ones(len(columns)), (rows, columns)), shape=(len(sets), len(number)))
    common = (held @ held.T).toarray()
    sizes = common.diagonal()
    return common / (sizes[:, None] + sizes[None, :] - common)


def families(overlap: np.ndarray, least: float) -> np.ndarray:
    """Return int[n], the number of each sentence's family: those that a chain of overlaps of ``least`` connects."""
    return connected_components(csr_array(overlap >= least), directed=False)[1]


def without_repeats(sentences: Sequence[Sentence]) -> list[Sentence]:
    """Return the first sentence of each family of near-identical ones; a family in two areas is left out."""
    family = families(jaccard([s.text for s in sentences]), SAME)
    areas: dict[int, set[str]] = {}
    first: dict[int, Sentence] = {}
    for number, sentence in zip(family.tolist(), sentences, strict=True):
        areas.setdefault(number, set()).add(sentence.area)
        first.setdefault(number, sentence)
    return [sentence for number, sentence in first.items() if len(areas[number]) == 1]


def split(sentences: Sequence[Sentence], seed: int = 0) -> Corpus:
    """Deal sentences to the splits, families and docstrings whole, up to PER_AREA for each area.

    Each sentence has a rank, drawn by the seed from its text. A family belongs to the area of its best-ranked
    sentence and is dealt in that one's turn, so the order of the input does not matter. Members from other areas,
    and a family too large for the places that are left, are left out.
    """

    def rank(sentence: Sentence) -> str:
        return hashlib.sha256(f"{seed} {sentence.text}".encode()).hexdigest()

    overlap = jaccard([s.text for s in sentences])
    sources = np.array([s.source for s in sentences])
    overlap[sources[:, None] == sources[None, :]] = 1
    members: dict[int, list[Sentence]] = {}
    for number, sentence in zip(families(overlap, SIMILAR).tolist(), sentences, strict=True):
        members.setdefault(number, []).append(sentence)
    ranked = sorted((sorted(family, key=rank) for family in members.values()), key=lambda family: rank(family[0]))
    dealt: dict[str, list[Sentence]] = {"test": [], "validation": [], "train": []}
    for area in CLASSES:
        places = {"test": TEST_PER_AREA, "validation": VALIDATION_PER_AREA}
        places["train"] = PER_AREA - sum(places.values())
        for family in ranked:
            group = [s for s in family if s.area == area]
            fits = next((name for name, left in places.items() if len(group) <= left), None)
            if fits and family[0].area == area:
                dealt[fits] += group
                places[fits] -= len(group)
    return Corpus(**{name: tuple(found) for name, found in dealt.items()})
