"""The pages where there is no site: what a learner with a light installation sees behind a lab's links."""

import re

import pytest

from tbxlab.course import folders
from tbxlab.environment import chapter_links, plain_page

PAGE = """# First & foremost

![Two curves.](figures/a.light.svg#only-light){ width=70 }
![Two curves.](figures/a.dark.svg#only-dark){ width=70 }

<a class="md-button" href="../shared/00-two/?smoothing=0#timeseries" target="_blank">Open both runs</a>

!!! abstract "In this chapter"

    You **read** a curve.

??? question "Which is which?"

    ① is healthy.

    ```python
    x = 1
    ```

=== "With the labs"

    Type it.

1. A step:

    ```python
    y = 2
    ```

## The section

The rate \\(a_1\\) is [there](02-first.md#the-section).

<!-- invisible-code-block: python
assert 1 == 1
-->

--8<-- "figures/part.svg"
"""


@pytest.fixture
def shown(tmp_path):
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures" / "part.svg").write_text("<svg><title>Part</title></svg>\n", encoding="utf-8")
    path = tmp_path / "01-first.md"
    path.write_text(PAGE, encoding="utf-8")
    return plain_page.rendered(path, tmp_path)


def test_what_only_the_tests_and_the_site_need_is_left_out(shown):
    for gone in (
        "invisible",
        "assert",
        "a.dark.svg",
        "md-button",
        "shared/",
        "!!!",
        "???",
        "===",
        "--8<--",
        "markdown=",
    ):
        assert gone not in shown, gone


def test_figures_sections_and_links_are_there(shown):
    assert "<title>First &amp; foremost</title>" in shown
    assert 'src="figures/a.light.svg#only-light"' in shown
    assert "<svg><title>Part</title></svg>" in shown
    assert '<h2 id="the-section">' in shown
    assert 'href="02-first.md#the-section"' in shown
    assert "<code>a_1</code>" in shown


def test_an_answer_stays_folded_and_holds_its_code(shown):
    folded = re.search(r"<details>\s*<summary>Which is which\?</summary>(.*?)</details>", shown, re.DOTALL)
    assert folded
    assert "① is healthy." in folded[1]
    assert '<pre><code class="language-python">x = 1' in folded[1]
    assert "<strong>In this chapter</strong>" in shown
    assert "<strong>With the labs</strong>" in shown


@pytest.mark.parametrize("path", sorted((folders.root() / "chapters").rglob("*.md")), ids=lambda path: path.stem)
def test_every_page_of_the_course_can_be_shown(path):
    shown = plain_page.rendered(path, folders.root() / "chapters")
    prose = re.sub(r"<(pre|code|svg)\b.*?</\1>", "", shown, flags=re.DOTALL)
    for left in ("invisible-code-block", "!!! ", "??? ", "--8<--", "<!--", "#only-dark", "shared/", "markdown="):
        assert left not in prose, left
    assert "<h1" in prose


def test_code_in_a_list_is_code(shown):
    assert re.search(r"<li>.*?<pre><code>y = 2\s*</code></pre>.*?</li>", shown, re.DOTALL)
    assert "```" not in shown


def test_figures_are_served_and_nothing_else_of_the_folder_is():
    assert chapter_links.source_of("figures/dashboards/00-two.light.png")
    assert chapter_links.source_of("01-installing.md")
    assert chapter_links.source_of("ruff.toml") is None
    assert chapter_links.source_of("../README.md") is None
