"""Checks of lab 09 about what a fine-tuned transformer sees: attention, embeddings, its most confident errors."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tbxlab.grading import handed
from tbxlab.grading.case import Case
from tbxlab.grading.core import exercise
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.expect import expect_steps
from tbxlab.grading.verdict import Wrong
from tbxlab.lab09.checks import tiny


@dataclass(frozen=True)
class Looked:
    """The sentences whose attention is asked for, and the seed of the encoder."""

    texts: list[str]
    seed: int


@exercise("9.9")
class AttentionAsPictures:
    """Is the attention of one head logged as a picture, who looks in rows, at whom in columns?"""

    asked = ((1, 2, 30), (0, 1, 40))
    """Layer, head and step of each picture: neither the first head nor, both times, the last layer."""

    def case(self, seed: int) -> Case[Looked, None]:
        """Draw two sentences, a short and a longer one."""
        draw = random.Random(seed)
        texts = [tiny.sentence(draw, draw.randint(5, 8)), tiny.sentence(draw, 12)]
        return Case(Looked(texts, draw.randrange(10**6)), None)

    def drive(self, log_attention: Callable[..., Any], given: Looked, evidence: Evidence) -> None:
        """Let a head of each layer be logged, and keep all weights as they are."""
        import torch

        encoder, noted = tiny.encoder(given.seed, spread=0.6), []
        with evidence.writer() as writer:
            for text, (layer, head, step) in zip(given.texts, self.asked, strict=True):
                encoded = tiny.tokenizer()([text], return_tensors="pt")
                ids, mask = encoded["input_ids"], encoded["attention_mask"]
                with torch.no_grad():
                    maps = encoder(input_ids=ids, attention_mask=mask, output_attentions=True).attentions
                noted.append(torch.stack(maps)[:, 0])
                with handed.unchanged(encoder=encoder, ids=ids, mask=mask):
                    log_attention(writer, encoder, ids, mask, layer, head, step)
        evidence.note(maps=noted)

    def verify(self, evidence: Evidence, case: Case[Looked, None]) -> None:
        """Each picture for itself."""
        for maps, (layer, head, step) in zip(evidence.answers["maps"], self.asked, strict=True):
            self.verify_picture(evidence, np.array(maps), layer, head, step)

    def verify_picture(self, evidence, maps, layer, head, step):
        """The picture's brightness goes with the weights: any range, and any whole number of pixels for a weight."""
        tag, asked = f"attention/{layer}-{head}", maps[layer, head]
        images = evidence.images(tag)
        if images.steps.tolist() != [step]:
            raise Wrong("attention-steps", tag=tag, expected=step, found=images.steps.tolist())
        picture = images.pixels(0)[..., :3].astype(float).mean(axis=-1)
        tokens = maps.shape[-1]
        height, width = picture.shape
        if height != width or height % tokens:
            raise Wrong("attention-size", tag=tag, height=height, width=width, tokens=tokens)
        side = height // tokens
        seen = picture.reshape(tokens, side, tokens, side).mean(axis=(1, 3))
        if like(seen, asked):
            return
        if like(seen, asked.T):
            raise Wrong("attention-turned", tag=tag)
        if like(seen, maps[layer].mean(axis=0)):
            raise Wrong("attention-mean", tag=tag, layer=layer)
        for i, heads in enumerate(maps):
            for j, other in enumerate(heads):
                if like(seen, other):
                    raise Wrong("attention-other", tag=tag, layer=i, head=j)
        likeness = float(np.corrcoef(seen.ravel(), asked.ravel())[0, 1]) if seen.std() > 0 else 0.0
        raise Wrong("attention-picture", tag=tag, likeness=likeness)


def like(seen, weights):
    """Return whether a picture shows these weights: 256 shades leave a correlation above 0.99, clipping does not."""
    return seen.std() > 0 and np.corrcoef(seen.ravel(), weights.ravel())[0, 1] > 0.99


@dataclass(frozen=True)
class Labeled:
    """Sentences with their areas, and the seed of the classifier."""

    texts: list[str]
    labels: list[str]
    seed: int


