"""Checks of lab 09 about what goes into a transformer and what comes out before the first step."""

import math
import random

from tbxlab.grading.core import exercise
from tbxlab.grading.expect import expect_steps, is_number
from tbxlab.grading.verdict import Wrong
from tbxlab.lab09.checks import tiny


@exercise("9.1")
class HowLongSentencesAre:
    """Is the distribution of lengths logged, the truncation chosen from it, and its effect decoded?"""

    tag, text = "tokens/length", "tokens/longest"

    def case(self, seed):
        """Draw sentences, most of them short, and the share that shall stay whole.

        Of 37 texts no share is whole, so it is rounded up; 0.75 of 40 are 30, exactly, and the 30th is the last short
        one. No two long ones have the same length: the neighbors of the right place are wrong.
        """
        draw = random.Random(seed)
        cases = []
        for count, share, short in ((37, 0.9, 29), (40, 0.75, 30)):
            texts = [tiny.sentence(draw, draw.randint(3, 8)) for _ in range(short)] + [tiny.sentence(draw, 70)]
            while len(texts) < count:
                text = tiny.sentence(draw, draw.randint(14, 34))
                if len(tiny.tokens(text)) not in {len(tiny.tokens(other)) for other in texts}:
                    texts.append(text)
            draw.shuffle(texts)
            cases.append({"texts": texts, "share": share})
        return cases

    def drive(self, log_lengths, cases, evidence):
        """Let it look at two sets of sentences."""
        said = []
        for i, case in enumerate(cases):
            with evidence.writer(f"set-{i}") as writer:
                said.append(log_lengths(writer, tiny.tokenizer(), list(case["texts"]), case["share"]))
        evidence.note(said=said)

    def verify(self, evidence, cases):
        """Lengths first, then the choice, then the decoded text."""
        for i, case in enumerate(cases):
            lengths = sorted(len(tiny.tokens(text)) for text in case["texts"])
            self.verify_lengths(evidence.histograms(self.tag, f"set-{i}"), case["texts"], lengths)
            said = evidence.answers["said"][i]
            if not is_number(said) or said != int(said):
                raise Wrong("tokens-no-number", found=repr(said))
            right = lengths[math.ceil(case["share"] * len(lengths)) - 1]
            if said != right:
                whole = sum(length <= said for length in lengths) / len(lengths)
                raise Wrong(
                    "tokens-too-short" if said < right else "tokens-too-long",
                    said=int(said),
                    whole=whole,
                    share=case["share"],
                    texts=len(lengths),
                )
            longest = max(case["texts"], key=lambda text: len(tiny.tokens(text)))
            text = evidence.texts(self.text, f"set-{i}")
            expect_steps(text, [0], self.text)
            self.verify_text(text.values[-1], longest, right)

    def verify_lengths(self, histograms, texts, lengths):
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
        raise Wrong("tokens-lengths", low=last.minimum, high=last.maximum, expected_low=ends[0], expected_high=ends[1])

    def verify_text(self, found, longest, max_length):
        """What is left of the longest sentence, as the tokenizer decodes it, or token by token; spaces do not count."""
        shown = "".join(found.lower().replace("##", "").split())
        special = [token.lower() for token in tiny.SPECIAL]
        kept = tiny.tokens(longest)[: max_length - 1]
        expected = "".join(token.removeprefix("##") for token in [*kept, "[SEP]"]).lower()
        plain = shown.strip("`")
        if plain == expected:
            return
        if plain == "".join(longest.split()).lower():
            raise Wrong("tokens-not-decoded")
        if not any(token in plain for token in special):
            raise Wrong("tokens-special-skipped", found=found)
        if plain.startswith(expected.removesuffix("[sep]")) and len(plain) > len(expected):
            raise Wrong("tokens-not-cut", max_length=max_length, found=found)
        raise Wrong("tokens-text", max_length=max_length, found=found)


@exercise("9.4")
class FirstLoss:
    """Is the loss before the first step measured over all sentences, and laid beside that of guessing?"""

    tag = "val/loss_over_chance"

    def case(self, seed):
        """Draw models of a few classes, one of them with a head that is far too large; batches of unequal sizes."""
        draw = random.Random(seed)
        return [
            {
                "classes": draw.choice((3, 4, 7)),
                "seed": draw.randrange(10**6),
                "scale": scale,
                "sizes": [16, 16, draw.randint(1, 4)],
            }
            for scale in (1.0, 30.0)
        ]

    def drive(self, log_first_loss, cases, evidence):
        """Let each model be measured; note what it is by our own count, and how the model was left."""
        import torch
        from torch.nn.functional import cross_entropy

        from tbxlab.lab09.classifier import make_batch

        right, left = [], []
        for i, case in enumerate(cases):
            model = tiny.classifier(case["seed"], case["classes"], spread=0.05)
            draw = random.Random(case["seed"])
            batches = []
            with torch.no_grad():
                model.head.weight *= case["scale"]
                for size in case["sizes"]:
                    texts = [tiny.sentence(draw, draw.randint(3, 12)) for _ in range(size)]
                    batches.append(make_batch(tiny.tokenizer(), texts, [draw.randrange(case["classes"])] * size, 64))
                losses = [cross_entropy(model(b.ids, b.mask), b.labels, reduction="none") for b in batches]
            each, chance = torch.cat(losses), math.log(case["classes"])
            right.append(
                {
                    "loss": each.mean().item(),
                    "mean_of_batches": sum(x.mean().item() for x in losses) / 3,
                    "chance": chance,
                }
            )
            model.train()
            with evidence.writer(f"model-{i}") as writer:
                log_first_loss(writer, model, batches, case["classes"])
            left.append(tiny.state(model))
        evidence.note(right=right, left=left)

    def verify(self, evidence, cases):
        """One value at step 0: the mean over sentences divided by ln(classes)."""
        for i, right in enumerate(evidence.answers["right"]):
            points = evidence.scalars(self.tag, f"model-{i}")
            if points.steps.tolist() != [0]:
                raise Wrong("first-steps", found=points.steps.tolist())
            found, expected = float(points.values[0]), right["loss"] / right["chance"]

            def near(value, found=found):
                # Sums in another order differ in the sixth digit.
                return math.isclose(found, value, rel_tol=1e-4)

            if near(expected):
                continue
            if near(right["loss"]):
                raise Wrong("first-not-divided", found=found)
            if near(right["mean_of_batches"] / right["chance"]):
                raise Wrong("first-mean-of-means", found=found, expected=expected)
            if near(right["loss"] / math.log(10)):
                raise Wrong("first-ten", found=found, classes=cases[i]["classes"])
            if near(right["loss"] / math.log2(cases[i]["classes"])) or near(right["loss"] / cases[i]["classes"]):
                raise Wrong("first-other-chance", found=found, classes=cases[i]["classes"])
            raise Wrong("first-loss", found=found, expected=expected)
        for after in evidence.answers["left"]:
            if after["modes"] != [True]:
                raise Wrong("first-mode", after=tiny.mode(after))
            if after["gradients"] or after["frozen"]:
                raise Wrong("model-not-as-before", gradients=after["gradients"], frozen=after["frozen"])
