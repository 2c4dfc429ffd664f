"""Does a copy that was begun with an older course come up to date with everything that is the learner's in it?"""

import copy

import nbformat
import pytest
from nbformat.v4 import new_code_cell
from typer.testing import CliRunner

from tbxlab import cli
from tbxlab.course import manifest
from tbxlab.notebooks import build, copies, make, update
from tbxlab.notebooks.renew import renew

GUESSES = (
    '# %%\nprint(new_run("2.1"))',
    "# %%\nguess = ...  # your guess\n\n# %%\nprint('one', guess)\n\n"
    "# %%\nguess = ...  # your guess\n\n# %%\nprint('two', guess)\n",
)


def sources(path):
    return [cell.source for cell in make.read(path).cells]


@pytest.fixture
def mine(lab, solved):
    """The learner's copy, solved."""
    copies.begin(lab)
    make.write(solved(make.read(copies.path_of(lab))), copies.path_of(lab))
    return copies.path_of(lab)


def test_the_courses_cells_are_the_new_ones_and_the_rest_is_the_learners(lab, mine, newer, answer):
    before = mine.read_bytes()
    newer(
        ("# # A tiny lab", "# # A newer lab"),
        ("# %% exercise", '# %%\nprint("a new cell before it")\n\n# %% exercise'),
    )
    assert copies.is_older(lab)
    done = update.update(lab)
    assert (done.state, done.answers) == ("updated", ("2.1",))
    assert done.kept.read_bytes() == before
    now = sources(mine)
    assert "# A newer lab" in now
    assert 'print("a new cell before it")' in now
    at = now.index(answer)
    assert now[at : at + 3] == [answer, "my_own = 7", "my own note"], "added cells stay behind what they followed"
    cells = make.read(mine).cells
    assert cells[at].outputs[0].text == "it ran\n"
    nbformat.validate(make.read(mine))
    assert not copies.is_older(lab)
    assert update.update(lab).state == "current"
    assert len(list(mine.parent.glob("*.mine-*"))) == 1, "what is up to date needs no second copy"


def test_what_nobody_touched_gets_the_new_starter_and_no_copy(lab, newer):
    copies.begin(lab)
    newer(("Log the loss at its step", "Log the loss where it belongs"))
    done = update.update(lab)
    assert (done.state, done.kept) == ("updated", None)
    assert any("where it belongs" in source for source in sources(copies.path_of(lab)))


def test_an_answer_goes_with_its_exercise_where_the_numbers_change(lab, mine, newer, answer, tiny_course):
    for path in (tiny_course / "src" / "tbxlab" / "lab02").rglob("*.toml"):
        path.write_text(path.read_text(encoding="utf-8").replace('"2.1"', '"2.7"'), encoding="utf-8")
    newer(
        ('exercise="2.1"', 'exercise="2.7"'),
        ("# Exercise 2.1", "# Exercise 2.7"),
        ('check="2.1"', 'check="2.7"'),
        ('check("2.1"', 'check("2.7"'),
    )
    done = update.update(manifest.load().lab("02"))
    assert done.answers == ("2.7",)
    assert "2.1 is in exercise 2.7" in done.notes[0]
    assert answer.replace("2.1", "2.7") in sources(mine)


def test_an_answer_to_an_exercise_that_is_gone_is_kept_as_text(lab, mine, answer):
    new = copies.given(lab)
    new.cells = [cell for cell in new.cells if cell.id not in ("ex-2-1", "check-2-1")]
    result = renew(make.read(mine), copies.begun(lab), new)
    (text,) = [cell for cell in result.notebook.cells if answer in cell.source]
    assert text.cell_type == "markdown", "it must not stop Run All"
    assert "2.1" in result.notes[0]
    assert "my_own = 7" in [cell.source for cell in result.notebook.cells]


def test_predictions_are_kept_each_in_its_place(lab, newer):
    newer(GUESSES)
    copies.begin(lab)
    path = copies.path_of(lab)
    notebook = make.read(path)
    first, second = (cell for cell in notebook.cells if cell.source.startswith("guess ="))
    first.source, second.source = "guess = (1, -2)", "guess = 'second'  # sure"
    make.write(notebook, path)
    newer(("# # A tiny lab", "# # A newer lab\n\n# %%\nprint('moves all ids')"))
    assert update.update(lab).state == "updated"
    now = sources(path)
    assert now[now.index("guess = (1, -2)") + 1] == "print('one', guess)"
    assert now[now.index("guess = 'second'  # sure") + 1] == "print('two', guess)"
    assert "guess = ...  # your guess" not in now


def test_a_cell_of_the_course_that_the_learner_changed_stays_theirs_unless_the_course_changed_it_too(lab, newer):
    newer(GUESSES)
    copies.begin(lab)
    path = copies.path_of(lab)
    notebook = make.read(path)
    for cell in notebook.cells:
        cell.source = cell.source.replace("print('one', guess)", "print('one', guess, 'mine')")
        cell.source = cell.source.replace("print('two', guess)", "print('two', guess, 'mine')")
    make.write(notebook, path)
    newer(("print('two', guess)", "print('two, anew', guess)"))
    done = update.update(lab)
    now = sources(path)
    assert "print('one', guess, 'mine')" in now
    assert "print('two, anew', guess)" in now
    assert len(done.notes) == 1
    assert "print('two', guess, 'mine')" in done.kept.read_text(encoding="utf-8")
    assert "print('two', guess, 'mine')" in done.notes[0]