@exercise("9.10")
class SentencesAsPoints:
    """Are the sentences' embeddings in the projector, as the trained model sees them, each with its area?"""

    areas, step = ("layers", "signal", "plotting"), 7

    def case(self, seed: int) -> Case[Labeled, None]:
        """Draw sentences of several lengths and areas."""
        draw = random.Random(seed)
        texts = [tiny.sentence(draw, draw.randint(3, 14)) for _ in range(12)]
        return Case(Labeled(texts, [draw.choice(self.areas) for _ in texts], draw.randrange(10**6)), None)

    def drive(self, log_embeddings: Callable[..., Any], given: Labeled, evidence: Evidence) -> None:
        """Let them be logged, from a model that is in train mode."""
        import torch

        from tbxlab.lab09.classifier import make_batch

        model, batch = tiny.classifier(given.seed), make_batch(tiny.tokenizer(), given.texts, [0] * 12, 64)
        labels = list(given.labels)
        with torch.no_grad():
            evidence.note(
                vectors=model.embed(batch.ids, batch.mask),
                logits=model(batch.ids, batch.mask),
                first=model.encoder(input_ids=batch.ids, attention_mask=batch.mask).last_hidden_state[:, 0],
            )
        model.train()
        with evidence.writer() as writer, handed.unchanged(model=model, batch=batch, labels=labels, but="mode"):
            log_embeddings(writer, model, batch, labels, self.step)

    def verify(self, evidence: Evidence, case: Case[Labeled, None]) -> None:
        """Vectors to single precision, in their order, each beside its area."""
        found = evidence.embedding("sentences")
        if found.step != self.step:
            raise Wrong("embeddings-step", found=found.step, expected=self.step)
        vectors = {name: np.array(evidence.answers[name]) for name in ("vectors", "logits", "first")}
        right = vectors["vectors"]
        if found.vectors.shape == vectors["logits"].shape:
            raise Wrong("embeddings-logits", found=list(found.vectors.shape))
        if found.vectors.shape != right.shape:
            raise Wrong("embeddings-shape", found=list(found.vectors.shape), expected=list(right.shape))
        # A tensors.tsv has at least six digits.
        if np.allclose(found.vectors, vectors["first"], rtol=1e-3, atol=1e-4):
            raise Wrong("embeddings-first-token")
        if not np.allclose(found.vectors, right, rtol=1e-3, atol=1e-4):
            raise Wrong("embeddings-vectors", apart=float(np.abs(found.vectors - right).max()))
        rows = [list(row.values()) for row in found.metadata or ()]
        if len(rows) != len(right):
            raise Wrong("embeddings-metadata", found=len(rows), expected=len(right))
        for i, (label, row) in enumerate(zip(case.given.labels, rows, strict=True)):
            if label not in row:
                raise Wrong("embeddings-area", at=i, expected=label, found=", ".join(map(str, row)))


@dataclass(frozen=True)
class Predictions:
    """Sentences, their labels, and the logits that a model has for them."""

    logits: np.ndarray
    labels: np.ndarray
    texts: list[str]

    @property
    def predicted(self) -> np.ndarray:
        """The class that the model predicts for each."""
        return self.logits.argmax(axis=1)

    @property
    def confidence(self) -> np.ndarray:
        """The probability of that class."""
        chances = np.exp(self.logits)
        return (chances / chances.sum(axis=1, keepdims=True)).max(axis=1)

    def confident_errors(self, most: int) -> list[int]:
        """Return the wrong predictions of the highest probability, the highest first."""
        order = np.argsort(-self.confidence).tolist()
        return [i for i in order if self.predicted[i] != self.labels[i]][:most]


