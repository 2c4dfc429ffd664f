"""Checks of lab 05's other components: precision-recall curve, run card and embedding."""

import html.parser

import numpy as np

from tbxlab import events
from tbxlab.grading.core import exercise
from tbxlab.grading.expect import expect_steps
from tbxlab.grading.verdict import Wrong
from tbxlab.lab05.checks.files import pr_curves


@exercise("5.6")
class CurveOfChances:
    """Is the precision-recall curve made of probabilities, for the rare class against all others?"""

    tag, step, classes = "val/rare", 12, 5
    near = 2e-3
    """Chances that near to a threshold may fall on either side: tensorboardX rounds them down to a 126th in float32."""

    def case(self, seed):
        """Draw logits and labels of 400 examples, of which about one in twelve is of the rare class."""
        draw = np.random.default_rng(seed)
        rare = int(draw.integers(0, self.classes))
        weights = np.where(np.arange(self.classes) == rare, 0.35, 1.0)
        labels = draw.choice(self.classes, 400, p=weights / weights.sum())
        logits = draw.normal(0, 1.5, (400, self.classes))
        logits[np.arange(400), labels] += 2.5
        return {"rare": rare, "labels": labels, "logits": logits.astype(np.float32)}

    def drive(self, log_rare, case, evidence):
        """Let one curve be logged."""
        import torch

        with evidence.writer() as writer:
            logits, labels = torch.from_numpy(case["logits"]), torch.from_numpy(case["labels"])
            log_rare(writer, logits, labels, case["rare"], self.step)

    def verify(self, evidence, case):
        """Count the hits and the false alarms at every threshold of the curve, however many it has."""
        curve = pr_curves(evidence, self.tag)
        expect_steps(curve, [self.step], self.tag)
        logits, is_rare = case["logits"].astype(np.float64), case["labels"] == case["rare"]
        if self.fits(curve, _softmax(logits)[:, case["rare"]], is_rare):
            return
        eights = float(curve.true_positives[0, 0] + curve.false_negatives[0, 0])
        counted = eights + float(curve.false_positives[0, 0] + curve.true_negatives[0, 0])
        about = {
            "tag": self.tag,
            "counted": round(counted),
            "examples": len(is_rare),
            "found": round(eights),
            "rare": int(is_rare.sum()),
        }
        one = logits[:, case["rare"]]
        if self.fits(curve, 1 / (1 + np.exp(-one)), is_rare):
            raise Wrong("curve-sigmoid", **about)
        if self.fits(curve, (logits.argmax(axis=1) == case["rare"]).astype(float), is_rare):
            raise Wrong("curve-decided", **about)
        if self.fits(curve, _softmax(logits).max(axis=1), is_rare):
            raise Wrong("curve-surest", **about)
        if counted < len(is_rare) - 0.5:
            raise Wrong("curve-logits", **about)
        if round(eights) != is_rare.sum():
            raise Wrong("curve-labels", **about)
        raise Wrong("curve-other", **about)

    def fits(self, curve, chance, is_rare):
        """Return whether the curve counts these chances."""
        for at, threshold in enumerate(curve.thresholds):
            for counts, those in ((curve.true_positives, is_rare), (curve.false_positives, ~is_rare)):
                least = np.sum(chance[those] >= threshold + self.near) if at else those.sum()
                if not least - 0.5 <= counts[0, at] <= np.sum(chance[those] >= threshold - self.near) + 0.5:
                    return False
        return True


def _softmax(logits):
    power = np.exp(logits - logits.max(axis=1, keepdims=True))
    return power / power.sum(axis=1, keepdims=True)


@exercise("5.8")
class RunCard:
    """Does the text become a table with a row for each setting, whatever stands in it?"""

    tag = "run/card"

    def case(self, seed):
        """Draw a run's settings: one holds the sign that parts cells, one a line break."""
        draw = np.random.default_rng(seed)
        return {
            "model": "Linear(192, 32) | ReLU | Linear(32, 10)",
            "rate": float(draw.integers(1, 90) / 1000),
            "seed": int(draw.integers(0, 1000)),
            "data": "digits, colored\n1,197 of 1,797 examples",
            "normalized": bool(draw.integers(0, 2)),
        }

    def drive(self, log_card, settings, evidence):
        """Let the card be written."""
        with evidence.writer() as writer:
            log_card(writer, dict(settings))

    def verify(self, evidence, settings):
        """Turn the Markdown into HTML as TensorBoard does, and read the cells of the table."""
        texts = evidence.run().texts
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
        if head[0] in settings:
            raise Wrong("card-no-head", tag=self.tag, first=head[0])
        cells = {row[0]: row[1:] for row in rows}
        for name, value in settings.items():
            wanted = " ".join(str(value).split())
            if name not in cells:
                raise Wrong("card-missing", tag=self.tag, name=name, found=", ".join(cells))
            if " ".join(cells[name][:1]) != wanted:
                message = "card-cut" if cells[name] and wanted.startswith(cells[name][0]) else "card-value"
                raise Wrong(message, tag=self.tag, name=name, expected=wanted, found=" ".join(cells[name][:1]))


