"""Check of lab 08: a run card that says what a colleague has to know, and that brings the network back."""

import copy
import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tbxlab.grading import handed
from tbxlab.grading.case import Case
from tbxlab.grading.core import exercise
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.verdict import Wrong

FENCE = re.compile(r"^[ ]{0,3}(```+|~~~+)[ \t]*(\w*)[^\n]*\n(.*?)^[ ]{0,3}\1[ \t]*$", re.DOTALL | re.MULTILINE)
PYTHON = ("python", "py", "python3")
NUMBER = re.compile(r"(?<![\w.,-])-?\d[\d,]*\.?\d*(?:[eE][-+]?\d+)?\s?%?")
WORDS = {
    "baseline": ("baseline", "svm", "svc", "support"),
    "validation_accuracy": ("validation", "validate", "val"),
    "test_accuracy": ("test",),
    "training_pictures": ("train", "learn"),
    "validation_pictures": ("validation", "validate", "val"),
    "test_pictures": ("test",),
    "seed": ("seed",),
    "rate": ("rate", "lr"),
    "steps": ("step", "update", "iteration"),
}
"""What has to stand beside a number, in its line or at the head of its column: one of these, or what begins so."""
WHOLE = ("val", "lr")
"""Words that count only as they are: "value" is no validation."""
PICTURES = 24


@dataclass(frozen=True)
class Work:
    """What a run card is to be written about."""

    facts: dict[str, Any]
    test_accuracy: float
    """What looking at the test set gives."""
    weights: int
    """The seed of the network that the card has to bring back."""


@exercise("8.5")
class RunCard:
    """Is all in the card that was asked for, was the test set looked at once, and does the card bring it back?"""

    case_seeds = 10_000

    def case(self, seed: int) -> Case[Work, None]:
        """Draw the facts, no two numbers alike, so that none can be taken for another."""
        draw = random.Random(seed)
        accuracies = [round(each + draw.uniform(-0.01, 0.01), 4) for each in draw.sample([0.71, 0.78, 0.85, 0.92], 3)]
        train, validation, test = draw.sample(range(210, 990), 3)
        facts = {
            "data": draw.choice(["scikit-learn's digits", "letters of forty clerks", "stamps of the year 1911"]),
            "training_pictures": train,
            "validation_pictures": validation,
            "test_pictures": test,
            "seed": draw.randrange(1000, self.case_seeds),
            "rate": draw.choice([0.0125, 0.0175, 0.0225]),
            "steps": draw.randrange(101, 199),
            "baseline": accuracies[0],
            "validation_accuracy": accuracies[1],
        }
        return Case(Work(facts, accuracies[2], draw.randrange(1000)), None)

    def drive(self, log_card: Callable[..., Any], given: Work, evidence: Evidence) -> None:
        """Save a network, have its card written, and do what the card says to get it back."""
        import torch

        from tbxlab.lab08 import cnn

        draw = torch.Generator().manual_seed(given.weights)
        model = cnn.resnet(10, given.weights)
        X = torch.randn(PICTURES, 1, 16, 16, generator=draw)
        with torch.no_grad():
            for _ in range(3):
                model(3 * X + 1)  # BatchNorm follows: in train mode the same network answers otherwise
        looks = []

        def test_accuracy():
            looks.append(1)
            return given.test_accuracy

        file = evidence.path / "model.pt"
        torch.save(model.state_dict(), file)
        facts = given.facts | {"file": file.as_posix()}
        with evidence.writer() as writer, handed.unchanged(facts=facts):
            log_card(writer, facts, test_accuracy)
        texts = evidence.runs["."].texts if "." in evidence.runs else {}
        text = next((points.values[-1] for tag, points in texts.items() if tag.startswith("card")), "")
        evidence.note(looks=len(looks), reload=self.reload(text, model.eval(), X))
        file.unlink()  # 5 MB that nobody reads again

    def reload(self, text, model, X):
        """Run the card's block of code; return "same", or what came of it."""
        import torch

        code = python(text)
        if code is None:
            return "no block"
        names = {}
        try:
            exec(compile(code, "<card>", "exec"), names)
            back = names.get("model")
            if not isinstance(back, torch.nn.Module):
                return "no model"
            with torch.no_grad():
                right = model(X)
                in_eval_mode = copy.deepcopy(back).eval()(X)  # a copy: the next line may move running means
                as_it_is = back(X)
        except Exception as error:  # noqa: BLE001 - the learner's own lines: whatever they raise is told
            return f"raised {type(error).__name__}: {error}"
        if as_it_is.shape != right.shape:
            return "other"
        if torch.allclose(as_it_is, right, atol=1e-4):
            return "same"
        return "mode" if torch.allclose(in_eval_mode, right, atol=1e-4) else "other"

    def verify(self, evidence: Evidence, case: Case[Work, None]) -> None:
        """Expect one text with every fact in it, each accuracy beside its name, and a block that works."""
        facts, looks = case.given.facts, evidence.answers["looks"]
        texts = evidence.texts("card")
        text = texts.values[-1]
        if list(texts.steps) != [facts["steps"]]:
            raise Wrong(
                "card-step",
                expected=facts["steps"],
                found="one" if len(texts.steps) == 1 else len(texts.steps),
                steps=", ".join(map(str, texts.steps)),
            )
        if looks != 1:
            raise Wrong("card-test-never" if looks == 0 else "card-test-often", looks=looks)
        if facts["data"].lower() not in " ".join(text.lower().split()):
            raise Wrong("card-data", data=facts["data"])
        prose = text
        for block, code in fences(text):
            prose = prose if code is None else prose.replace(block, "")
        for name in ("training_pictures", "validation_pictures", "test_pictures", "seed", "rate", "steps"):
            places = [
                at
                for at, found, percent in numbers(prose)
                if abs((found / 100 if percent else found) - facts[name]) < 1e-9
            ]
            if not places:
                raise Wrong("card-number", name=name.replace("_", " "), value=facts[name])
            self.verify_named(prose, places, name, facts[name])
        for name, value in {
            **{key: facts[key] for key in ("baseline", "validation_accuracy")},
            "test_accuracy": case.given.test_accuracy,
        }.items():
            self.verify_accuracy(prose, name, value)
        self.verify_reload(evidence.answers["reload"])

    def verify_accuracy(self, text, name, value):
        """Expect an accuracy as share or percentage, rounded to two digits or more, beside its own name."""
        # 0.006: what rounding to two digits takes away; the drawn accuracies lie 0.05 apart.
        places = [
            at
            for at, found, percent in numbers(text)
            if abs((found / 100 if percent or found > 1 else found) - value) < 0.006
        ]
        if not places:
            raise Wrong("card-accuracy", name=name.replace("_", " "), value=value)
        self.verify_named(text, places, name, value)

    def verify_named(self, text, places, name, value):
        """Expect one of a number's words beside it, at one of its places at least."""
        if not any(says(beside(text, at), word) for at in places for word in WORDS[name]):
            raise Wrong("card-unnamed", name=name.replace("_", " "), value=value, words=" or ".join(WORDS[name]))

    def verify_reload(self, found):
        """Tell what came of running the card's block."""
        if found.startswith("raised "):
            raise Wrong("card-reload-raised", error=found.removeprefix("raised "))
        if found != "same":
            raise Wrong(
                {
                    "no block": "card-no-block",
                    "no model": "card-no-model",
                    "mode": "card-mode",
                    "other": "card-other-weights",
                }[found]
            )


