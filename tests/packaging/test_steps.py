"""Does tools/test.py run every step, go on after a failure, and count what was run?"""

import os
import subprocess
import sys

import pytest

from tbxlab.authoring import verify


@pytest.fixture
def steps(tool, monkeypatch):
    module = tool("test")

    def use(**commands):
        monkeypatch.setattr(module, "STEPS", {name: [sys.executable, "-c", code] for name, code in commands.items()})
        return module

    return use


def test_a_failure_does_not_hide_the_steps_after_it(steps, capfd):
    module = steps(first="import sys; print('broken'); sys.exit(3)", second="print('12 passed, 1 skipped in 0.10s')")
    assert module.main([]) == 1
    shown = capfd.readouterr().out
    assert "FAILED (exit code 3)" in shown
    assert "second" in shown
    assert shown.splitlines()[-1] == "12 passed, 1 failed, 1 skipped"


def test_all_well_is_zero(steps, capfd):
    assert steps(style="pass", tests="print('=== 5 passed in 1.00s ===')").main([]) == 0
    assert capfd.readouterr().out.splitlines()[-1] == "6 passed, 0 failed, 0 skipped"


def test_one_step_can_be_run_alone(steps, capfd):
    module = steps(first="print('one')", second="print('two')")
    assert module.main(["second"]) == 0
    assert "two" in capfd.readouterr().out
    assert module.main(["third"]) == 2
    assert "first, second" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("line", "counts"),
    [
        ("3 passed in 11.47s", {"passed": 3}),
        ("1 failed, 2 passed, 4 warnings in 61.00s (0:01:01)", {"failed": 1, "passed": 2}),
        ("2 errors in 1.05s", {"failed": 2}),
        ("==== 1 failed, 1 error in 0.5s ====", {"failed": 2}),
        ("no tests ran in 0.01s", {}),
        ("I read that 3 passed in 2 seconds", {}),
        ("✓ 3 passed", {}),
    ],
)
def test_pytests_closing_line_is_read(tool, line, counts):
    assert tool("test").counts_in(line) == counts


def test_a_learners_settings_do_not_reach_the_tests(tool, monkeypatch):
    monkeypatch.setenv("TBXLAB_SEED", "7")
    monkeypatch.setenv("TBXLAB_RUNS", "/home/me/runs")
    environment = tool("test").environment("elsewhere")
    assert "TBXLAB_SEED" not in environment
    assert environment["TBXLAB_RUNS"] == "elsewhere"
    assert environment["TBXLAB_PROGRESS"].startswith("elsewhere")
    assert environment["OMP_NUM_THREADS"] == "1"


@pytest.fixture
def pytest_in(tool, tmp_path):
    """Run pytest over a folder of test files, with the options that the step has."""

    def run(**files):
        for name, source in files.items():
            (tmp_path / f"test_{name}.py").write_text(source, encoding="utf-8")
        command = [part for part in tool("test").STEPS["tests"] if part != "tests/"] + ["-p", "xdist.plugin", "."]
        environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}  # the other plugins take seconds to load
        return subprocess.run(
            command, env=environment, capture_output=True, text=True, encoding="utf-8", cwd=tmp_path, timeout=300
        )

    return run


def test_a_folder_without_tests_fails(pytest_in):
    """What finds nothing must not pass: pytest's own exit code says so, under xdist too."""
    assert pytest_in().returncode == 5


def test_a_crash_is_a_failure_and_not_a_wait_for_ever(pytest_in, tool):
    good = "def test_one(): pass\ndef test_two(): pass\n"
    answer = pytest_in(crash=f"import os\n{good}def test_crash(): os._exit(11)\n{good}", a=good, b=good, c=good)
    assert answer.returncode == 1
    assert tool("test").counts_in(answer.stdout.splitlines()[-1])["failed"] == 1


def test_everything_is_in_the_steps(tool):
    """Style, types, imports, solutions under nbval, and tests/: the chapters' code and the strict site build too."""
    commands = {name: " ".join(command) for name, command in tool("test").STEPS.items()}
    assert "ruff check ." in commands["style"]
    assert "ruff format --check ." in commands["format"]
    assert commands["types"].endswith("-m mypy"), "what it looks at is in pyproject.toml"
    assert "deptry ." in commands["imports"]
    assert "--nbval-lax --nbval-current-env" in commands["solutions"]
    assert commands["tests"].endswith("tests/")
    assert "-n 2" in commands["solutions"]
    assert "--dist loadfile" in commands["solutions"], "by file only: other ways tear notebooks apart"
    assert "--dist loadgroup --no-loadscope-reorder" in commands["tests"], "what shares a fixture stays together"


def test_the_proof_reads_what_the_solutions_step_left_and_only_that(tool, tmp_path):
    module = tool("test")
    left = module.left_by("solutions", tmp_path, [])
    assert left == {"TBXLAB_SEED": "0,1,2", "TBXLAB_EVIDENCE": str(tmp_path)}
    assert module.left_by("tests", tmp_path, ["style", "solutions"]) == {"TBXLAB_SOLVED": str(tmp_path)}
    assert module.left_by("tests", tmp_path, ["style"]) == {}


def test_the_steps_seeds_are_those_of_the_proof(tool):
    assert ",".join(map(str, verify.SEEDS)) == tool("test").SEEDS


def test_one_lab_is_proven_by_its_notebook_its_answers_its_pages_and_its_tests(tool):
    steps = tool("test").of_lab("02")
    assert steps["solutions"][-1] == "solutions/02_scalars.ipynb"
    chosen = " ".join(steps["tests"])
    for part in ("test_the_lab_holds[02_scalars]", "[chapters/02-scalars.md]", "tests/labs/lab02"):
        assert part in chosen


@pytest.mark.parametrize("number", ["77", "../0", "0?", ""])
def test_a_lab_that_is_not_there_is_told(tool, number):
    with pytest.raises(LookupError, match="01, 02"):
        tool("test").of_lab(number)
