"""Checks of lab 05's other components: precision-recall curve, run card and embedding."""

import html.parser
from dataclasses import dataclass
from typing import Any

import numpy as np

from tbxlab import events
from tbxlab.grading import handed
from tbxlab.grading.case import Case
from tbxlab.grading.core import exercise
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.verdict import Wrong
from tbxlab.lab05.checks.files import expect_once, pr_curves


@dataclass(frozen=True)
class Scored:
    """What one call is given: float32[n, classes], int64[n], which class is the rare one, and the step."""

    logits: np.ndarray
    labels: np.ndarray
    rare: int
    step: int

    @property
    def is_rare(self) -> np.ndarray:
        """Of each example: whether it is of the rare class."""
        return self.labels == self.rare


@exercise("5.6")
class CurveOfProbabilities:
    """Is the precision-recall curve made of probabilities, for the rare class against all others?"""

    tag, classes = "val/rare", 5
    near = 2e-3
    """Probabilities that near to a threshold may fall on either side: tensorboardX rounds them down to a 126th in
    float32."""

    def case(self, seed: int) -> Case[tuple[Scored, ...], None]:
        """Draw two sets of logits and labels, each with another rare class, about one example in twelve."""
        draw = np.random.default_rng(seed)
        rare = draw.permutation(self.classes)[:2].tolist()
        steps = (0, int(draw.integers(1, 500)))
        return Case(given=tuple(self.scored(draw, *each) for each in zip(rare, steps, strict=True)), true=None)

    def scored(self, draw: np.random.Generator, rare: int, step: int) -> Scored:
        """Draw logits and labels of 400 examples, in which class ``rare`` is rare."""
        weights = np.where(np.arange(self.classes) == rare, 0.35, 1.0)
        labels = draw.choice(self.classes, 400, p=weights / weights.sum())
        logits = draw.normal(0, 1.5, (400, self.classes))
        logits[np.arange(400), labels] += 2.5
        return Scored(logits.astype(np.float32), labels, rare, step)

    def drive(self, answer: Any, given: tuple[Scored, ...], evidence: Evidence) -> None:
        """Let each curve be logged."""
        import torch

        with evidence.writer() as writer:
            for call in given:
                logits, labels = torch.from_numpy(call.logits.copy()), torch.from_numpy(call.labels.copy())
                with handed.unchanged(logits=logits, labels=labels):
                    answer(writer, logits, labels, call.rare, call.step)

    def verify(self, evidence: Evidence, case: Case[tuple[Scored, ...], None]) -> None:
        """Count the hits and the false alarms at every threshold of each curve, however many it has."""
        curve = pr_curves(evidence, self.tag)
        expect_once(curve.steps, [call.step for call in case.given], self.tag)
        for i, call in enumerate(case.given):
            self.verify_one(curve, i, call)

    def verify_one(self, curve: events.PRCurves, i: int, call: Scored) -> None:
        """Compare curve ``i`` with what was given for it; name the mistake that gives this one."""
        logits, is_rare = call.logits.astype(np.float64), call.is_rare
        probabilities = _softmax(logits)
        if self.fits(curve, i, probabilities[:, call.rare], is_rare):
            return
        rare = float(curve.true_positives[i, 0] + curve.false_negatives[i, 0])
        counted = rare + float(curve.false_positives[i, 0] + curve.true_negatives[i, 0])
        about = {
            "tag": self.tag,
            "step": call.step,
            "counted": round(counted),
            "examples": len(is_rare),
            "found": round(rare),
            "rare": int(is_rare.sum()),
        }
        mistakes = (
            ("curve-sigmoid", 1 / (1 + np.exp(-logits[:, call.rare]))),
            ("curve-decided", (logits.argmax(axis=1) == call.rare).astype(float)),
            ("curve-surest", probabilities.max(axis=1)),
        )
        for message, made in mistakes:
            if self.fits(curve, i, made, is_rare):
                raise Wrong(message, **about)
        if counted < len(is_rare) - 0.5:
            raise Wrong("curve-logits", **about)
        if round(rare) != is_rare.sum():
            raise Wrong("curve-labels", **about)
        raise Wrong("curve-other", **about)

    def fits(self, curve: events.PRCurves, i: int, probability: np.ndarray, is_rare: np.ndarray) -> bool:
        """Return whether curve ``i`` counts these probabilities, all four counts at each threshold."""
        for at, threshold in enumerate(curve.thresholds):
            for hits, misses, those in (
                (curve.true_positives, curve.false_negatives, is_rare),
                (curve.false_positives, curve.true_negatives, ~is_rare),
            ):
                least = np.sum(probability[those] >= threshold + self.near) if at else those.sum()
                if not least - 0.5 <= hits[i, at] <= np.sum(probability[those] >= threshold - self.near) + 0.5:
                    return False
                if abs(hits[i, at] + misses[i, at] - those.sum()) > 0.5:
                    return False
        return True


