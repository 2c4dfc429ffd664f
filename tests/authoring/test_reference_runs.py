"""Are the runs in the repository what their makers make?"""

import json

import numpy as np
import pytest

from tbxlab import events
from tbxlab.authoring import reference_runs
from tbxlab.authoring.reference_runs import FILE_NAME, BadRun, Recipe, make, write_run
from tbxlab.course import folders

COMMITTED = reference_runs.recipes()


def lines(writer, seed):
    """Two tags, a text."""
    for step in range(5):
        writer.add_scalar("train/loss", 1 / (step + 1 + seed), step)
        writer.add_scalar("train/accuracy", step / 5, step)
    writer.add_text("note", "made for a test", 0)


def recipe(maker=lines, **settings):
    return Recipe(
        **{"name": "90_test/lines", "make": maker, "seed": 0, "seconds": 0.5, "rtol": 1e-3, "atol": 1e-5} | settings
    )


@pytest.fixture
def given(tmp_path, monkeypatch):
    monkeypatch.setattr(folders, "ROOMS", tmp_path)
    return tmp_path / "lab90" / "given"


def test_is_each_recorded_hash_the_hash_of_the_file():
    kept = {lab: reference_runs.recorded(lab) for lab in {name.split("/", 1)[0] for name in COMMITTED}}
    assert COMMITTED
    assert {
        name
        for name in COMMITTED
        for lab, run in [name.split("/", 1)]
        if kept[lab].get(run, {}).get("sha256") != reference_runs.digest(name)
    } == set()


LIGHT = {name: recipe for name, recipe in COMMITTED.items() if not recipe.heavy}


@pytest.mark.parametrize("name", {recipe.maker: name for name, recipe in LIGHT.items()}.values())
def test_does_each_maker_give_the_same_run_again(name):
    """One run of each maker, since some take seconds, and no heavy one; ``tbxlab runs --check`` makes all of them."""
    made = make(COMMITTED[name], write=False)
    assert made.state in ("same", "close"), f"{made.difference}. Meant? Next: tbxlab runs {name}"


def test_does_every_committed_run_have_a_maker_and_one_file():
    found = set(folders.given_runs())
    assert found == set(COMMITTED)
    for name in found:
        beside = reference_runs.beside(folders.given_folder(name))
        assert [path.name for path in folders.given_folder(name).glob("*tfevents*")] == [FILE_NAME]
        assert not beside or (folders.given_folder(name) / "projector_config.pbtxt") in beside


def test_are_all_records_of_runs_that_exist():
    for path in folders.ROOMS.glob("lab*/given/*/runs.json"):
        assert {f"{path.parent.name}/{run}" for run in json.loads(path.read_text(encoding="utf-8"))} <= set(COMMITTED)


def test_does_a_maker_give_the_same_bytes_twice(tmp_path):
    first, second = (write_run(recipe(), tmp_path / name) for name in "ab")
    assert first.read_bytes() == second.read_bytes()


def test_are_wall_times_the_course_s_own(tmp_path):
    """They say nothing about when and where the run was made, and grow by a fixed amount."""
    run = events.read_run(write_run(recipe(), tmp_path))
    loss = run.scalars["train/loss"]
    assert loss.wall_times.tolist() == [reference_runs.BASE + 0.5 + i for i in range(5)]
    assert not run.damage
    assert run.texts["note/text_summary"].values == ("made for a test",)


def test_does_a_new_run_get_its_record(given):
    assert make(recipe()).state == "new"
    record = json.loads((given / "90_test" / "runs.json").read_text(encoding="utf-8"))["lines"]
    assert record["shows"] == "Two tags, a text."
    assert record["command"] == "tbxlab runs 90_test/lines"
    assert record["sha256"] == reference_runs.sha256(given / "90_test" / "lines" / FILE_NAME)
    assert record["made_with"].keys() >= {"python", "torch", "tensorboardX"}
    assert make(recipe()).state == "same"


def test_does_tensorboard_see_the_run_only(given):
    make(recipe())
    assert list(events.read_tree(given)) == ["90_test/lines"]


def test_are_the_parts_of_one_fit_runs_of_their_own(given):
    for part in ("train", "validation"):
        make(recipe(name=f"90_test/fit/{part}", packages=("tensorboard",)))
    assert list(events.read_tree(given / "90_test" / "fit")) == ["train", "validation"]
    records = json.loads((given / "90_test" / "runs.json").read_text(encoding="utf-8"))
    assert list(records) == ["fit/train", "fit/validation"]
    assert "tensorboard" in records["fit/train"]["made_with"]


@pytest.mark.parametrize("name", ["90_test", "90_test/a/b/c"])
def test_is_a_name_with_too_few_or_many_parts_refused(name):
    with pytest.raises(BadRun, match="a name is lab/run, or lab/run/part"):
        reference_runs.run(name)(lines)


def test_is_rounding_kept_and_a_real_change_written(given):
    def nearly(writer, seed):
        for step in range(5):
            writer.add_scalar("train/loss", (1 + 1e-6) / (step + 1 + seed), step)
            writer.add_scalar("train/accuracy", step / 5, step)
        writer.add_text("note", "made for a test", 0)

    def other(writer, seed):
        writer.add_scalar("train/loss", 0.5, 7)

    make(recipe())
    before = reference_runs.event_file("90_test/lines").read_bytes()
    assert make(recipe(nearly)).state == "close"
    assert reference_runs.event_file("90_test/lines").read_bytes() == before
    changed = make(recipe(other), write=False)
    assert (changed.state, changed.difference[:8]) == ("changed", "scalars:")
    assert reference_runs.event_file("90_test/lines").read_bytes() == before
    assert make(recipe(other)).state == "changed"
    assert reference_runs.event_file("90_test/lines").read_bytes() != before


