"""Checks of lab 09 about what a fine-tuned transformer sees: attention, embeddings, its most confident errors."""

import random
import re
from itertools import pairwise

import numpy as np

from tbxlab.grading.core import exercise
from tbxlab.grading.expect import expect_steps
from tbxlab.grading.verdict import Wrong
from tbxlab.lab09.checks import tiny


@exercise("9.9")
class AttentionAsPictures:
    """Is the attention of one head logged as a picture, who looks in rows, at whom in columns?"""

    asked = ((1, 2, 30), (0, 1, 40))
    """Layer, head and step of each picture: neither the first head nor, both times, the last layer."""

    def case(self, seed):
        """Draw two sentences, a short and a longer one."""
        draw = random.Random(seed)
        texts = [tiny.sentence(draw, draw.randint(5, 8)), tiny.sentence(draw, 12)]
        return {"texts": texts, "seed": draw.randrange(10**6)}

    def drive(self, log_attention, case, evidence):
        """Let a head of each layer be logged, and keep all weights as they are."""
        import torch

        encoder, noted = tiny.encoder(case["seed"], spread=0.6), []
        with evidence.writer() as writer:
            for text, (layer, head, step) in zip(case["texts"], self.asked, strict=True):
                encoded = tiny.tokenizer()([text], return_tensors="pt")
                ids, mask = encoded["input_ids"], encoded["attention_mask"]
                with torch.no_grad():
                    maps = encoder(input_ids=ids, attention_mask=mask, output_attentions=True).attentions
                noted.append(torch.stack(maps)[:, 0])
                log_attention(writer, encoder, ids, mask, layer, head, step)
        evidence.note(maps=noted)

    def verify(self, evidence, case):
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


@exercise("9.10")
class SentencesAsPoints:
    """Are the sentences' embeddings in the projector, as the trained model sees them, each with its area?"""

    areas, step = ("layers", "signal", "plotting"), 7

    def case(self, seed):
        """Draw sentences of several lengths and areas."""
        draw = random.Random(seed)
        texts = [tiny.sentence(draw, draw.randint(3, 14)) for _ in range(12)]
        return {"texts": texts, "labels": [draw.choice(self.areas) for _ in texts], "seed": draw.randrange(10**6)}

    def drive(self, log_embeddings, case, evidence):
        """Let them be logged, from a model that is in train mode."""
        import torch

        from tbxlab.lab09.classifier import make_batch

        model, batch = tiny.classifier(case["seed"]), make_batch(tiny.tokenizer(), case["texts"], [0] * 12, 64)
        with torch.no_grad():
            evidence.note(
                vectors=model.embed(batch.ids, batch.mask),
                logits=model(batch.ids, batch.mask),
                first=model.encoder(input_ids=batch.ids, attention_mask=batch.mask).last_hidden_state[:, 0],
            )
        model.train()
        with evidence.writer() as writer:
            log_embeddings(writer, model, batch, case["labels"], self.step)

    def verify(self, evidence, case):
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
        if len(rows) != len(right) or any(label not in row for label, row in zip(case["labels"], rows, strict=True)):
            raise Wrong("embeddings-metadata", found=len(rows), expected=len(right))


@exercise("9.11")
class ConfidentErrors:
    """Are the most confident errors told, the most confident one first?"""

    tag, areas, most, step = "errors/confident", ("layers", "signal", "plotting", "metrics"), 5, 3

    def case(self, seed):
        """Draw logits, labels and sentences, each sentence with a number of its own."""
        draw = np.random.default_rng(seed)
        logits = draw.normal(0, 1.5, (30, len(self.areas)))
        labels = np.where(draw.random(30) < 0.5, logits.argmax(axis=1), draw.integers(0, len(self.areas), 30))
        texts = [f"Sentence number {i} of the test set says what a function does." for i in draw.permutation(30) + 100]
        return {"logits": logits, "labels": labels, "texts": texts}

    def drive(self, log_errors, case, evidence):
        """Let them be told."""
        import torch

        with evidence.writer() as writer:
            log_errors(
                writer,
                torch.tensor(case["logits"]),
                torch.tensor(case["labels"]),
                list(case["texts"]),
                self.areas,
                self.step,
            )

    def verify(self, evidence, case):
        """Five lines, in order, each with the sentence, its area, what was predicted, and the chance of that."""
        texts = evidence.texts(self.tag)
        expect_steps(texts, [self.step], self.tag)
        told = re.sub(r"<br ?/?>\n?", "  \n", texts.values[-1])  # Markdown's own way to say the same
        chances = np.exp(case["logits"]) / np.exp(case["logits"]).sum(axis=1, keepdims=True)
        predicted, confidence = chances.argmax(axis=1), chances.max(axis=1)
        wrong = [i for i in np.argsort(-confidence) if predicted[i] != case["labels"][i]][: self.most]
        found = [(told.find(text), i) for i, text in enumerate(case["texts"]) if text in told]
        order = [i for _, i in sorted(found)]
        if right := [i for i in order if predicted[i] == case["labels"][i]]:
            raise Wrong("errors-right-ones", count=len(right), of=len(order))
        if sorted(order) != sorted(wrong):
            raise Wrong("errors-which", found=len(order), expected=self.most, common=len(set(order) & set(wrong)))
        if order != wrong:
            raise Wrong("errors-order")
        if not all(apart(told, one, other) for (one, _), (other, _) in pairwise(sorted(found))):
            raise Wrong("errors-one-line")
        starts = [*(told.rfind("\n", 0, at) + 1 for at, _ in sorted(found)), len(told)]
        for at, (i, start) in enumerate(zip(order, starts, strict=False)):
            line = told[start : starts[at + 1] if starts[at + 1] > start else len(told)]
            rest = line.replace(case["texts"][i], "")
            area, other = self.areas[case["labels"][i]], self.areas[predicted[i]]
            for what, name in (("its area", area), ("the area predicted", other)):
                if name not in rest:
                    raise Wrong("errors-names", what=what, line=line.strip())
            if named := [name for name in self.areas if name in rest and name not in (area, other)]:
                raise Wrong("errors-more-names", others=", ".join(named), line=line.strip())
            # Words may say which is which; where there are none, not above a table either, only the order does.
            words = (told[: starts[0]] + rest).replace(area, "").replace(other, "")
            if rest.find(other) < rest.find(area) and not re.search("[a-z]", words):
                raise Wrong("errors-exchanged", line=line.strip())
            numbers = [float(each) for each in re.findall(r"\d+\.?\d*", rest)]
            # Two digits, or percent: rounding takes half a percent at most.
            if not any(
                abs(number - confidence[i]) < 0.006 or abs(number / 100 - confidence[i]) < 0.006 for number in numbers
            ):
                raise Wrong("errors-chance", line=line.strip(), expected=f"{confidence[i]:.2f}")


def apart(told, one, other):
    """Return whether Markdown sets what stands at two places of a text in two lines.

    A newline alone does not: items of a list, rows of a table, an empty line, two spaces at the end or code do.
    """
    between = told[one:other]
    if re.search(r"</?(p|li|tr)\b", between):
        return True
    marked = re.search(r"(?m)^\s*([-+*]|\d+[.)]|\|)|^\s*$|^( {4}|\t)", between.partition("\n")[2] or "x")
    table = re.search(r"(?m)^[ |:]*-+[-|: ]*$", told[:one])
    return "\n" in between and bool(marked or table or "```" in told[:one] or re.search(r"(  |\\)\n", between))
