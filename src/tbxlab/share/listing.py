"""What a person is told: before a copy is made, everything that it would publish; afterwards, what was done."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from tbxlab.share.privacy import Scrubber
from tbxlab.share.sharing import SharedFolder
from tbxlab.share.surveys import Survey

VALUES = 4
"""How many numbers of a hyperparameter are named; of texts, all are."""
TAKEN_OUT = 200
"""How many names and paths that are taken out are named; what stays is named without a limit."""
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
PLACES = {
    "descriptions": "names and descriptions of tags",
    "hyperparameters": "texts about hyperparameters",
    "layouts": "texts of layouts",
    "labels": "labels of embeddings",
    "graphs": "texts in graphs",
    "others": "other texts",
}

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def before(found: Survey, hide: Iterable[str] = (), keep: Iterable[str] = ()) -> str:
    """Everything that a copy would make public, and what would be taken out of it.

    What no pattern can find, such as a name in a sentence, is here for you to see: each distinct line of every text
    is listed as it would be published. Names that differ in their digits only are one line.
    """
    keep = list(keep)
    scrubber = Scrubber(found.hosts, found.users, hide, keep, found.told)
    lines = [f"About to publish, from {found.logdir}:"]
    runs = ["/".join(map(scrubber.run, run.name.split("/"))) for run in found.runs]
    lines.append(f"  {_count(len(runs), 'run')}: {_alike(runs)}")
    for plugin, word in KINDS.items():
        if tags := found.tags(plugin):
            names = sorted({scrubber.tag(tag) for _, tag in tags})
            lines.append(f"  {_count(sum(tags.values()), word)} under {_count(len(names), 'tag')}: {_alike(names)}")
    if count := sum(len(found.tags(plugin)) for plugin in GRAPHS):
        lines.append(f"  {_count(count, 'graph')}, with the names of the nodes")
    lines += _texts(found, scrubber)
    lines += _hparams(found, scrubber)
    for embedding in found.embeddings:
        labels = f", labels from {embedding.labels.name}" if embedding.labels else ""
        lines.append(f"  embedding {scrubber.tag(embedding.name)} of run {scrubber.run(embedding.run)}{labels}")
    lines += _others(found, scrubber)
    for run in found.runs:
        for file in run.files:
            scrubber.run(file.name)
    lines += _taken_out(found, scrubber, {word.casefold() for word in keep})
    return "\n".join(_CONTROL.sub("·", line) for line in [*lines, *_damage(found)])


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


def _texts(found: Survey, scrubber: Scrubber) -> list[str]:
    if not found.text_count:
        return []
    lines = [f"  {_count(found.text_count, 'text')}:"]
    for where, texts in found.strings.places("text "):
        tag = scrubber.tag(where.removeprefix("text "))
        shown = [text for text in dict.fromkeys(map(scrubber.text, texts)) if text.strip()]
        if len(shown) == 1:
            lines.append(f"      {tag}: {shown[0].strip()}")
        else:
            lines += [f"      {tag}:", *(f"        {text}" for text in shown)]
        lines += _beyond(found, where)
    return lines


def _hparams(found: Survey, scrubber: Scrubber) -> list[str]:
    if not found.hparams:
        return []
    lines = [f"  {_count(len(found.hparams), 'hyperparameter')}:"]
    for name, values in sorted(found.hparams.items()):
        shown = sorted({scrubber.setting(name, value) for value in values})
        numbers = [value for value in shown if _is_number(value)]
        words = [value for value in shown if not _is_number(value)]
        listed = [*numbers[:VALUES], *([f"… ({len(numbers) - VALUES} more)"] if len(numbers) > VALUES else []), *words]
        lines.append(f"      {scrubber.tag(name)} = {', '.join(listed)}")
    return lines


def _others(found: Survey, scrubber: Scrubber) -> list[str]:
    """The texts beside those that were logged as such, and the words of which the names of nodes are made."""
    lines = []
    values = {value for each in found.hparams.values() for value in each} | set(found.hparams)
    tags = {tag for run in found.runs for tag in run.series}
    for where, what in PLACES.items():
        known = values | tags if where in ("hyperparameters", "descriptions") else tags
        every = dict.fromkeys(scrubber.text(text) for text in found.strings.of(where) if text not in known)
        if where == "graphs":
            words = _words(scrubber.tag(name) for name in found.strings.of("names of nodes"))
            lines += [f"  Words in the names of nodes: {', '.join(words)}"] if words else []
        if shown := [text for text in every if text.strip()]:
            lines += [f"  {what[0].upper()}{what[1:]}:", *(f"      {text}" for text in shown)]
        lines += _beyond(found, where)
    if names := [scrubber.tag(name) for name in found.strings.of("tags") if name not in tags | values]:
        lines.append(f"  Other names: {_alike(names)}")
    return lines


def _beyond(found: Survey, where: str) -> list[str]:
    count = found.strings.beyond.get(where, 0)
    return (
        [f"      … and {_count(count, 'line')} more that this list cannot hold: read them in the log"] if count else []
    )


def _taken_out(found: Survey, scrubber: Scrubber, keep: set[str]) -> list[str]:
    for told, instead in found.told.items():
        if scrubber.text(told) == told and told.casefold() not in keep:
            scrubber.told.setdefault(told, instead)
    if not scrubber.told:
        searched = "No host name, user name, absolute path, mail address or key was found"
        return [f"{searched}; images and sounds were not looked at."]
    lines = ["Taken out of names and texts (images and sounds are published as they are):"]
    for old, new in sorted(scrubber.told.items())[:TAKEN_OUT]:
        lines.append(f"  {_one_line(old)}  becomes  {new}")
        around = scrubber.around.get(old) or found.around.get(old, "")
        lines += [f"      in: {_one_line(around)}"] if len(around) > len(old) + 2 else []
    more = len(scrubber.told) - TAKEN_OUT
    return [*lines, *([f"  … and {more} more"] if more > 0 else [])]


def _alike(names: Sequence[str]) -> str:
    """All names, but of those that differ in digits only the first, and how many there are."""
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(re.sub(r"\d+", "0", name), []).append(name)
    return ", ".join(
        alike[0]
        if len(alike) == 1
        else ", ".join(alike)
        if len(alike) <= VALUES
        else f"{alike[0]} and {len(alike) - 1} alike"
        for alike in groups.values()
    )


def _words(names: Iterable[str]) -> list[str]:
    words = (word for name in names for word in re.split(r"[^\w-]+", name))
    return list(dict.fromkeys(word for word in (re.sub(r"[_-]?\d+$", "", word) for word in words) if len(word) > 1))


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one}" if number == 1 else f"{number} {many or one + 's'}"


def _damage(found: Survey) -> list[str]:
    runs = {file: run.name for run in found.runs for file in run.files}
    return [f"Damaged: {runs.get(damage.file, '')}/{damage}" for damage in found.damage]
