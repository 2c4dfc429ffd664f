"""The pages of a class: one for each learner, and one for the teacher. Text and plots of ours, and no script."""

import base64
import hashlib
from collections import Counter
from collections.abc import Sequence
from html import escape
from typing import Any

from tbxlab.classroom.curves import as_svg
from tbxlab.classroom.grading import RULES, Graded
from tbxlab.classroom.report import PROVES, name_of, remarks, set_aside, shown
from tbxlab.course.manifest import Lab

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
section { border-left: 4px solid #757575; padding: 0 1rem; margin: 1.5rem 0; }
section.passed { border-color: #2e7d32; } section.wrong, section.raised { border-color: #c62828; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; } svg text { font-size: 10px; fill: currentColor; }
table { border-collapse: collapse; } td, th { padding: 0.2rem 0.8rem 0.2rem 0; text-align: left; }
@media (prefers-color-scheme: dark) { body { background: #1e1e1e; color: #ddd; } a { color: #90caf9; } }
"""
MARKS = {"passed": "✓", "not-attempted": "○"}


def page(title: str, body: str) -> str:
    """Return a page that may load nothing and run nothing."""
    style = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'"
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body>\n{body}\n</body></html>\n"
    )


def feedback(result: dict[str, Any], lab: Lab) -> str:
    """Return the page for one learner: what each exercise got, why, their own curves, and what to do next."""
    name = shown(name_of(result))
    parts = [f"<h1>{escape(lab.title)}</h1>", f"<p>{escape(name)}</p>"]
    if not result["exercises"]:
        parts.append(f"<p>This file was not marked: {escape(shown(result['unreadable']))}</p>")
        return page(f"{lab.title}: {name}", "\n".join(parts))
    parts.append(f"<p><strong>{result['points']} of {lab.points} points.</strong> {escape(_next(result, lab))}</p>")
    parts += [f"<p>Note: {escape(shown(note))}</p>" for note in result["notes"]]
    parts += [f"<p>A cell ended its process and was left out: {escape(shown(why))}</p>" for why in result["crashes"]]
    parts += [_exercise(each) for each in result["exercises"]]
    parts.append(f"<p>Marked file: {escape(shown(result['file']))}, SHA-256 {escape(result['sha256'])}</p>")
    return page(f"{lab.title}: {name}", "\n".join(parts))


def _next(result: dict[str, Any], lab: Lab) -> str:
    due = [each for each in result["exercises"] if each["of"] and each["outcome"] != "passed"]
    if not due:
        return "Every exercise with points is right."
    tried = next((each for each in due if each["outcome"] != "not-attempted"), None)
    if tried:
        hint = f"tbxlab hint {tried['id']}"
        return f"Go on with exercise {tried['id']}: read its message below, and where it does not help, type: {hint}"
    return f"Go on with exercise {due[0]['id']}, which was not attempted. Chapter: {lab.chapter}"


def _exercise(each: dict[str, Any]) -> str:
    points = f"{each['points']}/{each['of']}" if each["of"] else "further"
    mark = MARKS.get(each["outcome"], "✗")
    parts = [f"<h2>{mark} {escape(each['id'])} {escape(each['title'])} ({points})</h2>"]
    if each["outcome"] == "not-attempted":
        parts.append("<p>Not attempted.</p>")
    elif each["outcome"] != "passed":
        parts.append(f"<pre>{escape(shown_lines(each['message']))}</pre>")
        if each["printed"]:
            parts.append(f"<p>Your code printed:</p><pre>{escape(shown_lines(each['printed']))}</pre>")
        for number, curve in enumerate(each.get("curves", [])):
            if drawn := as_svg(curve, number):
                parts.append(f"<figure>{drawn}<figcaption>Yours: {escape(shown(curve['name']))}</figcaption></figure>")
    return f'<section class="{escape(each["outcome"])}">{"".join(parts)}</section>'


def shown_lines(text: str) -> str:
    """Return text of several lines with nothing in it that steers a screen."""
    return "\n".join(shown(line) for line in text.splitlines())


def class_page(graded: Graded, pages: Sequence[str]) -> str:
    """Return the teacher's page. ``pages`` are the addresses of the learners' pages, in the order of the results."""
    lab, marked = graded.lab, [each for each in graded.results if each["exercises"]]
    parts = [f"<h1>{escape(lab.title)}: the class</h1>", f"<p>{escape(PROVES)}</p>"]
    parts.append(f"<p>Walls: {escape(graded.walls)}. Rule: {escape(RULES[graded.rule])}.</p>")
    parts += ["<h2>Points</h2>", _distribution(Counter(each["points"] for each in marked), lab.points)]
    parts += ["<h2>Exercises, the hardest first</h2>", _hardest(marked)]
    parts += ["<h2>Commonest mistakes</h2>", _mistakes(marked)]
    rows = []
    for result, address in zip(graded.results, pages, strict=True):
        points = f"{result['points']}" if result["exercises"] else "–"
        note = escape("; ".join(remarks(result)))
        rows.append(
            f'<tr><td><a href="{escape(address)}">{escape(shown(name_of(result)))}</a></td>'
            f"<td>{points}</td><td>{note}</td></tr>"
        )
    parts.append(f"<h2>Learners</h2><table>{''.join(rows)}</table>")
    crashes = [f"{name_of(each)}: {why}" for each in marked for why in each["crashes"]]
    parts += _list("Cells that ended their process", crashes)
    parts += _list("Evidence that was refused", [f"{name_of(r)}: {n} ({w})" for r in marked for n, w in _refused(r)])
    parts += _list("Not marked: their marking broke down", [f"{each.name}: {why}" for each, why in graded.failed])
    parts += _list("Files set aside", set_aside(graded.intake.aside))
    return page(f"{lab.title}: the class", "\n".join(parts))


def _refused(result: dict[str, Any]) -> list[list[str]]:
    return [each for each in result["refused_evidence"] if len(each) == 2]


def _list(title: str, lines: Sequence[str]) -> list[str]:
    if not lines:
        return []
    return [f"<h2>{escape(title)}</h2><ul>{''.join(f'<li>{escape(shown(line))}</li>' for line in lines)}</ul>"]


def _distribution(counts: Counter[int], most: int) -> str:
    tallest = max(counts.values(), default=1)
    wide = 600 / (most + 1)
    bars = [
        f'<rect x="{i * wide + 1:.1f}" y="{110 - 90 * n / tallest:.1f}" width="{wide - 2:.1f}" '
        f'height="{90 * n / tallest:.1f}" fill="#1565c0"/>'
        f'<text x="{(i + 0.5) * wide:.1f}" y="{106 - 90 * n / tallest:.1f}" text-anchor="middle">{n}</text>'
        for i, n in sorted(counts.items())
    ]
    axis = [f'<text x="{(i + 0.5) * wide:.1f}" y="124" text-anchor="middle">{i}</text>' for i in range(most + 1)]
    return (
        f'<svg viewBox="0 0 600 130" width="600" role="img">{"".join(bars)}{"".join(axis)}</svg>'
        f"<p>Learners (bars) by their points, of {most}.</p>"
    )


def _hardest(marked: Sequence[dict[str, Any]]) -> str:
    found: dict[tuple[str, str], Counter[str]] = {}
    for result in marked:
        for each in result["exercises"]:
            found.setdefault((each["id"], each["title"]), Counter())[each["outcome"]] += 1
    rows = []
    for (number, title), counts in sorted(found.items(), key=lambda one: one[1]["passed"]):
        wrong = counts["wrong"] + counts["raised"]
        rows.append(
            f"<tr><td>{escape(number)} {escape(title)}</td><td>{counts['passed']}</td><td>{wrong}</td>"
            f"<td>{counts['not-attempted']}</td></tr>"
        )
    head = "<tr><th>Exercise</th><th>right</th><th>wrong</th><th>not attempted</th></tr>"
    return f"<table>{head}{''.join(rows)}</table>"


def _mistakes(marked: Sequence[dict[str, Any]]) -> str:
    """Return the messages that several learners got, each with the words that one of them read."""
    counts: Counter[tuple[str, str]] = Counter()
    words: dict[tuple[str, str], str] = {}
    for result in marked:
        for each in result["exercises"]:
            if each["outcome"] in ("wrong", "raised"):
                key = each["id"], each["message_id"]
                counts[key] += 1
                words.setdefault(key, each["message"].splitlines()[0] if each["message"] else "")
    if not counts:
        return "<p>None.</p>"
    rows = [
        f"<tr><td>{n}</td><td>{escape(key[0])}</td><td>{escape(key[1])}</td><td>{escape(shown(words[key]))}</td></tr>"
        for key, n in counts.most_common(20)
    ]
    head = "<tr><th>Learners</th><th>Exercise</th><th>Message</th><th>For example</th></tr>"
    return f"<table>{head}{''.join(rows)}</table>"
