"""Does tools/install.py do what is needed, once, and recover what is broken?

pip is not called: the commands are what is looked at. CI runs the real thing first, from a clean clone.
"""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

posix = pytest.mark.skipif(os.name == "nt", reason="makes symbolic links and shell scripts")


@pytest.fixture
def install(tool, tmp_path, monkeypatch):
    """The script, pointed at an empty course; `install.ran` collects what it would have run."""
    module = tool("install")
    module.ran = []
    (tmp_path / "requirements.txt").write_text("# made\ntorch==2.14.1\ntorchvision==0.29.1\nsix==1.17.0\n")
    (tmp_path / "pyproject.toml").write_text("")
    venv = tmp_path / ".venv"
    folder = venv / ("Scripts" if os.name == "nt" else "bin")
    paths = {
        "ROOT": tmp_path,
        "LOCK": tmp_path / "requirements.txt",
        "VENV": venv,
        "BIN": folder,
        "PYTHON": folder / module.PYTHON.name,
        "STAMP": venv / module.STAMP.name,
        "LOG": venv / module.LOG.name,
    }
    for name, path in paths.items():
        monkeypatch.setattr(module, name, path)

    def run(what, command):
        module.ran.append(what)

    def create_venv(python):
        """As the script does, less the seconds that copying pip takes: an empty package stands for it."""
        subprocess.run([python, "-m", "venv", "--without-pip", venv], check=True)
        (site_packages,) = venv.glob("[Ll]ib/**/site-packages")
        (site_packages / "pip").mkdir()
        (site_packages / "pip" / "__init__.py").touch()

    monkeypatch.setattr(module, "run", run)
    monkeypatch.setattr(module, "create_venv", create_venv)
    return module


def test_the_first_run_installs_and_the_second_finds_all_done(install):
    assert install.main([]) == 0
    assert [what.split()[0] for what in install.ran] == ["up", "the"]
    install.ran.clear()
    assert install.main([]) == 0
    assert install.ran == []
    assert install.main(["--again"]) == 0
    assert len(install.ran) == 2


def test_a_changed_lock_is_installed_and_no_more(install):
    install.main([])
    install.ran.clear()
    install.LOCK.write_text("six==1.16.0\n")
    install.main([])
    assert install.ran[0].startswith("up to 1 packages")


def test_an_installation_that_broke_off_goes_on(install, monkeypatch):
    def broken_off(what, command):
        raise install.CannotInstall("no network")

    good = install.run
    monkeypatch.setattr(install, "run", broken_off)
    assert install.main([]) == 1
    assert not install.STAMP.exists()
    monkeypatch.setattr(install, "run", good)
    assert install.main([]) == 0
    assert len(install.ran) == 2


def test_a_lock_that_fails_after_a_success_does_not_count_as_installed(install, monkeypatch):
    install.main([])
    install.LOCK.write_text("six==1.16.0\n")
    good = install.run
    monkeypatch.setattr(install, "run", lambda what, command: (_ for _ in ()).throw(install.CannotInstall("no")))
    assert install.main([]) == 1
    install.LOCK.write_text("# made\ntorch==2.14.1\ntorchvision==0.29.1\nsix==1.17.0\n")  # back to what was there
    monkeypatch.setattr(install, "run", good)
    install.main([])
    assert install.ran[-2:], "pip may have changed half of it"


@posix
@pytest.mark.parametrize("damage", ["no python", "dead link", "moved", "symlink", "half made"])
def test_a_broken_venv_is_made_anew(install, damage):
    install.main([])
    inode = install.VENV.stat().st_ino
    (install.VENV / "old").touch()
    if damage == "no python":
        install.PYTHON.unlink()
    elif damage == "dead link":
        install.PYTHON.unlink()
        install.PYTHON.symlink_to(install.ROOT / "gone")
    elif damage == "moved":
        install.STAMP.write_text(json.dumps({"root": "/elsewhere"}))
    elif damage == "symlink":
        install.VENV.rename(install.ROOT / "other")
        install.VENV.symlink_to(install.ROOT / "other")
    elif damage == "half made":
        install.STAMP.unlink()
        for pip in install.VENV.glob("lib/python*/site-packages/pip"):
            pip.rename(pip.with_name("pi"))
    install.ran.clear()
    assert install.main([]) == 0
    assert len(install.ran) >= 2
    assert not (install.VENV / "old").exists()
    assert subprocess.run([install.PYTHON, "-c", "import pip"], check=False).returncode == 0
    if damage == "symlink":
        assert (install.ROOT / "other" / "old").exists(), "what the link showed to is not ours to remove"
        assert inode == (install.ROOT / "other").stat().st_ino


def test_a_damaged_stamp_is_no_stamp(install):
    install.VENV.mkdir()
    for text in ("", "[]", "{", "null"):
        install.STAMP.write_text(text)
        assert install.read_stamp() == {}


