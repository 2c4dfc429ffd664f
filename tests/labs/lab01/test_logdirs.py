"""Are the log directories that lab 01 reads what it says they are, for our reader and for TensorBoard?"""

import shutil

import pytest

from tbxlab import board, events
from tbxlab.events import NoEvents
from tbxlab.lab01 import logdirs
from tbxlab.lab01.checks.reading import DIAGNOSES, SHOWN

LOADERS = {"the default loader": [], "the Python loader": ["--load_fast=false"]}
KINDS = {"cut": {"unfinished"}, "unflushed": {"empty"}, "same-second": set(), "healthy": set()}


@pytest.fixture(scope="module")
def patients(tmp_path_factory):
    return logdirs.make_patients(tmp_path_factory.mktemp("patients"))


def logdir(patient):
    return patient.started_in / patient.command.removeprefix("tensorboard --logdir ")


@pytest.mark.parametrize("options", LOADERS.values(), ids=LOADERS)
def test_does_tensorboard_show_the_runs_that_the_answer_names(tmp_path, options):
    tree = logdirs.make_tree(tmp_path)
    assert set(events.read_tree(tree)) == SHOWN
    with board.serve(tree, options=options) as url:
        assert set(board.wait_for_runs(url, *SHOWN)) == SHOWN


@pytest.mark.parametrize(("letter", "cause", "points"), [(key, *value) for key, value in DIAGNOSES.items()])
def test_is_each_patient_sick_of_what_the_answer_says(patients, letter, cause, points):
    patient = patients[letter]
    if cause == "wrong-logdir":
        assert not logdir(patient).exists()
        (lost,) = events.read_tree(patient.folder).values()
        assert len(lost.scalars["train/loss"]) == 200
        assert not lost.damage
        return
    runs = events.read_tree(logdir(patient)).values()
    assert sum(len(series) for run in runs for series in run.scalars.values()) == points
    assert {damage.kind for run in runs for damage in run.damage} == KINDS[cause]
    if cause == "same-second":
        assert [len(run.files) for run in runs] == [1]
        assert [list(run.scalars) for run in runs] == [["validation/loss"]]


def test_does_tensorboard_count_the_same_points(patients, tmp_path):
    """One server for all five: each log directory that is there is copied below one."""
    for letter, patient in patients.items():
        if logdir(patient).is_dir():
            shutil.copytree(logdir(patient), tmp_path / letter)
    counted = dict.fromkeys(patients, 0)
    with board.serve(tmp_path) as url:
        board.wait_for_runs(url, "b/mlp/seed-0/train", "b/mlp/seed-0/validation", "d/first", "e/lr-0.1")
        for run, tags in board.ask(url, "data/plugin/scalars/tags").items():
            for tag in tags:
                counted[run[0]] += len(board.ask(url, f"data/plugin/scalars/scalars?run={run}&tag={tag}"))
    assert counted == {letter: points for letter, (_, points) in DIAGNOSES.items()}


def test_does_a_listing_look_the_same_on_every_machine(patients):
    text = str(patients["e"])
    assert text.endswith("e/copied/lr-0.1/events.out.tfevents.1767225600.laptop")
    assert "\ne$ tensorboard --logdir copied\n" in text


def test_do_two_writers_in_a_second_lose_the_first_one_s_data(tmp_path):
    logdirs.write_twice_in_a_second(tmp_path / "run", 100)
    run = events.read_run(tmp_path / "run")
    assert {tag: len(series) for tag, series in run.scalars.items()} == {"validation/loss": 100}


def test_are_record_ends_where_records_end(tmp_path):
    logdirs.write_twice_in_a_second(tmp_path / "run", 3)
    (file,) = (tmp_path / "run").iterdir()
    data = file.read_bytes()
    ends = logdirs.record_ends(data)
    assert len(ends) == 4  # the version and three points
    assert ends[-1] == len(data)
    file.write_bytes(data[: ends[1]])
    assert not events.read_run(tmp_path / "run").damage


def test_does_our_reader_find_no_run_for_a_and_two_for_b(patients):
    with pytest.raises(NoEvents):
        events.read_tree(logdir(patients["a"]))
    assert list(events.read_tree(logdir(patients["b"]))) == ["mlp/seed-0/train", "mlp/seed-0/validation"]