@exercise("9.11")
class ConfidentErrors:
    """Are the most confident errors told, the most confident one first?"""

    tag, areas, most, step = "errors/confident", ("layers", "signal", "plotting", "metrics"), 5, 3

    def case(self, seed: int) -> Case[Predictions, None]:
        """Draw logits, labels and sentences, each sentence with a number of its own."""
        draw = np.random.default_rng(seed)
        logits = draw.normal(0, 1.5, (30, len(self.areas)))
        labels = np.where(draw.random(30) < 0.5, logits.argmax(axis=1), draw.integers(0, len(self.areas), 30))
        texts = [f"Sentence number {i} of the test set says what a function does." for i in draw.permutation(30) + 100]
        return Case(Predictions(logits, labels, texts), None)

    def drive(self, log_errors: Callable[..., Any], given: Predictions, evidence: Evidence) -> None:
        """Let them be told."""
        import torch

        logits, labels, texts = torch.tensor(given.logits), torch.tensor(given.labels), list(given.texts)
        with evidence.writer() as writer, handed.unchanged(logits=logits, labels=labels, texts=texts):
            log_errors(writer, logits, labels, texts, self.areas, self.step)

    def verify(self, evidence: Evidence, case: Case[Predictions, None]) -> None:
        """Five lines, in order, each with the sentence, its area, what was predicted, and the probability of that."""
        texts = evidence.texts(self.tag)
        expect_steps(texts, [self.step], self.tag)
        given, expected = case.given, case.given.confident_errors(self.most)
        entries = parse_entries(texts.values[-1], given.texts, self.areas)
        if not entries:
            raise Wrong("errors-no-sentence", expected=self.most)
        found = [given.texts.index(entry.text) for entry in entries]
        if right := [i for i in found if given.predicted[i] == given.labels[i]]:
            raise Wrong("errors-right-ones", count=len(right), of=len(found))
        if sorted(found) != sorted(expected):
            common = len(set(found) & set(expected))
            raise Wrong("errors-which", found=len(found), expected=self.most, common=common)
        if found != expected:
            raise Wrong("errors-order")
        if not all(entry.own_line for entry in entries[1:]):
            raise Wrong("errors-one-line")
        for i, entry in zip(found, entries, strict=True):
            self.verify_entry(entry, self.areas[given.labels[i]], self.areas[given.predicted[i]], given.confidence[i])

    def verify_entry(self, entry: Entry, area: str, predicted: str, confidence: float) -> None:
        """Both areas by name, no others, in their order where no word tells them apart; the probability."""
        for what, name in (("its area", area), ("the area predicted", predicted)):
            if name not in entry.areas:
                raise Wrong("errors-names", what=what, line=entry.line)
        if others := [name for name in entry.areas if name not in (area, predicted)]:
            raise Wrong("errors-more-names", others=", ".join(others), line=entry.line)
        if entry.areas != [area, predicted] and not entry.has_words:
            raise Wrong("errors-exchanged", line=entry.line)
        if not any(number.shows(confidence) for number in entry.numbers):
            raise Wrong("errors-chance", line=entry.line, expected=f"{confidence:.2f}")


@dataclass(frozen=True)
class Number:
    """A number as it is written."""

    value: float
    digits: int
    """How many stand behind the point."""

    def shows(self, share: float) -> bool:
        """Return whether it is a share of at least two digits, or a percentage, rounded or cut at its last digit."""
        of_one = self.digits >= 2 and abs(self.value - share) < 10.0**-self.digits
        return of_one or abs(self.value - 100 * share) < 10.0**-self.digits


@dataclass(frozen=True)
class Entry:
    """What a text in Markdown holds of one sentence."""

    text: str
    line: str
    """Its line, the sentence included."""
    areas: list[str]
    """The names of areas beside the sentence, each once, in their order."""
    numbers: list[Number]
    has_words: bool
    """Whether it, or what stands above the first one, has words besides: those may say which area is which."""
    own_line: bool
    """Whether it begins a line of its own as Markdown sets it: behind the sentence before, if there is one."""


def parse_entries(markdown: str, sentences: Sequence[str], areas: Sequence[str]) -> list[Entry]:
    """Return an entry for each place of the text that holds one of the ``sentences``, in their order."""
    shown = re.sub(r"<br ?/?>\n?", "  \n", markdown)  # Markdown's own way to say the same
    places = sorted((found.start(), text) for text in sentences for found in re.finditer(re.escape(text), shown))
    starts = [shown.rfind("\n", 0, at) + 1 for at, _ in places] + [len(shown)]
    entries = []
    for i, (at, text) in enumerate(places):
        line = shown[starts[i] : starts[i + 1] if starts[i + 1] > starts[i] else len(shown)]
        rest = line.replace(text, "")
        named = sorted((name for name in areas if name in rest), key=rest.find)
        words = shown[: starts[0]] + rest
        for name in named:
            words = words.replace(name, "")
        numbers = [Number(float(each), len(each.partition(".")[2])) for each in re.findall(r"\d+\.?\d*", rest)]
        own_line = i == 0 or apart(shown, places[i - 1][0], at)
        entries.append(Entry(text, line.strip(), named, numbers, re.search("[a-z]", words) is not None, own_line))
    return entries


def apart(shown: str, one: int, other: int) -> bool:
    """Return whether Markdown sets what stands at two places of a text in two lines.

    A newline alone does not: items of a list, rows of a table, an empty line, two spaces at the end or code do.
    """
    between = shown[one:other]
    if re.search(r"</?(p|li|tr)\b", between):
        return True
    marked = re.search(r"(?m)^\s*([-+*]|\d+[.)]|\|)|^\s*$|^( {4}|\t)", between.partition("\n")[2] or "x")
    table = re.search(r"(?m)^[ |:]*-+[-|: ]*$", shown[:one])
    return "\n" in between and bool(marked or table or "```" in shown[:one] or re.search(r"(  |\\)\n", between))
