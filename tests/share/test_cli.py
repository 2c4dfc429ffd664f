"""Does the command tell what it would publish, ask, refuse and end as it says?"""

import numpy as np
import pytest
import typer
from tensorboardX import SummaryWriter
from typer.testing import CliRunner

from tbxlab.cli.share import share

app = typer.Typer()
app.command()(share)


@pytest.fixture(scope="module")
def logdir(tmp_path_factory):
    runs = tmp_path_factory.mktemp("cli") / "runs"
    with SummaryWriter(str(runs / "a")) as writer:
        for step in range(1010):
            writer.add_scalar("loss", 1.0, step)
        writer.add_text("notes", "see /home/annika/secret.csv", 0)
        writer.add_image("faces", np.zeros((3, 4, 4)), 0)
        writer.add_hparams({"lr": 0.1, "data": "/data/patients/x.csv"}, {"score": 1.0}, name="trial")
    for file in runs.rglob("events*"):
        file.rename(file.with_name("events.out.tfevents.1700000000.build-7"))
    return runs


@pytest.fixture
def run(monkeypatch):
    """run(*arguments, terminal=False, answer=""): the result of the command."""

    def make(*arguments, terminal=False, answer=""):
        monkeypatch.setattr("tbxlab.cli.share._is_terminal", lambda: terminal)
        return CliRunner().invoke(app, [str(each) for each in arguments], input=answer)

    return make


def test_it_lists_what_it_is_about_to_publish(run, logdir, tmp_path):
    said = run(logdir, tmp_path / "out", "--yes", "--data-only").output
    told = [
        "2 runs: a, a/trial",
        "1011 scalars under 2 tags: loss, score",
        "1 picture under 1 tag: faces",
        "see …/secret.csv",
        "data = …/x.csv",
        "build-7  becomes  host",
        "/home/annika/secret.csv  becomes  …/secret.csv",
    ]
    for line in told:
        assert line in said, said


def test_words_are_hidden_and_names_kept_as_it_is_told(run, logdir, tmp_path):
    options = ("--yes", "--data-only", "--hide", "faces", "--keep", "build-7")
    said = run(logdir, tmp_path / "out", *options).output
    assert "1 picture under 1 tag: …" in said
    assert "build-7  becomes" not in said
    assert (tmp_path / "out" / "index.html").exists()


def test_it_says_what_tensorboard_left_out(run, logdir, tmp_path):
    assert "1 series of scalars (--all-points" in run(logdir, tmp_path / "a", "-y", "--data-only").output
    assert "Thinned" not in run(logdir, tmp_path / "b", "-y", "--data-only", "--all-points").output


def test_without_a_terminal_it_wants_yes(run, logdir, tmp_path):
    result = run(logdir, tmp_path / "out")
    assert result.exit_code == 2
    assert "--yes" in result.output
    assert "About to publish" in result.output
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("n\n", 1), ("\n", 1)])
def test_at_a_terminal_it_asks(run, logdir, tmp_path, answer, code):
    result = run(logdir, tmp_path / "out", "--data-only", terminal=True, answer=answer)
    assert (result.exit_code, (tmp_path / "out" / "index.html").exists()) == (code, code == 0)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["{logdir}"], 2, "Say where to"),
        (["{tmp}/nowhere", "{tmp}/out", "-y"], 1, "there is no"),
        (["{tmp}", "{tmp}/out", "-y"], 1, "holds no event file, only: other/"),
        (["{logdir}", "{tmp}/other", "-y"], 1, "did not make"),
        (["{logdir}", "{tmp}/out", "-y", "--interface", "https://x.org"], 2, "relative"),
        (["{tmp}/other", "--open"], 1, "holds no event file"),
    ],
)
def test_what_cannot_be_done_ends_with_its_code_and_one_line(run, logdir, tmp_path, arguments, code, said):
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "thesis.txt").touch()
    result = run(*(each.format(logdir=logdir, tmp=tmp_path) for each in arguments))
    assert (result.exit_code, said in " ".join(result.output.split())) == (code, True), result.output
    assert "Traceback" not in result.output


def test_open_serves_the_copy_until_it_is_interrupted(run, logdir, tmp_path, monkeypatch):
    import urllib.request
    import webbrowser

    seen = {}

    def look(address):
        with urllib.request.urlopen(address + "index.html") as answer:
            seen["page"] = answer.read()
        with urllib.request.urlopen(address + "sw.js") as answer:
            seen["worker"], seen["type"] = answer.read(), answer.headers["Content-Type"]
        raise KeyboardInterrupt

    monkeypatch.setattr(webbrowser, "open", look)
    result = run(logdir, "--open")
    assert result.exit_code == 0, result.output
    assert b"boot.js" in seen["page"]
    assert seen["type"] == "text/javascript", "a browser takes no worker of another type"
    assert "About to publish" not in result.output, "what stays on this machine is not published"


def test_open_shows_a_copy_whose_interface_lies_outside_of_it(run, logdir, tmp_path, monkeypatch):
    import urllib.request
    import webbrowser

    run(logdir, tmp_path / "site" / "a b", "-y", "--interface", "../interface")
    found = []

    def look(address):
        from tbxlab.share.interface import identity

        with urllib.request.urlopen(f"{address}../interface/{identity()}/page.html") as answer:
            found.append((address, answer.status))
        raise KeyboardInterrupt

    monkeypatch.setattr(webbrowser, "open", look)
    assert run(tmp_path / "site" / "a b", "--open").exit_code == 0
    assert found[0][0].endswith("/a%20b/")
    assert found[0][1] == 200