def test_torch_comes_first_and_from_its_index_where_one_is_given(install):
    lock = install.LOCK.read_text()
    plain = install.pip_commands(lock, None)
    assert len(plain) == 2
    (_, first), (_, second), (_, third) = install.pip_commands(lock, "https://index.example/cpu")
    assert first[-2:] == ["torch==2.14.1", "torchvision==0.29.1"]
    assert first[-5:-2] == ["--no-deps", "--index-url", "https://index.example/cpu"]
    assert second == plain[0][1]
    assert {"--no-deps", "--no-build-isolation", "-e"} < set(third)
    assert "--index-url" not in second + third


def test_an_unfit_python_finds_another_or_says_what_to_type(install, monkeypatch, capsys):
    monkeypatch.setattr(install, "fits", lambda version: version == (3, 12))
    monkeypatch.setattr(install, "find_python", lambda version: "/some/python3.12" if version == (3, 12) else None)
    monkeypatch.setattr(install, "version_of", lambda python, and_run="": (3, 12))
    if sys.version_info[:2] != (3, 12):
        assert install.choose_python() == "/some/python3.12"
        assert "taking /some/python3.12" in capsys.readouterr().out
    monkeypatch.setattr(install, "fits", lambda version: False)
    with pytest.raises(install.CannotInstall, match=r"needs Python 3\.11 to 3\.13.*\n.*PYTHON=python3\.12"):
        install.choose_python()


def test_a_python_without_venv_is_told_by_debians_package(install, monkeypatch):
    monkeypatch.setattr(install, "find_python", lambda version: None)
    monkeypatch.setattr(install, "version_of", lambda python, and_run="": None if and_run else sys.version_info[:2])
    with pytest.raises(install.CannotInstall, match=r"apt install python3\.\d+-venv"):
        install.choose_python()


@posix
def test_the_end_of_the_log_is_shown_when_a_command_fails(tool, tmp_path, monkeypatch):
    install = tool("install")
    monkeypatch.setattr(install, "LOG", tmp_path / "log")
    install.run("something", [sys.executable, "-c", "print('fine')"])
    with pytest.raises(install.CannotInstall, match=r"(?s)Could not install something.*No space left"):
        install.run("something", [sys.executable, "-c", "import sys; sys.exit('No space left')"])
    with pytest.raises(install.CannotInstall, match="cannot be started"):
        install.run("something", [str(tmp_path / "no-such-program")])


