"""A page of the course without the site: its Markdown as plain HTML, with what every installation has.

A light installation has no site, and its labs link to the pages all the same. TensorBoard brings Python-Markdown, so
the page can be read there too: with its figures, its sections' anchors and its folded answers, and without the code
that the tests run unseen. What needs the site is left out: tabs become headings, and the buttons that open a shared
run are dropped, because nothing serves that run here.
"""

import html
import re
from pathlib import Path

UNSEEN = re.compile(r"^ *<!--.*?-->[ \t]*\n?", re.DOTALL | re.MULTILINE)
DARK = re.compile(r"^ *!\[[^\]]*\]\([^)]*#only-dark\).*\n", re.MULTILINE)
SHARED = re.compile(r'^ *<a class="md-button[^"]*" href="(?:\.\./)*shared/.*\n', re.MULTILINE)
INCLUDED = re.compile(r'^ *--8<-- "(.+)"$', re.MULTILINE)
BLOCK = re.compile(r'^( *)(!!!|\?\?\?\+?|===) +([\w-]+)? *"?([^"\n]*)"?$')
FENCED = re.compile(r"^( +)```[^\n]*\n(.*?)\n\1```$", re.DOTALL | re.MULTILINE)
FORMULA = re.compile(r"\\\((.+?)\\\)")
EXTENSIONS = ["attr_list", "def_list", "fenced_code", "footnotes", "md_in_html", "tables", "toc"]

LAYOUT = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title><style>
:root {{ --figure-fill: #eef1f8; --figure-accent: #0072b2; --figure-second: #c04d00 }}
body {{ font: 16px/1.6 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem }}
img, svg {{ max-width: 100%; height: auto }}
pre {{ background: #f4f4f4; padding: .8rem; overflow: auto }}
table {{ border-collapse: collapse }} td, th {{ border: 1px solid #ccc; padding: .3rem .6rem; text-align: left }}
details, .box {{ border-left: 4px solid #448aff; padding: .1rem 1rem; margin: 1rem 0 }}
summary {{ cursor: pointer; font-weight: bold }}
</style></head><body>
{body}
</body></html>
"""


def _blocks(lines: list[str]) -> list[str]:
    """Turn Material's indented blocks into HTML around the same lines, no longer indented."""
    done: list[str] = []
    at = 0
    while at < len(lines):
        match = BLOCK.match(lines[at])
        at += 1
        if match is None:
            done.append(lines[at - 1])
            continue
        margin, mark, kind, title = match.groups()
        depth = len(margin) + 4
        end = at
        while end < len(lines) and (not lines[end].strip() or lines[end].startswith(" " * depth)):
            end += 1
        inside = _blocks([line[depth:] for line in lines[at:end]])
        heading = html.escape(title or (kind or "").capitalize(), quote=False)
        if mark.startswith("?"):
            opened = "<details open" if mark.endswith("+") else "<details"
            block = [f'{opened} markdown="1"><summary>{heading}</summary>', "", *inside, "", "</details>"]
        else:
            block = ['<div class="box" markdown="1">', "", f"**{heading}**", "", *inside, "", "</div>"]
        done += ["", *block, ""]
        at = end
    return done


def _indented(fence: re.Match[str]) -> str:
    """Write code in a list as Python-Markdown has it there: four columns further in, without a fence."""
    lines = fence[2].split("\n")
    return "\n".join(["", *("    " + line if line.strip() else "" for line in lines), ""])


def rendered(path: Path, chapters: Path) -> str:
    """Return the HTML of the page at `path`, one of those below `chapters`."""
    from markdown import Markdown

    text = UNSEEN.sub("", path.read_text(encoding="utf-8"))
    text = SHARED.sub("", DARK.sub("", text))
    text = INCLUDED.sub(lambda found: (chapters / found[1]).read_text(encoding="utf-8").strip(), text)
    text = FORMULA.sub(r"`\1`", text)
    text = FENCED.sub(_indented, "\n".join(_blocks(text.split("\n"))))
    body = Markdown(extensions=EXTENSIONS).convert(text)
    title = next((line[2:] for line in text.split("\n") if line.startswith("# ")), path.stem)
    return LAYOUT.format(title=html.escape(title), body=body)