def _as_html(text):
    """Return the HTML of a text: TensorBoard uses the same package with the same two extensions."""
    import markdown

    return markdown.markdown(text, extensions=["markdown.extensions.tables", "markdown.extensions.fenced_code"])


class Tables(html.parser.HTMLParser):
    """Collects the rows of all tables as lists of texts, with one space wherever there were several."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._cell: list[str] | None = None

    def handle_starttag(self, tag, attrs):
        """Begin a row or a cell; a line break inside a cell is a space."""
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self._cell = []
        elif tag == "br" and self._cell is not None:
            self._cell.append(" ")

    def handle_endtag(self, tag):
        """End a cell."""
        if tag in ("td", "th") and self._cell is not None:
            self.rows[-1].append(" ".join("".join(self._cell).split()))
            self._cell = None

    def handle_data(self, data):
        """Take a cell's text."""
        if self._cell is not None:
            self._cell.append(data)


@exercise("5.9")
class OneOrder:
    """Do row, label and picture of the projector belong to one example, for all examples?"""

    off = 3  # of 255: truncating, and what a scale from 0 to 1 in single precision takes away

    def case(self, seed):
        """Draw embeddings, labels and pictures of examples, in no order; their number is no square."""
        draw = np.random.default_rng(seed)
        n = int(draw.choice([19, 23, 29, 31]))
        pictures = draw.integers(0, 256, size=(n, 8, 8), dtype=np.uint8)
        return {
            "vectors": draw.normal(size=(n, 5)).astype(np.float32),
            "pictures": pictures,
            "labels": [str(label) for label in draw.integers(0, 10, n)],
        }

    def drive(self, log_embedding, case, evidence):
        """Let the embedding be written."""
        import torch

        with evidence.writer() as writer:
            writer.add_text("about", "an embedding", 0)  # a run needs an event file, the projector does not
            log_embedding(writer, torch.from_numpy(case["vectors"]), list(case["labels"]), case["pictures"].copy(), 0)

    def verify(self, evidence, case):
        """Find each row's example by its vector, and look whether label and picture are that example's."""
        found = events.read_embeddings(evidence.logdir())
        if not found:
            raise Wrong("embedding-none")
        embedding = next(iter(found.values()))
        vectors, n = embedding.vectors, len(case["labels"])
        if vectors.shape != case["vectors"].shape:
            raise Wrong("embedding-rows", expected=case["vectors"].shape, found=tuple(vectors.shape))
        away = np.abs(vectors[:, None] - case["vectors"][None]).max(axis=2)
        example = away.argmin(axis=1)
        if away.min(axis=1).max() > 1e-3 or len(set(example.tolist())) < n:
            raise Wrong("embedding-vectors")
        if embedding.metadata is None:
            raise Wrong("embedding-no-labels")
        if len(embedding.metadata) != n:
            raise Wrong("embedding-metadata-rows", expected=n, found=len(embedding.metadata))
        wrong = sum(case["labels"][i] not in row.values() for i, row in zip(example, embedding.metadata, strict=True))
        if wrong:
            raise Wrong("embedding-labels", wrong=wrong, rows=n)
        if embedding.sprite is None or embedding.sprite_size is None:
            raise Wrong("embedding-no-pictures")
        self.verify_pictures(embedding, case["pictures"][example])

    def verify_pictures(self, embedding, expected):
        """Cut the sprite as TensorBoard does, row by row, and compare each piece with its example's picture."""
        width, height = embedding.sprite_size
        if (width, height) != (8, 8):
            raise Wrong("embedding-size", width=width, height=height)
        sprite = embedding.sprite[..., 0].astype(int)
        columns = sprite.shape[1] // width
        places = [divmod(i, columns) for i in range(len(expected))]
        pieces = [sprite[8 * row : 8 * row + 8, 8 * column : 8 * column + 8] for row, column in places]
        if any(piece.shape != (8, 8) for piece in pieces):
            raise Wrong("embedding-size", width=sprite.shape[1], height=sprite.shape[0])
        wrong = [i for i, piece in enumerate(pieces) if np.abs(piece - expected[i]).max() > self.off]
        if not wrong:
            return
        if all(np.isin(piece, (0, 255)).all() for piece in pieces):
            raise Wrong("embedding-white", rows=len(expected))
        elsewhere = [i for i in wrong if np.abs(expected.astype(int) - pieces[i]).max(axis=(1, 2)).min() <= self.off]
        raise Wrong("embedding-pictures" if elsewhere else "embedding-values", wrong=len(wrong), rows=len(expected))
