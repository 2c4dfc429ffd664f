"""Inside JupyterLab, in a real browser: do `tbxlab`, `tensorboard` and `%tensorboard` work, on the learner's runs?"""

import json
import re
import shutil
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook
from typer.testing import CliRunner

from tbxlab import board, cli
from tbxlab.authoring.chromium import browser
from tbxlab.course import folders, manifest
from tbxlab.environment import ports, programs
from tbxlab.environment.programs import State
from tbxlab.environment.waiting import wait_for
from tbxlab.notebooks import copies

COMMANDS = Path(sys.executable).parent
needs_commands = pytest.mark.skipif(
    not all(shutil.which(name, path=str(COMMANDS)) for name in ("tbxlab", "tensorboard")),
    reason="the commands of this installation are not there",
)


@pytest.fixture
def lab(tiny_course, monkeypatch, tmp_path):
    """JupyterLab as `tbxlab learn` starts it, by somebody who has activated nothing."""
    for name in ("PYTHONSTARTUP", "VIRTUAL_ENV"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", "/usr/local/bin:/usr/bin:/bin")
    monkeypatch.setenv("SHELL", shutil.which("bash") or "/bin/sh")
    # JupyterLab opens what was open when it was last used, in whatever folder that was: here it was never used.
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "config"))
    for name in ("SETTINGS", "WORKSPACES"):
        monkeypatch.setenv(f"JUPYTERLAB_{name}_DIR", str(tmp_path / name.lower()))
    copies.begin_all(manifest.load())
    started = programs.Lab(ports.any_port(), tmp_path / "lab.log", folders.work_dir())
    started.start()
    try:
        wait_for(lambda: started.state() is State.READY, 180, unless=lambda: started.state() is State.FAILED)
        yield started
    finally:
        started.stop()


@pytest.fixture
def page(lab):
    with browser() as chromium:
        opened = chromium.new_page(viewport={"width": 1400, "height": 900})
        opened.set_default_timeout(120_000)
        yield opened


def log_a_run():
    from tensorboardX import SummaryWriter

    with SummaryWriter(str(folders.new_run("02_scalars/mine"))) as writer:
        writer.add_scalar("loss", 1.0, 0)


@needs_commands
@pytest.mark.browser
@pytest.mark.slow
def test_in_a_terminal_the_commands_are_this_installations_and_runs_are_where_the_lab_says(lab, page):
    log_a_run()
    page.goto(lab.link("lab"))
    page.locator(".jp-LauncherCard", has_text="Terminal").click()
    page.locator(".jp-Terminal .xterm-screen").wait_for()
    page.locator(".jp-Terminal .xterm-screen").click()
    page.keyboard.type(
        "command -v tbxlab tensorboard python > where; ls runs > runs.txt; tbxlab progress > said; echo > end\n"
    )
    work = folders.work_dir()
    wait_for((work / "end").exists, 120)
    found = (work / "where").read_text(encoding="utf-8").split()
    assert [Path(each).parent for each in found[:2]] == [COMMANDS, COMMANDS]
    assert (work / "runs.txt").read_text(encoding="utf-8").split() == ["02_scalars"]
    assert "02 Scalars" in (work / "said").read_text(encoding="utf-8")


@needs_commands
@pytest.mark.browser
@pytest.mark.slow
def test_in_a_cell_and_in_a_subprocess_they_are_too_and_the_dashboard_shows_the_learners_runs(lab, page):
    log_a_run()
    port = ports.any_port()
    cells = [
        "!tbxlab progress > said",
        "import subprocess\nsubprocess.run(['tbxlab', 'hint', '2.1'], stdout=open('hint', 'w'), check=True)",
        f"%load_ext tensorboard\n%tensorboard --logdir runs --port {port} --load_fast=false",
        "open('end', 'w').close()",
    ]
    path = folders.work_dir() / "mine.ipynb"
    own = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(new_notebook(cells=[new_code_cell(source) for source in cells], metadata=own), path)
    page.goto(lab.link("lab/tree/mine.ipynb"))
    page.locator(".jp-Notebook .jp-CodeCell").first.wait_for()
    page.get_by_text(re.compile(r"\| Idle$")).wait_for()  # what is run before the kernel is there is not run at all
    page.get_by_text("Run", exact=True).first.click()
    page.get_by_text("Run All Cells", exact=True).click()
    wait_for((folders.work_dir() / "end").exists, 240)
    assert "02 Scalars" in (folders.work_dir() / "said").read_text(encoding="utf-8")
    assert "hint 1 of 4" in (folders.work_dir() / "hint").read_text(encoding="utf-8")
    page.locator("iframe[id^=tensorboard-frame]").wait_for()
    assert board.wait_for_runs(f"http://127.0.0.1:{port}/", "02_scalars/mine-001") == ["02_scalars/mine-001"]


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("way", ["reload", "revert"])
def test_what_reset_says_to_do_in_jupyterlab_shows_the_lab_as_it_was_given(lab, page, way):
    of = manifest.load().lab("02")
    path = copies.path_of(of)
    text = path.read_text(encoding="utf-8").replace("raise NotImplementedError", "return 'my own answer'")
    path.write_text(text, encoding="utf-8")
    page.goto(lab.link("lab/tree/02_scalars.ipynb"))
    cells = page.locator(".jp-Notebook")
    cells.get_by_text("my own answer").wait_for()
    done = CliRunner().invoke(cli.app, ["reset", "2.1"])
    assert "File > Reload Notebook from Disk" in done.output
    if way == "reload":
        page.locator(".lm-MenuBar-itemLabel", has_text=re.compile("^File$")).click()
        page.get_by_text("Reload Notebook from Disk", exact=True).click()
    else:
        assert "choose Revert" in done.output
        page.locator(".jp-Notebook .jp-MarkdownCell").first.click()
        page.keyboard.press("b")  # a new cell: something to save
        page.keyboard.press("Control+s")
    if (dialog := page.locator(".jp-Dialog")).count() or way == "revert":
        dialog.get_by_role("button", name=re.compile("^(Revert|Reload)")).click()
    cells.get_by_text("NotImplementedError").wait_for()
    assert cells.get_by_text("my own answer").count() == 0
    assert "my own answer" not in path.read_text(encoding="utf-8")


