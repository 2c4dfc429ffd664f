"""The run of chapter 10 that a button opens: a loss among its reference lines, which are runs as well."""

from tbxlab.authoring.shared_runs import shared_run

LAB = "10_language_model"
LINES = {"long": f"{LAB}/long-0"} | {
    f"line-{name}": f"10_chapter/line-{name}" for name in ("uniform", "unigram", "bigram", "5-gram", "floor")
}
shared_run("10-lines", "A language model from scratch, and its reference lines", runs=LINES)
