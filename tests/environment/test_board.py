"""Does TensorBoard start from Python, without TensorFlow, and is it gone afterwards?"""

import subprocess
import sys

import psutil
import pytest
from tensorboardX import SummaryWriter

from tbxlab import board
from tbxlab.environment import ports
from tbxlab.environment.services import Child
from tbxlab.environment.waiting import NotReady, wait_for


@pytest.fixture
def logdir(tmp_path):
    with SummaryWriter(tmp_path / "logs" / "one") as writer:
        writer.add_scalar("loss", 0.5, 1)
    return tmp_path / "logs"


def family():
    return {process.pid for process in psutil.Process().children(recursive=True) if process.status() != "zombie"}


# A stand-in that tells when it is imported: TensorFlow itself need not be installed for this test.
SPY = "import os, pathlib\npathlib.Path(os.environ['SPY']).touch()\n__version__ = '2.21.0'\n"


@pytest.fixture
def tensorflow_spy(tmp_path, monkeypatch):
    """The path of a file that appears when a child process imports tensorflow."""
    (tmp_path / "spy").mkdir()
    (tmp_path / "spy" / "tensorflow.py").write_text(SPY, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "spy"))
    monkeypatch.setenv("SPY", str(tmp_path / "imported"))
    return tmp_path / "imported"


def test_a_run_is_served_and_nothing_is_left(logdir, tensorflow_spy):
    before = family()
    with board.serve(logdir) as url:
        assert url.endswith("/")
        assert board.wait_for_runs(url, "one") == ["one"]
        assert board.ask(url, "data/plugin/scalars/scalars?run=one&tag=loss")[0][1:] == [1, 0.5]
        assert family() > before
    assert family() <= before
    assert ports.is_free(int(url.rstrip("/").rpartition(":")[2]))
    assert not tensorflow_spy.exists(), "TensorBoard imported TensorFlow"


def test_the_spy_would_have_seen_tensorflow(tensorflow_spy):
    subprocess.run([sys.executable, "-c", "from tensorboard.compat import tf; tf.__version__"], check=True)
    assert tensorflow_spy.exists()


def test_a_run_that_is_not_there_is_named(logdir):
    with board.serve(logdir, options=["--load_fast=false"]) as url:
        with pytest.raises(NotReady, match="two"):
            board.wait_for_runs(url, "two", timeout=1)


def test_what_tensorboard_says_against_its_options_is_told(logdir):
    with pytest.raises(board.BoardError, match="unrecognized arguments: --nonsense"):
        with board.serve(logdir, options=["--nonsense"]):
            pytest.fail("it cannot have started")


def test_without_options_it_shows_the_courses_runs(tmp_path, monkeypatch):
    (tmp_path / "course.toml").write_text("", encoding="utf-8")
    monkeypatch.setenv("TBXLAB_COURSE", str(tmp_path))
    monkeypatch.delenv("TBXLAB_RUNS", raising=False)
    monkeypatch.delenv("TBXLAB_WORK", raising=False)
    log = tmp_path / "log"
    server = Child("board", [sys.executable, "-m", "tbxlab.board"], log)
    try:
        wait_for(lambda: "(Press" in log.read_text(encoding="utf-8"), 120, lambda: server.exit_code is not None)
        url = next(word for word in log.read_text(encoding="utf-8").split() if word.startswith("http://127"))
        assert board.ask(url, "data/environment")["data_location"] == str(tmp_path / "work" / "runs")
    finally:
        server.stop()
    assert "TensorFlow installation not found" not in log.read_text(encoding="utf-8")
