"""How a check's answer looks: one plain line, and in a notebook the same well set, with the hints one click away.

nbval compares what a check cell shows with what the solution showed. So a passed exercise always looks the same,
in the plain line as in HTML: no count, no time, no measured value.
"""

import sys
from html import escape
from typing import Any

from tbxlab.course import manifest
from tbxlab.course.manifest import Exercise
from tbxlab.course.words import words
from tbxlab.grading.others import others
from tbxlab.grading.verdict import Verdict, visible
from tbxlab.site.pointers import pointers

COLORS = {"passed": "#2e7d32", "not-attempted": "#757575"}  # of the bar at the left: to be seen on light and dark pages
WRONG = "#c62828"
MONOSPACE = "font-family: monospace; max-height: 14em; overflow: auto"  # long output scrolls in a box of its own


def show(exercise: Exercise, verdict: Verdict) -> bool:
    """Show the verdict; return whether it was shown as HTML, too.

    Outside of a notebook a verdict that is not right is not printed here: it is about to be raised.
    """
    notebook, lines = _notebook(), "\n".join(as_lines(exercise, verdict))
    if notebook:
        notebook.display_pub.publish({"text/plain": lines, "text/html": as_html(exercise, verdict)})
    elif verdict.outcome not in ("wrong", "raised"):
        print(lines)
    return notebook is not None


def as_lines(exercise: Exercise, verdict: Verdict) -> list[str]:
    """Return the plain line, and behind it what the learner's code printed where something is wrong."""
    if verdict.passed:
        return [words("check-passed", {"exercise": exercise.id, "title": exercise.title}), _next(exercise)]
    if verdict.outcome == "not-attempted":
        said = {"exercise": exercise.id, "title": exercise.title, "open": words("check-not-yet")}
        return [words("check-open", said)]
    line = words("check-wrong", {"exercise": exercise.id, "message": verdict.words})
    return [line, words("check-printed"), visible(verdict.printed)] if verdict.printed else [line]


def as_html(exercise: Exercise, verdict: Verdict) -> str:
    """Return the verdict as a block with a bar in its color; where it is not right, with the hints folded under it."""
    mark = {"passed": "✓", "not-attempted": "○"}.get(verdict.outcome, "✗")
    also = f": {words('check-not-yet')}" if verdict.outcome == "not-attempted" else ""
    parts = [f"<div>{mark} <b>{exercise.id}</b> {escape(exercise.title + also)}</div>"]
    if verdict.outcome in ("wrong", "raised"):
        parts.append(_text(verdict.words))
    if verdict.passed:
        parts += [_text(_next(exercise)), _others(exercise)]
    else:
        parts.append(_hints(exercise))
    if verdict.outcome in ("wrong", "raised") and verdict.printed:
        parts.append(f"<div>{escape(words('check-printed'))}</div>{_text(visible(verdict.printed), MONOSPACE)}")
    color = COLORS.get(verdict.outcome, WRONG)
    return f'<div style="border-left: 4px solid {color}; padding: 0.2em 0.8em">{"".join(parts)}</div>'


def _text(text: str, style: str = "") -> str:
    return _block(escape(text.strip()), style)


def _block(html: str, style: str = "") -> str:
    return f'<div style="white-space: pre-wrap; margin: 0.3em 0; {style}">{html}</div>'


def _linked(text: str) -> str:
    """Return a hint as HTML in which the page that it names is a link."""
    parts, end = [], 0
    for pointer in pointers(text):
        link = f'<a href="{escape(pointer.href)}" target="_blank" rel="noopener">{escape(pointer.shown)}</a>'
        parts += [escape(text[end : pointer.start]), link]
        end = pointer.end
    return "".join([*parts, escape(text[end:])])


def _hints(exercise: Exercise) -> str:
    """Return the hints, each folded inside the one before: opening one shows that there is another."""
    folded = ""
    for number, hint in reversed(list(enumerate(exercise.hints, 1))):
        title = words("check-hint", {"number": number, "of": len(exercise.hints)})
        skeleton = number == len(exercise.hints)
        block = _text(hint, MONOSPACE) if skeleton else _block(_linked(hint.strip()))
        folded = f"<details><summary>{escape(title)}</summary>{block}{folded}</details>"
    return folded


def _next(exercise: Exercise) -> str:
    """Return what comes after an exercise that is right: the same words whatever else was done."""
    lab = manifest.load().lab_of(exercise.id)
    following = lab.exercises[lab.exercises.index(exercise) + 1 :]
    if not following:
        return words("check-last", {"lab": lab.number})
    return words("check-next", {"exercise": following[0].id, "title": following[0].title})


def _others(exercise: Exercise) -> str:
    """Return the other right ways, folded; empty where there are none."""
    ways = others(manifest.load().lab_of(exercise.id), exercise)
    if not ways:
        return ""
    blocks = "".join(
        f"<details><summary>{escape(way.title)}</summary>{_text(way.about) if way.about else ''}"
        f"{_text(way.code, MONOSPACE)}</details>"
        for way in ways
    )
    title = words("check-others-one" if len(ways) == 1 else "check-others", {"count": len(ways)})
    return f"<details><summary>{escape(title)}</summary>{blocks}</details>"


def _notebook() -> Any:
    """Return the IPython shell that this runs in, None in plain Python; imports nothing for it."""
    module = sys.modules.get("IPython")
    return module.get_ipython() if module else None
