"""The transfer table of chapter 09: what each way of fine-tuning gives, for each number of labels, over the seeds.

`tbxlab reproduce sentences` measures it anew and writes table.json beside this module. Each method runs in a process
of its own, on one thread, so that its peak memory is its own and its time is CPU time that a busy machine changes
little.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("table.json")
METHODS = ("probe", "lora", "full", "zero")
LABELS = (8, 32)
SEEDS = (0, 1, 2)


def baseline(examples: Any, test: Any) -> float:
    """Return the test accuracy of TF-IDF with logistic regression, which reads single words and no order."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    model = make_pipeline(TfidfVectorizer(), LogisticRegression(C=10, max_iter=1000))
    return float(model.fit(*examples).score(*test))


def cell(method: str, labels: int, seed: int, corpus: Any, writer: Any = None) -> dict[str, Any]:
    """Train one model and return what it came to: test accuracy and loss, optimizer steps, CPU seconds of training.

    ``seed`` draws the labeled sentences, their order, the head and the adapters (and the weights of "zero").
    """
    import torch

    from tbxlab.lab09 import finetune, minilm
    from tbxlab.lab09.classifier import trainable

    setting = finetune.METHODS[method]
    torch.manual_seed(seed)
    tokenizer, encoder = minilm.load(pretrained=method != "zero")
    model = finetune.prepare(encoder, setting, seed)
    examples = finetune.few(corpus.train, labels, seed)
    before = time.process_time()
    steps = finetune.train(
        model, tokenizer, examples, finetune.labeled(corpus.validation), setting, seed=seed, writer=writer
    )
    seconds = time.process_time() - before
    loss, accuracy = finetune.evaluate(model, tokenizer, finetune.labeled(corpus.test), setting)
    return {
        "method": method,
        "labels": labels,
        "seed": seed,
        "accuracy": round(accuracy, 4),
        "loss": round(loss, 4),
        "steps": steps,
        "seconds": round(seconds, 1),
        "trainable": trainable(model),
    }


def peak_memory() -> int:
    """Return the most memory that this process has held, in MiB."""
    if sys.platform == "win32":
        import psutil

        return psutil.Process().memory_info().peak_wset // 2**20
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // (2**20 if sys.platform == "darwin" else 2**10)  # bytes there, KiB elsewhere


def measure(method: str) -> Iterator[dict[str, Any]]:
    """Yield the cells of one method, and what memory it took so far."""
    import torch

    from tbxlab.lab09 import finetune, splits

    torch.set_num_threads(1)
    corpus = splits.load()
    for labels in LABELS:
        for seed in SEEDS:
            if method == "tfidf":
                accuracy = baseline(finetune.few(corpus.train, labels, seed), finetune.labeled(corpus.test))
                yield {"method": method, "labels": labels, "seed": seed, "accuracy": round(accuracy, 4)}
            else:
                yield {**cell(method, labels, seed, corpus), "peak_mib": peak_memory()}


def reproduce(say: Callable[[str], None] = print) -> list[dict[str, Any]]:
    """Measure every cell, write FILE, return the cells: a quarter of an hour of CPU, most for "full" and "zero"."""
    environment = os.environ | {"OMP_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}
    cells = []
    for method in ("tfidf", *METHODS):
        command = [sys.executable, "-m", "tbxlab.lab09.table", method]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8", env=environment) as process:
            for line in process.stdout or ():
                cells.append(json.loads(line))
                say(line.rstrip())
        if process.returncode:
            raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}")
    body = ",\n".join(json.dumps(cell) for cell in cells)
    FILE.write_text(f"[\n{body}\n]\n", encoding="utf-8", newline="\n")
    return cells


def load() -> list[dict[str, Any]]:
    """Return the cells as they were measured last."""
    return json.loads(FILE.read_text("utf-8"))


def accuracies(cells: list[dict[str, Any]], method: str, labels: int) -> list[float]:
    """Return the test accuracies (0 to 1) of one method and number of labels a class, by seed."""
    found = {c["seed"]: c["accuracy"] for c in cells if c["method"] == method and c["labels"] == labels}
    return [found[seed] for seed in sorted(found)]


def mean(cells: list[dict[str, Any]], method: str, labels: int) -> float:
    """Return the mean test accuracy over the seeds."""
    return statistics.mean(accuracies(cells, method, labels))


if __name__ == "__main__":
    for one in measure(sys.argv[1]):
        print(json.dumps(one), flush=True)
