"""Checks of lab 09 about what goes into a transformer and what comes out before the first step."""

from __future__ import annotations

import itertools
import math
import random
import statistics
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tbxlab.grading.case import Case
from tbxlab.grading.core import exercise
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.expect import expect_steps, is_number
from tbxlab.grading.verdict import Wrong
from tbxlab.lab09.checks import tiny

if TYPE_CHECKING:
    from tbxlab.events import Histograms
    from tbxlab.lab09.classifier import Batch, SentenceClassifier


@dataclass(frozen=True)
class Sentences:
    """Texts, and the share of them that shall stay whole."""

    texts: list[str]
    share: float


@exercise("9.1")
class HowLongSentencesAre:
    """Is the distribution of lengths logged, the truncation chosen from it, and its effect decoded?"""

    tag, text = "tokens/length", "tokens/longest"

    def case(self, seed: int) -> Case[list[Sentences], None]:
        """Draw sentences, most of them short, and the share that shall stay whole.

        Of 37 texts no share is whole, so it is rounded up; 0.75 of 40 are 30, exactly, and the 30th is the last short
        one. No two long ones have the same length: the neighbors of the right place are wrong.
        """
        draw = random.Random(seed)
        sets = []
        for count, share, short in ((37, 0.9, 29), (40, 0.75, 30)):
            texts = [tiny.sentence(draw, draw.randint(3, 8)) for _ in range(short)] + [tiny.sentence(draw, 70)]
            while len(texts) < count:
                text = tiny.sentence(draw, draw.randint(14, 34))
                if len(tiny.tokens(text)) not in {len(tiny.tokens(other)) for other in texts}:
                    texts.append(text)
            draw.shuffle(texts)
            sets.append(Sentences(texts, share))
        return Case(sets, None)

    def drive(self, log_lengths: Callable[..., Any], given: list[Sentences], evidence: Evidence) -> None:
        """Let it look at two sets of sentences."""
        answers, left = [], []
        for i, each in enumerate(given):
            handed = list(each.texts)
            with evidence.writer(f"set-{i}") as writer:
                answers.append(log_lengths(writer, tiny.tokenizer(), handed, each.share))
            left.append(handed)
        evidence.note(answers=answers, left=left)

    def verify(self, evidence: Evidence, case: Case[list[Sentences], None]) -> None:
        """Lengths first, then the choice, then the decoded text."""
        for i, each in enumerate(case.given):
            lengths = sorted(len(tiny.tokens(text)) for text in each.texts)
            self.verify_lengths(evidence.histograms(self.tag, f"set-{i}"), each.texts, lengths)
            answer = evidence.answers["answers"][i]
            if not is_number(answer) or answer != int(answer):
                raise Wrong("tokens-no-number", found=repr(answer))
            expected = lengths[math.ceil(each.share * len(lengths)) - 1]
            if answer != expected:
                raise Wrong(
                    "tokens-too-short" if answer < expected else "tokens-too-long",
                    found=int(answer),
                    whole=sum(length <= answer for length in lengths),
                    share=each.share,
                    texts=len(lengths),
                )
            text = evidence.texts(self.text, f"set-{i}")
            expect_steps(text, [0], self.text)
            self.verify_text(text.values[-1], each.texts, expected)
            if evidence.answers["left"][i] != each.texts:
                raise Wrong("tokens-texts-changed")

    def verify_lengths(self, histograms: Histograms, texts: list[str], lengths: list[int]) -> None:
        """One histogram of all the lengths, special tokens among them."""
        expect_steps(histograms, [0], self.tag)
        last = histograms.buckets[-1]
        if last.number != len(lengths):
            raise Wrong("tokens-how-many", expected=len(lengths), found=last.number)
        # Single precision holds these whole numbers exactly.
        ends, total = (lengths[0], lengths[-1]), sum(lengths)
        if (last.minimum, last.maximum, last.total) == (*ends, total):
            return
        words = [len(text.split()) for text in texts]
        if (last.minimum, last.maximum) == (min(words), max(words)):
            raise Wrong("tokens-words", low=last.minimum, high=last.maximum)
        if (last.minimum, last.maximum) == (ends[0] - 2, ends[1] - 2):
            raise Wrong("tokens-without-special", low=last.minimum, high=last.maximum)
        if last.minimum == last.maximum:
            raise Wrong("tokens-padded", found=last.maximum)
        raise Wrong(
            "tokens-lengths",
            low=last.minimum,
            high=last.maximum,
            total=last.total,
            expected_low=ends[0],
            expected_high=ends[1],
            expected_total=total,
        )

    def verify_text(self, found: str, texts: list[str], max_length: int) -> None:
        """What is left of the longest sentence, as the tokenizer decodes it, or token by token; spaces do not count."""
        longest = max(texts, key=lambda text: len(tiny.tokens(text)))
        plain = "".join(found.lower().replace("##", "").split()).strip("`")
        if plain == decoded(tiny.tokens(longest), max_length):
            return
        if plain == "".join(longest.split()).lower():
            raise Wrong("tokens-not-decoded")
        if not any(token.lower() in plain for token in tiny.SPECIAL):
            raise Wrong("tokens-special-skipped", found=found)
        if any(plain == decoded(tiny.tokens(text), max_length) for text in texts):
            raise Wrong("tokens-other-text", found=found, tokens=max(len(tiny.tokens(text)) for text in texts))
        if plain == joined(tiny.tokens(longest)[:max_length]):
            raise Wrong("tokens-sep-lost", max_length=max_length, found=found)
        for length in range(3, len(tiny.tokens(longest)) + 1):
            if plain in (decoded(tiny.tokens(longest), length), joined(tiny.tokens(longest)[:length])):
                name = "tokens-not-cut" if length > max_length else "tokens-cut-too-far"
                raise Wrong(name, max_length=max_length, tokens=length, found=found)
        raise Wrong("tokens-text", max_length=max_length, found=found)