def test_old_pythons_can_read_it(text):
    """It must begin under an old Python to say which one is needed."""
    for file in ("tools/install.py", "tools/how_far.py", "tools/what_comes.py"):
        tree = ast.parse(text(file), feature_version=(3, 6))
        names = [name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names]
        names += [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        assert {name.partition(".")[0] for name in names} <= {*sys.stdlib_module_names, "how_far", "what_comes"}


def test_the_lock_of_this_repository_has_torchs_pair(install, text):
    (_, first), *_ = install.pip_commands(text("requirements.txt"), "https://index.example")
    assert [pin.partition("==")[0] for pin in first[-2:]] == ["torch", "torchvision"]
    assert Path(first[0]).name.startswith("python")


def test_a_light_installation_takes_the_course_with_the_locks_versions_and_no_site(install, monkeypatch):
    monkeypatch.setattr(install, "cpu_index", lambda: None)
    commands = []
    monkeypatch.setattr(install, "run", lambda what, command: commands.append(command))
    assert install.main(["--light"]) == 0
    assert not any("npm" in command[0] for command in commands)
    assert not any("-r" in command for command in commands), "not the whole lock"
    assert commands[-1][-4:] == ["-c", str(install.LOCK), "-e", f"{install.ROOT}[search]"]
    commands.clear()
    assert install.main(["--light"]) == 0
    assert commands == []


def test_what_was_light_stays_light_until_everything_is_asked_for(install, monkeypatch):
    monkeypatch.setattr(install, "cpu_index", lambda: None)
    install.main(["--light"])
    install.ran.clear()
    assert install.main(["--stay"]) == 0
    assert install.ran == [], "make learn on the next day"
    install.main(["--light", "keras"])
    assert "keras" in install.ran[-1]
    assert install.read_stamp()["light"] == ["keras", "search"]
    install.main(["--light", "text"])
    assert install.read_stamp()["light"] == ["keras", "search", "text"], "what is there stays"
    install.ran.clear()
    assert install.main([]) == 0
    assert [what.split()[0] for what in install.ran] == ["up", "the"], "make install"
    assert "light" not in install.read_stamp()
    install.ran.clear()
    assert install.main(["--light"]) == 0
    assert install.ran == [], "everything holds the light one, too"


@pytest.mark.parametrize(
    ("said", "extras"), [("", None), ("0", None), ("1", ["search"]), ("text, keras", ["keras", "search", "text"])]
)
def test_what_light_means(install, said, extras):
    assert install.light_extras(said) == extras


def test_a_light_installation_that_broke_off_goes_on_as_one(install, monkeypatch, capsys):
    monkeypatch.setattr(install, "cpu_index", lambda: None)
    good = install.run

    def stopped(what, command):
        raise KeyboardInterrupt

    monkeypatch.setattr(install, "run", stopped)
    assert install.main(["--light", "keras"]) == 130
    assert "The same command goes on" in capsys.readouterr().err
    monkeypatch.setattr(install, "run", good)
    assert install.main(["--stay"]) == 0, "make learn, without LIGHT"
    assert len(install.ran) == 2
    assert install.read_stamp()["light"] == ["keras", "search"]


def test_light_holds_what_labs_01_to_06_say_they_need(install):
    from tbxlab.course import manifest

    needed = {extra for lab in manifest.load().labs if int(lab.number) <= 6 for extra in lab.needs}
    assert needed == install.LIGHT


def test_torch_without_cuda_comes_from_its_index_where_that_is_reached(tool, monkeypatch):
    coming = tool("what_comes")
    monkeypatch.setattr(coming.sys, "platform", "linux")
    monkeypatch.setattr(coming.platform, "machine", lambda: "x86_64")
    asked = []

    class Answer:
        close = staticmethod(lambda: None)

    monkeypatch.setattr(coming.urllib.request, "urlopen", lambda url, timeout: asked.append(url) or Answer())
    assert coming.cpu_index() == coming.CPU_INDEX
    assert asked == [coming.CPU_INDEX + "/torch/"]

    def unreachable(url, timeout):
        raise coming.urllib.request.URLError("no name server")

    monkeypatch.setattr(coming.urllib.request, "urlopen", unreachable)
    assert coming.cpu_index() is None
    monkeypatch.setattr(coming.sys, "platform", "darwin")
    assert coming.cpu_index() is None


PIP_LOG = """\
Processing ./x
Collecting torch==2.14.1 (from -r requirements.txt (line 3))
  Downloading torch-2.14.1-cp311-none.whl (1.2 GB)
     ---------------------------------------- 1.2/1.2 GB 50 MB/s
Collecting Six==1.17.0
  Downloading six-1.17.0-py2.py3-none-any.whl (11.5 kB)
Requirement already satisfied: pip in ./.venv
Collecting jaraco.text
  Using cached jaraco_text-3.0-none.whl (8 kB)
"""


def test_how_far_it_is_comes_from_pips_log_and_the_folder(tool):
    how_far = tool("how_far").how_far
    log = PIP_LOG.splitlines()
    assert how_far(log[:2], set()) == "fetching package 1 (0 MB downloaded so far): torch==2.14.1"
    assert how_far(log, set()) == "fetching package 3 (1.2 GB downloaded so far): jaraco.text"
    log += ["Installing collected packages: Six, jaraco.text, torch", "  Attempting uninstall: six"]
    assert how_far(log, set()) == "installing package 1 of 3: six"
    assert how_far(log, {"six", "jaraco-text"}) == "installing package 3 of 3: torch"
    assert how_far(log, {"six", "jaraco-text", "torch"}) == "installing package 3 of 3: the last"
    assert how_far(["added 1 package in 2s"], set()) == "added 1 package in 2s"
    assert how_far([], set()) == ""


def test_only_whole_packages_count_as_installed(install, tool):
    install.main([])
    installed = tool("how_far").installed
    (site_packages,) = install.VENV.glob("[Ll]ib/**/site-packages")
    before = installed(install.VENV)
    for name in ("jaraco.text-3.0", "half_done-1.0"):
        (site_packages / f"{name}.dist-info").mkdir()
    (site_packages / "jaraco.text-3.0.dist-info" / "RECORD").touch()
    assert installed(install.VENV) - before == {"jaraco-text"}


def test_where_no_terminal_is_a_line_is_said_now_and_then(tool, tmp_path, monkeypatch, capsys):
    install = tool("install")
    monkeypatch.setattr(install, "LOG", tmp_path / "log")
    monkeypatch.setattr(sys.modules["how_far"], "SAY_SECONDS", 0)
    install.run("something", [sys.executable, "-c", "import time; print('half of it', flush=True); time.sleep(2)"])
    assert "half of it" in capsys.readouterr().out


def test_the_size_is_said_before_anything_is_fetched(tool, tmp_path, monkeypatch, capsys):
    coming = tool("what_comes")
    monkeypatch.setattr(coming.sys, "platform", "linux")
    monkeypatch.setattr(coming.platform, "machine", lambda: "x86_64")
    coming.say_what_comes(tmp_path, None, None)
    assert "about 9.0 GB of disk" in capsys.readouterr().out
    coming.say_what_comes(tmp_path, ["search"], coming.CPU_INDEX)
    assert "about 1.5 GB of disk" in capsys.readouterr().out
    torch = tmp_path / ".venv" / "lib" / "python3.12" / "site-packages" / "torch"
    torch.mkdir(parents=True)
    (torch / "version.py").touch()
    coming.say_what_comes(tmp_path, None, None)
    assert capsys.readouterr().out == "", "nothing of that size comes where it is"