def by(values=(1.0, 0.5), steps=(0, 1), tag="train/loss", note="a"):
    def maker(writer, seed):
        for step, value in zip(steps, values, strict=True):
            writer.add_scalar(tag, value, step)
        writer.add_text("note", note, 0)

    return maker


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (by(values=(1.0, 0.6)), "train/loss: 1 of 2 values, first at step 1: 0.5 became 0.6"),
        (by(steps=(0, 2)), "train/loss: other steps"),
        (by(tag="loss"), "scalars: "),
        (by(note="b"), "note/text_summary: another text"),
        (by(values=(1.0, float("nan"))), "train/loss: 1 of 2 values"),
    ],
)
def test_is_a_difference_said_in_words(tmp_path, other, said):
    old, new = write_run(recipe(by()), tmp_path / "old"), write_run(recipe(other), tmp_path / "new")
    assert reference_runs.differs(old, new, recipe()).startswith(said)
    assert reference_runs.differs(old, old, recipe()) == ""


def test_is_only_the_level_of_a_chaotic_run_compared(tmp_path):
    up, down = by(range(8), range(8)), by([1, 0, 3, 2, 5, 4, 7, 6], range(8))
    old, new = write_run(recipe(up), tmp_path / "old"), write_run(recipe(down), tmp_path / "new")
    assert reference_runs.differs(old, new, recipe(chaotic=True)) == ""
    assert reference_runs.differs(old, new, recipe()) != ""
    higher = write_run(recipe(by(range(1, 9), range(8))), tmp_path / "higher")
    assert "4 of 4 values, first at quarter 0: 0.5 became 1.5" in reference_runs.differs(
        old, higher, recipe(chaotic=True)
    )


def test_are_times_compared_by_their_steps_only(tmp_path):
    old, new = (write_run(recipe(by(values)), tmp_path / name) for name, values in (("a", (1, 2)), ("b", (3, 9))))
    later = write_run(recipe(by((1, 2), steps=(0, 5))), tmp_path / "later")
    timed = recipe(measured=("train/loss",))
    assert reference_runs.differs(old, new, recipe()) != ""
    assert reference_runs.differs(old, new, timed) == ""
    assert reference_runs.differs(old, later, timed) == "train/loss: other steps"


def test_has_each_lab_with_heavy_runs_a_light_one_that_is_made_again():
    heavy = {recipe.lab for recipe in COMMITTED.values() if recipe.heavy}
    assert heavy <= {recipe.lab for recipe in LIGHT.values()}


def test_is_a_maker_of_several_files_refused(tmp_path):
    with pytest.raises(BadRun, match="2 event files"):
        write_run(recipe(lambda writer, seed: writer.add_scalars("loss", {"train": 1.0}, 0)), tmp_path)


def test_is_a_silent_maker_refused(tmp_path):
    with pytest.raises(BadRun, match="logged nothing"):
        write_run(recipe(lambda writer, seed: None), tmp_path)


def test_does_a_name_with_several_seeds_need_a_place_for_them():
    with pytest.raises(BadRun, match="seed"):
        reference_runs.run("90_test/lines", seeds=(0, 1))


def with_points(value=1.0):
    def maker(writer, seed):
        writer.add_scalar("train/loss", 1.0, 0)
        writer.add_embedding(np.full((3, 2), value), metadata=["a", "b", "c"], tag="points")

    return maker


def test_are_the_projector_s_files_kept_beside_the_event_file(given):
    made = make(recipe(with_points()))
    folder = given / "90_test" / "lines"
    assert made.state == "new"
    assert [path.relative_to(folder).as_posix() for path in reference_runs.beside(folder)] == [
        "00000/points/metadata.tsv",
        "00000/points/tensors.tsv",
        "projector_config.pbtxt",
    ]
    assert make(recipe(with_points())).state == "same"


def test_is_another_vector_another_run(given):
    make(recipe(with_points()))
    before = reference_runs.digest("90_test/lines")
    made = make(recipe(with_points(2.0)))
    assert made.state == "changed"
    assert made.difference == "points:00000: points elsewhere"
    assert reference_runs.digest("90_test/lines") != before
    assert reference_runs.recorded("90_test")["lines"]["sha256"] == reference_runs.digest("90_test/lines")


def one_of_each(picture=0, score=0.9):
    def maker(writer, seed):
        writer.add_image("input", np.full((3, 4, 4), picture, np.uint8), 0)
        writer.add_pr_curve("curve", np.array([0, 1, 1]), np.array([0.1, 0.2, score]), 0)
        writer.add_histogram("weights", np.array([0.0, score]), 0)

    return maker


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (one_of_each(picture=100), "input: step 0: another picture"),
        (one_of_each(score=0.15), "weights: step 0"),
        (one_of_each(picture=9), ""),
    ],
)
def test_are_pictures_curves_and_histograms_compared(tmp_path, other, said):
    old, new = write_run(recipe(one_of_each()), tmp_path / "old"), write_run(recipe(other), tmp_path / "new")
    difference = reference_runs.differs(old, new, recipe())
    assert difference.startswith(said)
    assert bool(difference) == bool(said)


def test_is_another_curve_another_run(tmp_path):
    def curve(positives):
        return lambda writer, seed: writer.add_pr_curve("curve", np.array(positives), np.linspace(0, 1, 4), 0)

    old = write_run(recipe(curve([0, 0, 1, 1])), tmp_path / "old")
    new = write_run(recipe(curve([1, 1, 0, 0])), tmp_path / "new")
    assert reference_runs.differs(old, new, recipe()).startswith("curve: another curve")