def _softmax(logits: np.ndarray) -> np.ndarray:
    power = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(power / power.sum(axis=1, keepdims=True))


@exercise("5.8")
class RunCard:
    """Does the text become a table with a row for each setting, whatever stands in it?"""

    tag = "run/card"

    def case(self, seed: int) -> Case[dict[str, Any], None]:
        """Draw a run's settings: values with the sign that parts cells, with a line break, 0, False and None."""
        draw = np.random.default_rng(seed)
        settings = {
            str(draw.choice(["model", "layers", "network"])): "Linear(192, 32) | ReLU | Linear(32, 10)",
            str(draw.choice(["rate", "lr", "learning rate"])): float(draw.integers(1, 90) / 1000),
            "seed": int(draw.integers(1, 1000)),
            "data": "digits, colored\n1,197 of 1,797 examples",
            "normalized": bool(draw.integers(0, 2)),
            str(draw.choice(["warm-up", "dropout", "decay"])): 0,
            "schedule": None,
        }
        names = draw.permutation(list(settings)).tolist()
        return Case(given={name: settings[name] for name in names}, true=None)

    def drive(self, answer: Any, given: dict[str, Any], evidence: Evidence) -> None:
        """Let the card be written."""
        settings = dict(given)
        with evidence.writer() as writer:
            with handed.unchanged(settings=settings):
                answer(writer, settings)

    def verify(self, evidence: Evidence, case: Case[dict[str, Any], None]) -> None:
        """Turn the Markdown into HTML as TensorBoard does, and read the cells of the table."""
        texts, settings = evidence.run().texts, case.given
        found = texts.get(self.tag) or texts.get(f"{self.tag}/text_summary")
        if not found:
            raise Wrong("no-tag", tag=self.tag, found=", ".join(map(repr, texts)) or "none")
        if len(found.values) != 1:
            raise Wrong("card-many", tag=self.tag, texts=len(found.values))
        page = Tables()
        page.feed(_as_html(found.values[0]))
        if not page.rows:
            raise Wrong("card-no-table", tag=self.tag, begins=repr(found.values[0][:60]))
        head, *rows = page.rows
        if head and head[0] in settings:
            raise Wrong("card-no-head", tag=self.tag, first=head[0])
        cells = {row[0]: row[1:] for row in rows if row}
        for name, value in settings.items():
            expected = " ".join(str(value).split())
            if name not in cells:
                raise Wrong("card-missing", tag=self.tag, name=name, found=", ".join(cells) or "none")
            shown = " ".join(cells[name][:1])
            if shown != expected:
                message = "card-cut" if cells[name] and shown and expected.startswith(shown) else "card-value"
                raise Wrong(message, tag=self.tag, name=name, expected=expected, found=shown)


def _as_html(text: str) -> str:
    """Return the HTML of a text: TensorBoard uses the same package with the same two extensions."""
    import markdown

    return str(markdown.markdown(text, extensions=["markdown.extensions.tables", "markdown.extensions.fenced_code"]))


class Tables(html.parser.HTMLParser):
    """Collects the rows of all tables as lists of texts, with one space wherever there were several."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._cell: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a row or a cell; a line break inside a cell is a space."""
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self._cell = []
        elif tag == "br" and self._cell is not None:
            self._cell.append(" ")

    def handle_endtag(self, tag: str) -> None:
        """End a cell."""
        if tag in ("td", "th") and self._cell is not None:
            self.rows[-1].append(" ".join("".join(self._cell).split()))
            self._cell = None

    def handle_data(self, data: str) -> None:
        """Take a cell's text."""
        if self._cell is not None:
            self._cell.append(data)
