"""The Python that readers see runs: all of it, page by page, in order."""

import warnings
from pathlib import Path

import pytest

from tbxlab.authoring.pages import BUDGET_S, not_run, run_blocks, run_page

ROOT = Path(__file__).resolve().parents[2]
CONFIG = ROOT / "mkdocs.yml"
PAGES = sorted((ROOT / "chapters").rglob("*.md"))
NAMES = [page.relative_to(ROOT).as_posix() for page in PAGES]


@pytest.fixture
def page(tmp_path):
    """Write a page's Markdown, give its path."""

    def write(text: str) -> Path:
        path = tmp_path / "sample.md"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize("path", PAGES, ids=NAMES)
def test_every_block_that_a_reader_sees_as_python_is_run(path):
    assert not_run(path, CONFIG) == []


@pytest.mark.parametrize("path", PAGES, ids=NAMES)
def test_the_page_runs_from_its_first_block_to_its_last(path):
    if not run_blocks(path):
        return  # a page without code: the test above holds that no reader sees any
    run = run_page(path)
    assert run.passed, run.output
    if run.seconds > BUDGET_S:
        warnings.warn(f"{path.name} took {run.seconds:.1f} s of {BUDGET_S} s", stacklevel=1)


PASSED_OVER = {
    "py for python": "```py\nx = 1\n```\n",
    "a title": '```python title="x"\nx = 1\n```\n',
    "highlighted lines": '```python hl_lines="1"\nx = 1\n```\n',
    "a title, spaced": '``` python title="x"\nx = 1\n```\n',
    "python3": "```python3\nx = 1\n```\n",
    "attributes in braces": "```{.python}\nx = 1\n```\n",
    "ipython": "```ipython\nx = 1\n```\n",
    "a console session": "```pycon\nx = 1\n```\n",
    "inside a tab": '=== "Tab"\n\n    ```py\n    x = 1\n    ```\n',
    "a misspelled invisible block": "<!-- invisible-code: py\nx = 1\n-->\n",
    "an invisible block in py": "<!-- invisible-code-block: py\nx = 1\n-->\n",
}


@pytest.mark.parametrize("markdown", PASSED_OVER.values(), ids=PASSED_OVER)
def test_python_that_sybil_passes_over_is_reported(page, markdown):
    path = page(f"# A page\n\n```python\na = 0\n```\n\n{markdown}")
    (problem,) = not_run(path, CONFIG)
    assert problem.endswith("`x = 1`: this Python is not run")
    assert problem.startswith("sample.md:")
    assert "sample.md:?" not in problem


RUN = {
    "a fence": "```python\nx = 1\n```\n",
    "tildes": "~~~python\nx = 1\n~~~\n",
    "inside a tab": '=== "Tab"\n\n    ```python\n    x = 1\n    ```\n',
    "inside a box": "!!! note\n\n    ```python\n    x = 1\n    ```\n",
    "inside a list": "- item\n\n    ```python\n    x = 1\n    ```\n",
    "an invisible block": "<!-- invisible-code-block: python\nx = 1\n-->\n",
}


@pytest.mark.parametrize("markdown", RUN.values(), ids=RUN)
def test_python_that_sybil_runs_is_not_reported(page, markdown):
    path = page(f"# A page\n\n{markdown}\n```python\nassert x == 1\n```\n")
    assert not_run(path, CONFIG) == []
    assert len(run_blocks(path)) == 2


def test_code_that_a_page_includes_is_run_as_the_reader_sees_it(page):
    path = page('# A page\n\n```python\n--8<-- "files/monitor.py"\n```\n\n```python\nassert looks_wrong\n```\n')
    assert not run_page(path).passed, "there is no such file above the page"
    (path.parent / "files").mkdir()
    (path.parent / "files" / "monitor.py").write_text("looks_wrong = 1\n", encoding="utf-8")
    assert run_page(path).passed
    assert run_blocks(path)[0].strip() == "looks_wrong = 1"
    path.write_text(path.read_text("utf-8").replace("assert looks_wrong", "assert not looks_wrong"), encoding="utf-8")
    assert not run_page(path).passed


@pytest.mark.parametrize("language", ["bash", "console", "text", "json", "pytb"])
def test_what_is_not_python_needs_not_run(page, language):
    path = page(f"```{language}\nx = 1\n```\n")
    assert not_run(path, CONFIG) == []
    assert run_blocks(path) == []


@pytest.mark.parametrize("markdown", ["```\nx = 1\n```\n", "Text.\n\n    x = 1\n"], ids=["fence", "indented"])
def test_a_block_names_its_language_so_that_python_cannot_hide_in_it(page, markdown):
    (problem,) = not_run(page(markdown), CONFIG)
    assert problem.endswith("a block names no language")


def test_a_skip_is_reported_since_nothing_is_skipped(page):
    (problem,) = not_run(page("<!-- skip: next -->\n\n```python\nx = 1\n```\n"), CONFIG)
    assert problem == "sample.md:1: `skip: next`: this Python is not run"


def test_python_shown_as_an_example_of_markdown_is_reported_as_run_unseen(page):
    (problem,) = not_run(page("````markdown\n```python\nx = 1\n```\n````\n"), CONFIG)
    assert problem.endswith("this runs unseen by readers")


@pytest.fixture(scope="module")
def failing_run(tmp_path_factory):
    path = tmp_path_factory.mktemp("failing") / "page.md"
    path.write_text(
        "# A page\n\n```python\nvalues = [1, 2]\nprint('printed first')\n```\n\n"
        "<!-- invisible-code-block: python\nassert len(values) == 3\n-->\n\n"
        "```python\nprint('never')\n```\n",
        encoding="utf-8",
    )
    return run_page(path)


def test_a_failed_assertion_is_shown_with_its_line_on_the_page(failing_run):
    assert not failing_run.passed
    assert "line 9" in failing_run.output
    assert "assert len(values) == 3" in failing_run.output
    assert "AssertionError" in failing_run.output


def test_a_page_stops_at_its_first_failure(failing_run):
    assert "printed first" in failing_run.output
    assert "never" not in failing_run.output


def test_a_page_that_ends_python_early_fails(page):
    assert not run_page(page("```python\nraise SystemExit(0)\n```\n\n```python\nassert False\n```\n")).passed


def test_a_page_runs_in_an_empty_folder_of_its_own(page):
    path = page(
        "```python\n"
        "import os\nfrom pathlib import Path\n"
        "assert list(Path().iterdir()) == []\n"
        "assert Path(os.environ['TBXLAB_RUNS']).parent.samefile(Path())\n"
        "assert os.environ['OMP_NUM_THREADS'] == '1'\n"
        "```\n"
    )
    run = run_page(path)
    assert run.passed, run.output