def fences(text):
    """Yield (the whole block, its Python or None) for each block between fences; one without a language is Python,
    unless another one says that it is."""
    found = list(FENCE.finditer(text))
    known = PYTHON if any(each[2].lower() in PYTHON for each in found) else ("",)
    for each in found:
        yield each[0], each[3] if each[2].lower() in known else None


def python(text):
    """Return all the Python in a card, in order, or None where there is no block of it."""
    blocks = [code for _, code in fences(text) if code is not None]
    return "\n".join(blocks) if blocks else None


def says(text, word):
    """Return whether a word, or one that begins so, stands in a text: "learning_rate" says rate, "accurate" not."""
    return re.search(rf"(?<![a-z]){word}" + (r"(?![a-z])" if word in WHOLE else ""), text) is not None


def numbers(text):
    """Yield (place, value, whether it is a percentage) of every number in a text."""
    for found in NUMBER.finditer(text):
        digits = found[0].replace(",", "").rstrip("% \n\t")
        yield found.start(), float(digits), "%" in found[0]


def beside(text, at):
    """Return the line around a place, in small letters; of a table, with the head of its column.

    In running text a sentence may have been wrapped: the lines before and after belong to it. A heading names what
    stands right below it.
    """
    first, last = text.rfind("\n", 0, at) + 1, text.find("\n", at)
    line = text[first : last if last >= 0 else None].lower()
    above = text[:first].lower().splitlines()
    column = text[first:at].count("|")
    while above and "|" in above[-1]:
        cells = above.pop().split("|")
        if not (above and "|" in above[-1]) and column < len(cells):
            return f"{line} {cells[column]}"
    near = [*text[:first].lower().splitlines()[-1:], *text[first:].lower().splitlines()[1:2]]
    headings = [each for each in text[:first].lower().splitlines()[-2:] if each.lstrip().startswith("#")]
    return " ".join([line, *headings[-1:], *(each for each in near if is_prose(each) and is_prose(line))])


def is_prose(line):
    """Return whether a line is running text: no item of a list, no heading, no row of a table, not empty."""
    return re.match(r"\s*(?:[-*+#|>]\s|\||#|\d+[.)]\s|$)", line) is None
