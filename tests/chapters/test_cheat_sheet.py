"""Is every method of tensorboardX's writer on the cheat sheet, with code that runs, and is its table true?

The page's own code, run by test_code_on_pages, finds out what each call stores and what it needs. Here it is held that
the page leaves none out, and that the table says what was found.
"""

import ast
import inspect
import re
from pathlib import Path

import pytest
from tensorboardX import SummaryWriter

PAGE = Path(__file__).resolve().parents[2] / "chapters" / "reference" / "cheat-sheet.md"
TEXT = PAGE.read_text(encoding="utf-8")
METHODS = sorted(
    name for name, call in vars(SummaryWriter).items() if inspect.isfunction(call) and not name.startswith("_")
)
SHOWN = re.findall(r"^```python\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
TABS = {
    "scalars": ["Time Series", "Scalars"],
    "layouts": ["Custom Scalars"],
    "histograms": ["Histograms", "Distributions", "Time Series"],
    "images": ["Images", "Time Series"],
    "audio": ["Audio"],
    "texts": ["Text"],
    "pr_curves": ["PR Curves"],
    "graphs": ["Graphs"],
    "embeddings": ["Projector"],
    "meshes": ["Mesh"],
    "hparams": ["HParams"],
}
"""Where TensorBoard shows what `tbxlab.events` finds in a run."""


def row(method: str) -> list[str]:
    """Return the cells behind a method's name in the table: tab, what to give, needs, PyTorch's writer."""
    (line,) = re.findall(rf"^\| \[`{method}`\]\(#{method}\) \|(.*)\|$", TEXT, re.MULTILINE)
    return [cell.strip() for cell in line.split("|")]


def section(method: str) -> str:
    """Return what stands below a method's heading, up to the next one."""
    (below,) = re.findall(rf"^### `{method}`\n(.*?)(?=^##|\Z)", TEXT, re.MULTILINE | re.DOTALL)
    return below


def found(name: str) -> dict[str, list[str]]:
    """Return a literal that the page's hidden code proves: `STORED` or `NEEDS`."""
    (written,) = re.findall(rf"^{name} = (\{{.*?^\}})", TEXT, re.MULTILINE | re.DOTALL)
    return ast.literal_eval(written)


def calls(code: str) -> set[str]:
    """Return the names of all methods that the code calls on a writer."""
    nodes = (node.func for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call))
    return {
        node.attr
        for node in nodes
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "writer"
    }


def test_the_writer_has_the_methods_that_the_page_counts():
    assert len(METHODS) == 26
    assert "`SummaryWriter`, 26 of them" in TEXT


@pytest.mark.parametrize("method", METHODS)
def test_a_reader_sees_each_method_called_below_its_heading_and_told_its_trap(method):
    below = section(method)
    (code, *_) = re.findall(r"^```python\n(.*?)^```$", below, re.MULTILINE | re.DOTALL)
    assert method in calls(code)
    assert below.count("**Trap.**") == 1
    hidden = re.findall(r"^<!-- invisible-code-block: python\n(.*?)^-->$", below, re.MULTILINE | re.DOTALL)
    assert any("assert" in block for block in hidden), "nothing holds what the page says of it"


def test_no_other_method_is_called_in_what_a_reader_sees():
    assert set().union(*map(calls, SHOWN)) == set(METHODS)


@pytest.mark.parametrize("method", [name for name in METHODS if name.startswith("add_")])
def test_the_table_names_the_tab_of_what_is_stored(method):
    tabs = [tab for kind in found("STORED")[method] for tab in TABS[kind]]
    assert row(method)[0].split(", ") == tabs


@pytest.mark.parametrize("method", METHODS)
def test_the_table_names_the_packages_that_the_call_was_found_to_need(method):
    always = row(method)[2].partition(";")[0]
    assert always == (", ".join(found("NEEDS").get(method, [])) or "–")


@pytest.mark.parametrize("method", METHODS)
def test_the_table_names_what_another_signature_of_pytorch_s_writer_has_or_lacks(method):
    pytest.importorskip("torch")
    from torch.utils.tensorboard import SummaryWriter as TorchWriter

    said = row(method)[3]
    assert (said == "lacks it") == (not hasattr(TorchWriter, method))
    if hasattr(TorchWriter, method):
        ours, theirs = (
            set(inspect.signature(getattr(each, method)).parameters) for each in (SummaryWriter, TorchWriter)
        )
        assert all(f"`{name}`" in said for name in (ours ^ theirs) - {"kwargs"})
