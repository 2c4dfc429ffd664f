"""What a person is told: before a copy is made, everything that it would publish; afterwards, what was done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tbxlab.share.privacy import Scrubber
from tbxlab.share.sharing import SharedFolder
from tbxlab.share.surveys import Survey

SHOWN = 6
"""How many of a kind are named; the rest is counted."""
VALUES = 4
MEGABYTE = 1e6
KINDS = {
    "scalars": "scalar",
    "histograms": "histogram",
    "images": "picture",
    "audio": "sound",
    "pr_curves": "PR curve",
    "mesh": "mesh part",
}
GRAPHS = ("graphs", "graph_run_metadata", "graph_run_metadata_graph", "graph_keras_model", "graph_tagged_run_metadata")


def before(found: Survey, hide: Iterable[str] = (), keep: Iterable[str] = ()) -> str:
    """Everything that a copy would make public, and what would be taken out of it."""
    scrubber = Scrubber(found.hosts, found.users, hide, keep)
    lines = [f"About to publish, from {found.logdir}:"]
    lines += _named(_count(len(found.runs), "run"), [scrubber.run(run.name) for run in found.runs])
    for plugin, word in KINDS.items():
        if tags := found.tags(plugin):
            names = sorted({scrubber.tag(tag) for _, tag in tags})
            lines += _named(f"{_count(sum(tags.values()), word)} under {_count(len(names), 'tag')}", names)
    if count := sum(len(found.tags(plugin)) for plugin in GRAPHS):
        lines.append(f"  {_count(count, 'graph')}, with the names of the nodes")
    if found.texts:
        lines.append(f"  {_count(found.text_count, 'text')}:")
        lines += [f"      {scrubber.tag(text.tag)}: {scrubber.text(text.text)}" for text in found.texts[:SHOWN]]
        lines += [f"      … and {found.text_count - SHOWN} more"] if found.text_count > SHOWN else []
    if found.hparams:
        shown = [
            f"{scrubber.tag(name)} = {_some(sorted(map(scrubber.text, values)), VALUES)}"
            for name, values in sorted(found.hparams.items())
        ]
        lines.append(f"  {_count(len(shown), 'hyperparameter')}:")
        lines += [f"      {each}" for each in shown[:SHOWN]]
        lines += [f"      … and {len(shown) - SHOWN} more"] if len(shown) > SHOWN else []
    for embedding in found.embeddings:
        labels = f", labels from {embedding.labels.name}" if embedding.labels else ""
        lines.append(f"  embedding {scrubber.tag(embedding.name)} of run {scrubber.run(embedding.run)}{labels}")
    for told in sorted(found.told):
        scrubber.text(told)
    for run in found.runs:
        for file in run.files:
            scrubber.run(file.name)
    if replaced := scrubber.told:
        lines.append("Taken out of names and texts (pictures and sounds are published as they are):")
        lines += [f"  {old}  becomes  {new}" for old, new in sorted(replaced.items())[: 3 * SHOWN]]
        lines += [f"  … and {len(replaced) - 3 * SHOWN} more"] if len(replaced) > 3 * SHOWN else []
    else:
        lines.append("No host name, user name or absolute path was found; pictures and sounds were not looked at.")
    return "\n".join([*lines, *_damage(found)])


def after(shared: SharedFolder, data_only: bool = False, *, listed: bool = False) -> tuple[str, str]:
    """What could not be shared (empty if nothing), and what was made.

    ``listed``: `before` was shown, and with it what is damaged; it is not said again.
    """
    problems = [*([] if listed else _damage(shared.survey)), *(f"Left out: {line}" for line in shared.left_out)]
    made = f"{_count(len(shared.runs), 'run')}, {shared.size / MEGABYTE:.2f} MB without the interface"
    lines = [f"{shared.path}: {made}"]
    lines += [
        f"Thinned as TensorBoard does it: {count} series of {KINDS.get(kind, kind)}s (--all-points keeps every point)"
        for kind, count in sorted(shared.thinned.items())
    ]
    if shared.replaced:
        lines.append(f"Replaced: {_count(len(shared.replaced), 'name or path', 'names and paths')}")
    if data_only:
        lines.append(
            f"The interface is expected at {shared.interface} (seen from the copy); "
            "python -m tbxlab.share.interface SITE places it"
        )
    else:
        lines.append(f"Look at it: tbxlab share {shared.path} --open")
    return "\n".join(problems), "\n".join(lines)


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one}" if number == 1 else f"{number} {many or one + 's'}"


def _named(what: str, names: Sequence[str]) -> list[str]:
    return [f"  {what}: {_some(names, SHOWN)}"]


def _some(names: Sequence[str], shown: int) -> str:
    more = f", … ({len(names) - shown} more)" if len(names) > shown else ""
    return ", ".join(names[:shown]) + more


def _damage(found: Survey) -> list[str]:
    runs = {file: run.name for run in found.runs for file in run.files}
    return [f"Damaged: {runs.get(damage.file, '')}/{damage}" for damage in found.damage]