def test_a_lab_solved_in_labs_becomes_the_copy_and_git_gets_its_file_back(lab, solved, answer, newer):
    """As an earlier course told people to: the notebook of that course, without a note of what it was begun from."""
    place, given = build.lab_path(lab), build.lab_path(lab).read_bytes()
    make.write(solved(make.read(place)), place)
    mine = place.read_bytes()
    assert update.begin(lab).answers == ("2.1",)
    now = sources(copies.path_of(lab))
    assert answer in now
    assert now[now.index(answer) + 1 :][:2] == ["my_own = 7", "my own note"]
    assert place.read_bytes() == given
    assert (copies.path_of(lab).parent / "02_scalars.mine-1.ipynb").read_bytes() == mine


def test_a_folder_that_was_put_aside_before_a_pull_is_taken_over(lab, solved, answer, newer, tmp_path, tiny_course):
    folder = tmp_path / "my labs"
    folder.mkdir()
    make.write(solved(make.read(build.lab_path(lab))), folder / "02_scalars.ipynb")
    (folder / "watchdog.py").write_text("ALARMS = {}\n", encoding="utf-8")
    newer(("# # A tiny lab", "# # A newer lab"))
    done = CliRunner().invoke(cli.app, ["update", str(folder)])
    assert done.exit_code == 0, done.output
    assert "Answers kept: 2.1" in done.output
    now = sources(copies.path_of(lab))
    assert {answer, "# A newer lab"} <= set(now)
    assert not any("A tiny lab" in source for source in now)
    assert (tiny_course / "work" / "alarms.py").read_text(encoding="utf-8") == "ALARMS = {}\n"
    assert (folder / "02_scalars.ipynb").exists()


def test_a_copy_that_holds_work_is_not_replaced_by_another(lab, mine, solved, tmp_path):
    other = tmp_path / "02_scalars.ipynb"
    make.write(copies.given(lab), other)
    before = mine.read_bytes()
    done = update.take(lab, other)
    assert done.state == "beside"
    assert mine.read_bytes() == before
    assert done.kept.read_bytes() == other.read_bytes()


def test_an_older_starter_that_nobody_touched_is_no_answer(lab):
    old = copies.given(lab)
    for cell in old.cells:
        cell.source = cell.source.replace("Log the loss at its step", "An older text")
    result = renew(old, None, copies.given(lab))
    assert result.answers == ()
    assert copies.text_of(result.notebook) == copies.text_of(copies.given(lab))


@pytest.mark.parametrize("drop", ["metadata", "ids", "both"])
def test_a_notebook_that_an_editor_has_stripped_keeps_its_answers_and_doubles_nothing(lab, mine, newer, answer, drop):
    stripped = make.read(mine)
    for number, cell in enumerate(stripped.cells):
        if drop != "ids":
            cell.metadata = {}
        if drop != "metadata":
            cell.id = f"other{number}"
    base = copies.begun(lab)
    newer(("# # A tiny lab", "# # A newer lab"))
    result = renew(stripped, base, copies.given(lab))
    now = [cell.source for cell in result.notebook.cells]
    assert now.count(answer) == 1
    assert now.count("my_own = 7") == 1
    assert sum(source.startswith("check(") for source in now) == 1
    assert not any("A tiny lab" in source for source in now)


def test_of_two_cells_of_one_exercise_the_last_that_was_written_in_counts(lab, mine, answer):
    twice = make.read(mine)
    again = copy.deepcopy(next(cell for cell in twice.cells if cell.source == answer))
    again.id, again.source = "again", answer + "  # the second"
    twice.cells.append(again)
    twice.cells.append(new_code_cell(next(c.source for c in copies.given(lab).cells if c.id == "ex-2-1")))
    result = renew(twice, copies.begun(lab), copies.given(lab))
    assert answer + "  # the second" in [cell.source for cell in result.notebook.cells]
    assert any("twice" in note for note in result.notes)


@pytest.mark.parametrize("text", ["{}", "<html></html>", "", "{"])
def test_a_copy_that_cannot_be_read_is_left_alone_and_named(lab, text):
    copies.begin(lab)
    copies.path_of(lab).write_text(text, encoding="utf-8")
    done = CliRunner().invoke(cli.app, ["update"])
    assert done.exit_code == 1
    assert "tbxlab reset 02" in done.output
    assert copies.path_of(lab).read_text(encoding="utf-8") == text


@pytest.mark.parametrize("moment", ["copy", "write"])
def test_an_update_that_breaks_off_loses_nothing(lab, mine, newer, monkeypatch, moment):
    newer(("# # A tiny lab", "# # A newer lab"))
    before = mine.read_bytes()

    def refuse(*_, **__):
        raise OSError(28, "No space left on device")

    place = {"copy": (update, "keep"), "write": (make, "write")}[moment]
    monkeypatch.setattr(*place, refuse)
    done = CliRunner().invoke(cli.app, ["update"])
    assert done.exit_code == 2
    assert "no file was lost" in done.output
    monkeypatch.undo()
    monkeypatch.setenv("TBXLAB_COURSE", str(mine.parents[1]))
    monkeypatch.delenv("TBXLAB_WORK", raising=False)
    assert mine.read_bytes() == before
    assert update.update(lab).state == "updated", "and the next one goes through"


def test_check_says_that_a_copy_is_older_and_what_to_type(lab, mine, newer):
    newer(("# # A tiny lab", "# # A newer lab"))
    done = CliRunner().invoke(cli.app, ["check", "02"])
    assert "tbxlab update" in done.output
    assert "2 of 2 points" in done.output
