"""Which runs belong together?"""

import re

import pytest

from tbxlab.tables import group
from tbxlab.tables.seeds import distinct


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["seed-0", "seed-1"], {".": ["seed-0", "seed-1"]}),
        (["seed0", "Seed_1", "SEED=2"], {".": ["seed0", "Seed_1", "SEED=2"]}),
        (["a/seed0", "a/seed1", "b/seed0", "b/seed1"], {"a": ["a/seed0", "a/seed1"], "b": ["b/seed0", "b/seed1"]}),
        (
            ["seed-0/a", "seed-1/a", "seed-0/b", "seed-1/b"],
            {"a": ["seed-0/a", "seed-1/a"], "b": ["seed-0/b", "seed-1/b"]},
        ),
        (["lr=0.1,seed=3", "lr=0.1,seed=14"], {"lr=0.1": ["lr=0.1,seed=3", "lr=0.1,seed=14"]}),
        (["seed_3-wide", "seed_4-wide"], {"wide": ["seed_3-wide", "seed_4-wide"]}),
        (["big-seed-1-adam/x", "big-seed-2-adam/x"], {"big-adam/x": ["big-seed-1-adam/x", "big-seed-2-adam/x"]}),
        (["first", "second"], {".": ["first", "second"]}),
        (["a/train", "b/train", "a/val", "b/val"], {"train": ["a/train", "b/train"], "val": ["a/val", "b/val"]}),
    ],
)
def test_runs_whose_names_are_equal_without_the_seed_are_a_group(names, expected):
    found = group(names)
    assert found.runs == expected
    assert found.notes == []
    assert found.by_folder == (not any("seed" in name.lower() for name in names))


def test_a_run_that_belongs_to_none_is_told():
    found = group(["seed-0", "seed-1", "baseline", "wide/seed-0"])
    assert found.runs == {".": ["seed-0", "seed-1"]}
    assert [note.split(":")[0] for note in found.notes] == ["baseline", "wide/seed-0"]


def test_the_caller_may_say_what_the_seed_is():
    found = group(["lr-0.1/7", "lr-0.1/8", "lr-0.3/7", "lr-0.3/8"], r"/\d+$")
    assert found.runs == {"lr-0.1": ["lr-0.1/7", "lr-0.1/8"], "lr-0.3": ["lr-0.3/7", "lr-0.3/8"]}
    assert not found.by_folder
    assert group(["a", "b"], "x").runs == {}
    with pytest.raises(re.error):
        group(["a"], "(")


def test_a_run_under_two_names_counts_once(tmp_path):
    from tensorboardX import SummaryWriter

    from tbxlab import events

    for name in ("run_1", "run_2"):
        with SummaryWriter(str(tmp_path / name)) as writer:
            writer.add_scalar("loss", 1.0, 0)
    try:
        (tmp_path / "latest").symlink_to(tmp_path / "run_2", target_is_directory=True)
    except OSError as error:
        pytest.skip(f"this system makes no links here: {error}")
    tree = events.read_tree(tmp_path)
    assert list(tree) == ["latest", "run_1", "run_2"]
    runs, notes = distinct(tree)
    assert list(runs) == ["run_1", "run_2"]
    assert notes == ["latest: left out, it is run_2 under a second name"]
