"""The runs of chapter 09 that look into one model: its embeddings and errors before and after, and its attention.

What trains and what goes wrong is in the runs of lab 09, `runs_09_transformer`.
"""

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor

from tbxlab.authoring.reference_runs import run
from tbxlab.lab05.images import confusion
from tbxlab.lab09 import finetune, minilm
from tbxlab.lab09.classifier import SentenceClassifier, batches, make_batch
from tbxlab.lab09.splits import CLASSES, Corpus, load

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SEEDS = (0, 1, 2)
LABELS = 32
COMPONENTS = 12
"""What the projector's files keep of 384 dimensions: 17 kB instead of 900."""
HEADS = {"previous": (0, 2), "first": (1, 11), "broad": (0, 0)}
"""Layer and head of MiniLM, counted from 0: one looks at the token before, one at [CLS], one at nearly all alike."""
SENTENCE = "The eigenvalues of the matrix are not sorted, so the largest one may come last."


@cache
def corpus() -> Corpus:
    """Return the sentences, read from the libraries once."""
    return load()


@run("09_chapter/areas-{seed}", seeds=SEEDS, rtol=0.1, atol=8, heavy=True)
def areas(writer: Any, seed: int) -> None:
    """Full fine-tuning with 32 labels a class, and what the 200 validation sentences look like before and after."""
    torch.manual_seed(seed)
    setting = finetune.METHODS["full"]
    tokenizer, encoder = minilm.load()
    model = finetune.prepare(encoder, setting, seed)
    examples = finetune.few(corpus().train, LABELS, seed)
    texts, labels = finetune.labeled(corpus().validation)
    truth, known = torch.tensor(labels), torch.tensor(examples[1])

    def look(step: int) -> Tensor:
        vectors = embed(model, tokenizer, texts, setting.max_length)
        labeled = embed(model, tokenizer, examples[0], setting.max_length)
        writer.add_scalar("neighbor/in_train", same_neighbor(vectors, truth, labeled, known), step)
        writer.add_scalar("neighbor/in_val", same_neighbor(vectors, truth, vectors, truth), step)
        shown, share = principal(vectors, COMPONENTS)
        writer.add_scalar("variance/2", share[:2].sum().item(), step)
        writer.add_scalar(f"variance/{COMPONENTS}", share.sum().item(), step)
        if seed == 0:
            writer.add_embedding(shown, metadata=[CLASSES[i] for i in labels], tag="sentences", global_step=step)
        return vectors

    look(0)
    steps = finetune.train(model, tokenizer, examples, (texts, labels), setting, seed=seed)
    vectors = look(steps)
    with torch.no_grad():
        logits = model.head(vectors)
    writer.add_scalar("val/accuracy", (logits.argmax(dim=1) == truth).float().mean().item(), steps)
    if seed == 0:
        writer.add_text("val/errors", errors_as_table(texts, truth, logits, 8), steps)
        writer.add_figure("val/confusion", confusion_figure(truth, logits.argmax(dim=1)), steps)


@run("09_chapter/attention", atol=8)
def attention(writer: Any, seed: int) -> None:
    """What three of the 72 heads of MiniLM look at in one sentence."""
    tokenizer, encoder = minilm.load()
    encoder.set_attn_implementation("eager")  # the fast one never has the matrix in hand
    batch = make_batch(tokenizer, [SENTENCE], [0], 32)
    with torch.no_grad():
        found = encoder(input_ids=batch.ids, attention_mask=batch.mask, output_attentions=True).attentions
    tokens = [str(tokenizer.convert_ids_to_tokens(each)) for each in batch.ids[0].tolist()]
    for name, (layer, head) in HEADS.items():
        writer.add_figure(f"attention/{name}", attention_figure(tokens, found[layer][0, head]), 0)


@torch.no_grad()
def embed(model: SentenceClassifier, tokenizer: Any, texts: list[str], max_length: int) -> Tensor:
    """Return the mean-pooled vectors float32[n, 384] of ``texts``."""
    model.eval()
    some = batches(tokenizer, texts, [0] * len(texts), size=64, max_length=max_length)
    return torch.cat([model.embed(batch.ids, batch.mask) for batch in some])


def same_neighbor(vectors: Tensor, labels: Tensor, others: Tensor, theirs: Tensor) -> float:
    """Return the share, 0 to 1, of ``vectors`` whose nearest one of ``others`` (by cosine) has the same label.

    A vector is not its own neighbor where the two sets are one.
    """
    cosines = torch.nn.functional.normalize(vectors) @ torch.nn.functional.normalize(others).T
    if others is vectors:
        cosines.fill_diagonal_(-2)
    return (labels == theirs[cosines.argmax(dim=1)]).float().mean().item()


def principal(vectors: Tensor, components: int) -> tuple[np.ndarray, Tensor]:
    """Return the first principal components float[n, components], three decimals, and their shares of the variance.

    A component's sign is arbitrary: here the entry that is largest in size is positive.
    """
    centered = (vectors - vectors.mean(dim=0)).double()
    left, values, _ = torch.linalg.svd(centered, full_matrices=False)
    scores = (left * values)[:, :components]
    largest = scores.gather(0, scores.abs().argmax(dim=0, keepdim=True))
    share = values.square() / values.square().sum()
    return (scores * largest.sign()).numpy().round(3), share[:components]


def errors_as_table(texts: list[str], truth: Tensor, logits: Tensor, most: int) -> str:
    """Return as a Markdown table the errors that the model was most certain of: probability, said, true, sentence."""
    certain, said = logits.softmax(dim=1).max(dim=1)
    wrong = (said != truth).nonzero()[:, 0]
    worst = wrong[certain[wrong].argsort(descending=True)][:most].tolist()
    rows = [f"| {certain[i]:.2f} | {CLASSES[said[i]]} | {CLASSES[truth[i]]} | {texts[i]} |" for i in worst]
    return "\n".join(["| p | said | true | sentence |", "|---|---|---|---|", *rows])


def confusion_figure(truth: Tensor, said: Tensor) -> "Figure":
    """Return the counts of each pair (true, said) as a heat map with the areas' names."""
    counts = confusion(truth, said, len(CLASSES))
    figure, axes = _heat(counts, CLASSES, CLASSES, (4.6, 4.2))
    for (row, column), count in np.ndenumerate(counts.numpy()):
        if count:
            axes.text(
                column,
                row,
                str(count),
                ha="center",
                va="center",
                fontsize=7,
                color="white" if count > counts.max() / 2 else "black",
            )
    axes.set_ylabel("true")
    axes.set_xlabel("said")
    return figure


def attention_figure(tokens: list[str], weights: Tensor) -> "Figure":
    """Return one head's attention as a heat map: from each token (row) to each (column); every row adds up to 1."""
    figure, axes = _heat(weights, tokens, tokens, (4.2, 4.2))
    axes.set_ylabel("from")
    axes.set_xlabel("to")
    return figure


def _heat(values: Tensor, rows: Any, columns: Any, size: tuple[float, float]) -> tuple["Figure", Any]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=size, dpi=80, layout="constrained")
    axes = figure.add_subplot()
    axes.imshow(values.float().numpy(), cmap="Blues", vmin=0)
    axes.set_xticks(range(len(columns)), columns, rotation=90, fontsize=7)
    axes.set_yticks(range(len(rows)), rows, fontsize=7)
    return figure, axes