def joined(tokens: list[str]) -> str:
    """Return tokens as one text without spaces."""
    return "".join(token.removeprefix("##") for token in tokens).lower()


def decoded(tokens: list[str], max_length: int) -> str:
    """Return what a tokenizer leaves of a sentence: its last token, [SEP], stays."""
    return joined(tokens if len(tokens) <= max_length else [*tokens[: max_length - 1], "[SEP]"])


@dataclass(frozen=True)
class Beginning:
    """A model before its first step, and the sizes of the batches that it is measured on."""

    classes: int
    seed: int
    scale: float
    """What its head's weights are multiplied by."""
    sizes: list[int]

    def build(self) -> tuple[SentenceClassifier, list[Batch]]:
        """Return the model, in eval mode, and the batches."""
        import torch

        from tbxlab.lab09.classifier import make_batch

        model = tiny.classifier(self.seed, self.classes, spread=0.05)
        with torch.no_grad():
            model.head.weight *= self.scale
        draw, batches = random.Random(self.seed), []
        for size in self.sizes:
            texts = [tiny.sentence(draw, draw.randint(3, 12)) for _ in range(size)]
            batches.append(make_batch(tiny.tokenizer(), texts, [draw.randrange(self.classes)] * size, 64))
        return model, batches

    def losses(self) -> list[list[float]]:
        """Return the loss of each sentence, batch by batch: what is true, worked out by whoever judges."""
        import torch
        from torch.nn.functional import cross_entropy

        model, batches = self.build()
        with torch.no_grad():
            return [cross_entropy(model(b.ids, b.mask), b.labels, reduction="none").tolist() for b in batches]


@exercise("9.4")
class FirstLoss:
    """Is the loss before the first step measured over all sentences, and laid beside that of guessing?"""

    tag = "val/loss_over_chance"

    def case(self, seed: int) -> Case[list[Beginning], None]:
        """Draw models of a few classes, one of them with a head that is far too large; batches of unequal sizes.

        Their losses are worked out when an answer is judged, not here: they take a forward pass.
        """
        draw = random.Random(seed)
        classes = draw.sample((3, 4, 7), 2)
        return Case(
            [
                Beginning(k, draw.randrange(10**6), scale, [16, 16, draw.randint(1, 4)])
                for k, scale in zip(classes, (1.0, 30.0), strict=True)
            ],
            None,
        )

    def drive(self, log_first_loss: Callable[..., Any], given: list[Beginning], evidence: Evidence) -> None:
        """Let each model be measured; note how it was left."""
        left = []
        for i, beginning in enumerate(given):
            model, batches = beginning.build()
            model.train()
            before = tiny.values(model)
            with evidence.writer(f"model-{i}") as writer:
                log_first_loss(writer, model, batches, beginning.classes)
            left.append(tiny.state(model, before))
        evidence.note(left=left)

    def verify(self, evidence: Evidence, case: Case[list[Beginning], None]) -> None:
        """How the model was left first, since a model that was trained has another loss; then one value at step 0."""
        for after in evidence.answers["left"]:
            if after["changed"]:
                raise Wrong("model-changed", found=after["changed"])
        for i, beginning in enumerate(case.given):
            points = evidence.scalars(self.tag, f"model-{i}")
            if points.steps.tolist() != [0]:
                raise Wrong("first-steps", found=points.steps.tolist())
            self.verify_value(float(points.values[0]), beginning.losses(), beginning.classes)
        for after in evidence.answers["left"]:
            if after["modes"] != [True]:
                raise Wrong("first-mode", after=tiny.mode(after))
            if after["gradients"] or after["frozen"]:
                raise Wrong("model-not-as-before", gradients=after["gradients"], frozen=after["frozen"])

    def verify_value(self, found: float, losses: list[list[float]], classes: int) -> None:
        """The mean over sentences divided by ln(classes); the usual slips have a message each."""
        loss, chance = statistics.fmean(itertools.chain(*losses)), math.log(classes)
        expected = loss / chance

        def near(*values: float) -> bool:
            # Sums in another order differ in the sixth digit.
            return any(math.isclose(found, value, rel_tol=1e-4) for value in values)

        if near(expected):
            return
        if near(loss):
            raise Wrong("first-not-divided", found=found)
        if near(statistics.fmean(map(statistics.fmean, losses)) / chance):
            raise Wrong("first-mean-of-means", found=found, expected=expected)
        if near(loss / math.log(10)):
            raise Wrong("first-ten", found=found, classes=classes)
        if near(loss / math.log2(classes), loss / classes):
            raise Wrong("first-other-chance", found=found, classes=classes)
        if near(1 / expected):
            raise Wrong("first-upside-down", found=found, expected=expected)
        if near(loss - chance):
            raise Wrong("first-difference", found=found, expected=expected)
        if near(*(statistics.fmean(batch) / chance for batch in losses)):
            raise Wrong("first-one-batch", found=found, expected=expected)
        raise Wrong("first-loss", found=found, expected=expected)