@pytest.fixture
def ran(tmp_path, monkeypatch):
    """Run cells in a kernel that starts as those of `tbxlab learn` do; returns what each printed, by stream."""
    monkeypatch.setenv("PYTHONSTARTUP", str(programs.KERNEL_STARTUP))
    packages = tmp_path / "packages"
    for name, source in {
        "optuna": "import time\ntime.sleep(4)\nx = 1",
        "sklearn": "x = 2",
        "keras": "raise ModuleNotFoundError(\"No module named 'tensorflow'\", name='tensorflow')",
    }.items():
        (packages / name).mkdir(parents=True)
        (packages / name / "__init__.py").write_text(source, encoding="utf-8")

    def run(*sources):
        first = f"import sys; sys.path.insert(0, {str(packages)!r})"
        cells = [new_code_cell(source, metadata={"tags": ["raises-exception"]}) for source in (first, *sources)]
        notebook = new_notebook(cells=cells)
        NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
        return [_by_stream(cell) for cell in notebook.cells[1:]]

    return run


def _by_stream(cell):
    said = {"stdout": "", "stderr": "", "error": ""}
    for output in cell.outputs:
        if output.output_type == "stream":
            said[output.name] += output.text
        elif output.output_type == "error":
            said["error"] += f"{output.ename}: {output.evalue}"
    return said


def test_an_import_that_takes_long_says_so_once_and_a_quick_one_nothing(ran):
    slow, quick, again, names = ran(
        "import optuna\nprint(optuna.x)",
        "import sklearn",
        "import optuna",
        "print(sorted(n for n in dir() if n[0] != '_'))",
    )
    assert re.search(r"Importing optuna .* still running", slow["stderr"])
    assert slow["stdout"] == "1\n"
    assert quick["stderr"] == again["stderr"] == ""
    assert "slow_imports" not in names["stdout"], "the notebook's names are the learner's"


def test_a_package_that_a_light_installation_lacks_is_named_with_its_one_command(ran):
    missing, other = ran("import keras", "import no_such_package")
    assert "make install LIGHT=keras" in missing["stderr"]
    assert "tensorflow" in missing["stderr"]
    assert "make install" not in other["stderr"]


def test_the_learners_own_startup_file_runs_too(ran, tmp_path, monkeypatch):
    own = tmp_path / "own.py"
    own.write_text(f"open({str(tmp_path / 'it ran')!r}, 'w').close()", encoding="utf-8")
    monkeypatch.setenv("TBXLAB_STARTUP", str(own))
    ran("1")
    assert (tmp_path / "it ran").exists()


def test_jupyterlab_is_told_its_shell_and_finds_commands_in_this_installation_first(tmp_path, monkeypatch):
    given = {}
    monkeypatch.setattr(programs, "Child", lambda *arguments, **more: given.update(more, command=arguments[1]))
    monkeypatch.setenv("SHELL", "/bin/zsh")
    monkeypatch.setenv("PATH", "/usr/bin")
    programs.Lab(1, tmp_path / "log", tmp_path).start()
    assert given["env"]["PATH"].split(programs.os.pathsep)[:2] == [str(COMMANDS), "/usr/bin"]
    (settings,) = [each for each in given["command"] if "terminado_settings" in each]
    assert json.loads(settings.partition("=")[2].replace("'", '"'))["shell_command"] == [programs._shell()[0]]
    assert given["cwd"] == tmp_path
