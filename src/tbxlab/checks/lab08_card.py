"""Check of lab 08: a run card that says what a colleague has to know, and that brings the network back."""

import copy
import random
import re

from tbxlab.checks.core import exercise
from tbxlab.checks.verdict import Wrong

FENCE = re.compile(r"```(?:python|py)?[ \t]*\n(.*?)```", re.DOTALL)
NUMBER = re.compile(r"(?<![\w.,-])-?\d[\d,]*\.?\d*(?:[eE][-+]?\d+)?\s?%?")
WORDS = {"baseline": ("baseline", "svm"), "validation_accuracy": ("val",), "test_accuracy": ("test",)}
"""What has to stand beside an accuracy, in its line or at the head of its column."""
PICTURES = 24


@exercise("8.5")
class RunCard:
    """Is all in the card that was asked for, was the test set looked at once, and does the card bring it back?"""

    case_seeds = 10_000

    def case(self, seed):
        """Draw the facts, no two numbers alike, so that none can be taken for another."""
        draw = random.Random(seed)
        accuracies = [round(each + draw.uniform(-0.01, 0.01), 4) for each in draw.sample([0.71, 0.78, 0.85, 0.92], 3)]
        train, validation, test = draw.sample(range(210, 990), 3)
        facts = {"data": draw.choice(["scikit-learn's digits", "letters of forty clerks", "stamps of the year 1911"]),
                 "training_pictures": train, "validation_pictures": validation, "test_pictures": test,
                 "seed": draw.randrange(1000, self.case_seeds), "rate": draw.choice([0.0125, 0.0175, 0.0225]),
                 "steps": draw.randrange(61, 199), "baseline": accuracies[0], "validation_accuracy": accuracies[1]}
        return {"facts": facts, "test_accuracy": accuracies[2], "weights": draw.randrange(1000)}

    def drive(self, log_card, case, evidence):
        """Save a network, have its card written, and do what the card says to get it back."""
        import torch

        from tbxlab.transfer import cnn

        draw = torch.Generator().manual_seed(case["weights"])
        model = cnn.resnet(10, case["weights"])
        X = torch.randn(PICTURES, 1, 16, 16, generator=draw)
        with torch.no_grad():
            for _ in range(3):
                model(3 * X + 1)  # BatchNorm follows: in train mode the same network answers otherwise
        looks = []

        def test_accuracy():
            looks.append(1)
            return case["test_accuracy"]

        file = evidence.path / "model.pt"
        torch.save(model.state_dict(), file)
        with evidence.writer() as writer:
            log_card(writer, case["facts"] | {"file": file.as_posix()}, test_accuracy)
        texts = evidence.runs["."].texts if "." in evidence.runs else {}
        text = next((points.values[-1] for tag, points in texts.items() if tag.startswith("card")), "")
        evidence.note(looks=len(looks), reload=self.reload(text, model.eval(), X))
        file.unlink()  # 5 MB that nobody reads again

    def reload(self, text, model, X):
        """Run the card's block of code; return "same", or what came of it."""
        import torch

        found = FENCE.search(text)
        if not found:
            return "no block"
        names = {}
        try:
            exec(compile(found[1], "<card>", "exec"), names)
            back = names.get("model")
            if not isinstance(back, torch.nn.Module):
                return "no model"
            with torch.no_grad():
                right = model(X)
                in_eval_mode = copy.deepcopy(back).eval()(X)  # a copy: the next line may move running means
                as_it_is = back(X)
        except Exception as error:  # the learner's own lines: whatever they raise is told
            return f"raised {type(error).__name__}: {error}"
        if as_it_is.shape != right.shape:
            return "other"
        if torch.allclose(as_it_is, right, atol=1e-4):
            return "same"
        return "mode" if torch.allclose(in_eval_mode, right, atol=1e-4) else "other"

    def verify(self, evidence, case):
        """Expect one text with every fact in it, each accuracy beside its name, and a block that works."""
        facts, looks = case["facts"], evidence.answers["looks"]
        texts = evidence.texts("card")
        text = texts.values[-1]
        if looks != 1:
            raise Wrong("card-test-never" if looks == 0 else "card-test-often", looks=looks)
        if facts["data"].lower() not in " ".join(text.lower().split()):
            raise Wrong("card-data", data=facts["data"])
        prose = FENCE.sub("", text)
        there = [value for _, value, _ in numbers(prose)]
        for name in ("training_pictures", "validation_pictures", "test_pictures", "seed", "rate", "steps"):
            if not any(abs(value - facts[name]) < 1e-9 for value in there):
                raise Wrong("card-number", name=name.replace("_", " "), value=facts[name])
        for name, value in {**{key: facts[key] for key in ("baseline", "validation_accuracy")},
                            "test_accuracy": case["test_accuracy"]}.items():
            self.verify_accuracy(prose, name, value)
        self.verify_reload(evidence.answers["reload"])

    def verify_accuracy(self, text, name, value):
        """Expect an accuracy as share or percentage, rounded to two digits or more, beside its own name."""
        # 0.006: what rounding to two digits takes away; the drawn accuracies lie 0.05 apart.
        places = [at for at, found, percent in numbers(text)
                  if abs((found / 100 if percent or found > 1 else found) - value) < 0.006]
        if not places:
            raise Wrong("card-accuracy", name=name.replace("_", " "), value=value)
        if not any(word in beside(text, at) for at in places for word in WORDS[name]):
            raise Wrong("card-unnamed", name=name.replace("_", " "), value=value, words=" or ".join(WORDS[name]))

    def verify_reload(self, found):
        """Tell what came of running the card's block."""
        if found.startswith("raised "):
            raise Wrong("card-reload-raised", error=found.removeprefix("raised "))
        if found != "same":
            raise Wrong({"no block": "card-no-block", "no model": "card-no-model", "mode": "card-mode",
                         "other": "card-other-weights"}[found])


def numbers(text):
    """Yield (place, value, whether it is a percentage) of every number in a text."""
    for found in NUMBER.finditer(text):
        digits = found[0].replace(",", "").rstrip("% \n\t")
        yield found.start(), float(digits), "%" in found[0]


def beside(text, at):
    """Return the line around a place, in small letters; of a table, with the head of its column."""
    first, last = text.rfind("\n", 0, at) + 1, text.find("\n", at)
    line = text[first : last if last >= 0 else None].lower()
    above = text[:first].lower().splitlines()
    column = text[first:at].count("|")
    while above and "|" in above[-1]:
        cells = above.pop().split("|")
        if not (above and "|" in above[-1]) and column < len(cells):
            return f"{line} {cells[column]}"
    return line
