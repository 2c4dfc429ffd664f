"""Is a running JupyterLab found, and no other taken for it?"""

import json
import os

import jupyter_core.paths
import psutil
import pytest

from tbxlab.environment.jupyter_servers import address_of


@pytest.fixture
def note(tmp_path, monkeypatch):
    """Leave the note of a server, as Jupyter does while it runs."""
    runtime, labs = tmp_path / "runtime", tmp_path / "my labs"
    (labs / "sub").mkdir(parents=True)
    runtime.mkdir()
    monkeypatch.setattr(jupyter_core.paths, "jupyter_runtime_dir", lambda: str(runtime))

    def leave(name="1", age=0, **more):
        server = {"pid": os.getpid(), "url": "http://127.0.0.1:8888/", "root_dir": str(labs), "token": "abc"} | more
        path = runtime / f"jpserver-{name}.json"
        path.write_text(json.dumps(server), encoding="utf-8")
        os.utime(path, (1_000_000 - age, 1_000_000 - age))

    leave.labs, leave.runtime = labs, runtime
    return leave


def test_the_address_opens_the_notebook_with_the_servers_token(note):
    note()
    assert address_of(note.labs / "sub" / "二.ipynb") == "http://127.0.0.1:8888/lab/tree/sub/%E4%BA%8C.ipynb?token=abc"


def test_a_server_without_a_token_has_none_in_its_address(note):
    note(token="")
    assert address_of(note.labs / "x.ipynb") == "http://127.0.0.1:8888/lab/tree/x.ipynb"


def test_a_server_on_another_folder_does_not_count(note, tmp_path):
    note()
    assert address_of(tmp_path / "x.ipynb") is None


def test_a_server_that_has_died_does_not_count(note):
    note(pid=next(number for number in range(2**22 - 1, 1, -1) if not psutil.pid_exists(number)))
    assert address_of(note.labs / "x.ipynb") is None


def test_the_youngest_server_is_taken(note):
    note("old", age=50, url="http://127.0.0.1:1/")
    note("new", url="http://127.0.0.1:2/")
    assert address_of(note.labs / "x.ipynb").startswith("http://127.0.0.1:2/")


def test_half_a_note_is_no_server(note):
    (note.runtime / "jpserver-0.json").write_text('{"pid":', encoding="utf-8")
    (note.runtime / "jpserver-1.json").write_text("[]", encoding="utf-8")
    assert address_of(note.labs / "x.ipynb") is None
    note("2")
    assert address_of(note.labs / "x.ipynb")


def test_the_servers_own_folder_has_an_address_too(note):
    note()
    assert address_of(note.labs) == "http://127.0.0.1:8888/lab/tree/?token=abc"
