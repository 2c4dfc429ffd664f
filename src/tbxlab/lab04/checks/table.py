"""Check of lab 04: a table of the layers, as TensorBoard draws it from Markdown."""

import html.parser
import random
import re
from dataclasses import dataclass
from typing import Any

from tbxlab.grading import handed
from tbxlab.grading.case import Case
from tbxlab.grading.core import exercise
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.verdict import Wrong

TAG = "model/layers"


@dataclass(frozen=True)
class Sizes:
    """The sizes of a model: no two of its layers have the same shapes."""

    batch: int
    width: int
    out: int

    def model(self) -> Any:
        """Return the model, an nn.Sequential with named layers."""
        from torch import nn

        model = nn.Sequential()
        model.add_module("stem", nn.Conv2d(1, self.width, 3))
        model.add_module("norm", nn.BatchNorm2d(self.width))
        model.add_module("act", nn.ReLU())
        model.add_module("deep", nn.Conv2d(self.width, self.out, 3))
        model.add_module("flat", nn.Flatten())
        model.add_module("head", nn.Linear(self.out * 16, 10))
        return model

    def rows(self) -> list[tuple[str, list[int], int]]:
        """Return (name, shape of what comes out, parameters) of each layer that has parameters."""
        n, width, out = self.batch, self.width, self.out
        return [
            ("stem", [n, width, 6, 6], width * 9 + width),
            ("norm", [n, width, 6, 6], 2 * width),
            ("deep", [n, out, 4, 4], out * width * 9 + out),
            ("head", [n, 10], out * 16 * 10 + 10),
        ]


@exercise("4.7")
class LayerTable:
    """Does the text hold a Markdown table with every layer, its shape and its parameters?"""

    def case(self, seed: int) -> Case[Sizes, None]:
        """Draw the sizes of a model."""
        draw = random.Random(seed)
        return Case(given=Sizes(draw.randint(3, 9), draw.randint(5, 12), draw.randint(13, 19)), true=None)

    def drive(self, log_layers: Any, given: Sizes, evidence: Evidence) -> None:
        """Let the table of a model be logged."""
        import torch

        model, X = given.model(), torch.rand(given.batch, 1, 8, 8)
        # A pass may move a running mean; which mode that pass is in is not what this is about.
        with evidence.writer() as writer, handed.unchanged(model=model, X=X, but="buffers"):
            log_layers(writer, model, X)

    def verify(self, evidence: Evidence, case: Case[Sizes, None]) -> None:
        """Turn the Markdown into HTML as TensorBoard does, and read the rows of its tables."""
        texts = evidence.run().texts if "." in evidence.runs else {}
        tags = [tag for tag in texts if tag in (TAG, f"{TAG}/text_summary")]  # tensorboardX adds a word
        if not tags:
            raise Wrong("table-no-text", tag=TAG, found=", ".join(texts) or "none")
        values = texts[tags[0]].values
        if len(values) != 1:
            raise Wrong("table-many", tag=TAG, texts=len(values))
        text = values[0]
        page = Tables(text)
        if not page.rows:
            indented = re.search(r"^( {4}|\t)\s*\|", text, re.MULTILINE)
            bars = "|" in text
            message = "table-indented" if indented else "table-no-rule" if bars else "table-no-table"
            raise Wrong(message, found=next(iter(text.strip().splitlines()), "")[:60])
        if page.tables > 1:
            raise Wrong("table-tables", tables=page.tables)
        rows = case.given.rows()
        for name, shape, parameters in rows:
            self.verify_row(page.rows, name, shape, parameters)
        total = sum(parameters for *_, parameters in rows)
        if total not in numbers(text):
            raise Wrong("table-no-total", total=total)

    def verify_row(self, rows: list[str], name: str, shape: list[int], parameters: int) -> None:
        """Expect one row with the name of a layer, its shape and the number of its parameters."""
        of = [row for row in rows if re.search(rf"\b{name}\b", row)]
        if not of:
            raise Wrong("table-no-layer", layer=name, found=len(rows))
        found = [numbers(row) for row in of]
        if not any(parameters in each for each in found):
            raise Wrong("table-parameters", layer=name, found=of[0])
        if not any(contains(each, shape) or contains(each, shape[1:]) for each in found):
            raise Wrong("table-shape", layer=name, found=of[0])


class Tables(html.parser.HTMLParser):
    """The rows of all tables of a Markdown text, the cells of each with " | " between them."""

    def __init__(self, text: str) -> None:
        import markdown

        super().__init__()
        self.rows: list[str] = []
        self.tables = 0
        self._inside = False
        # TensorBoard uses the same package with the same two extensions.
        self.feed(markdown.markdown(text, extensions=["markdown.extensions.tables", "markdown.extensions.fenced_code"]))

    def handle_starttag(self, tag: str, attrs: object) -> None:
        """Begin a table, a row or a cell."""
        self.tables += tag == "table"
        if tag == "tr":
            self.rows.append("")
            self._inside = True
        elif tag in ("td", "th") and self.rows[-1]:
            self.rows[-1] += " | "

    def handle_endtag(self, tag: str) -> None:
        """End a row."""
        if tag == "tr":
            self._inside = False

    def handle_data(self, data: str) -> None:
        """Add to the cell."""
        if self._inside:
            self.rows[-1] += data.strip()


def numbers(line: str) -> list[int]:
    """Return the whole numbers of a line; 1,234 and 1_234 are one number each, [5, 12] are two."""
    joined = re.sub(r"(?<=\d)[,_](?=\d{3}(?!\d))", "", line)
    return [int(each) for each in re.findall(r"\d+", joined)]


def contains(found: list[int], wanted: list[int]) -> bool:
    """Return whether the list ``wanted`` is in ``found`` in one piece."""
    return any(found[i : i + len(wanted)] == wanted for i in range(len(found) - len(wanted) + 1))
