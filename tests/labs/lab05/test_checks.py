"""What the exercises of lab 05 rest on: their runs show what is asked, and their alarms are judged fairly."""

import numpy as np
import pytest
from tensorboardX import SummaryWriter

from tbxlab.course import folders
from tbxlab.events import read_run
from tbxlab.lab05 import pipelines
from tbxlab.lab05.checks import rare as rare_class
from tbxlab.lab05.checks import reading
from tbxlab.lab05.checks.given import given
from tbxlab.lab05.checks.pipelines import PIPELINES
from tbxlab.lab05.runs import lab as makers
from tbxlab.toy import digits


@pytest.mark.parametrize("name", PIPELINES)
def test_each_pipeline_changes_at_its_step_and_the_loss_falls_all_the_same(name):
    run, (cause, first) = given(name), PIPELINES[name]
    inputs = run.images["network/batch"]
    colors = np.array([inputs.pixels(i).reshape(-1, 3).mean(axis=0) for i in range(len(inputs))])
    is_orange = (colors[:, 0] > colors[:, 1]) & (colors[:, 1] > 2 * colors[:, 2])
    sick = inputs.steps >= first if first is not None else np.zeros(len(inputs), dtype=bool)
    assert is_orange[~sick].all()
    if cause in ("channels swapped", "HWC as CHW"):
        assert not is_orange[sick].any()
    if cause == "wrapped":
        spread = run.scalars["network/std"].values
        assert spread[sick].min() > 1.4 * spread[~sick].max()
    loss = run.scalars["train/loss"].values
    assert loss[-5:].mean() < 0.4 * loss[:5].mean()


@pytest.mark.parametrize("name", PIPELINES)
def test_the_pictures_of_the_data_set_look_well_in_every_run(name):
    shown = given(name).images["dataset/batch"]
    pictures, _ = digits.gray()
    for i in range(len(shown)):
        red = pipelines.tiles(shown.pixels(i))[..., 0] / 255
        ink = pictures[shown.steps[i] : shown.steps[i] + 32] / 255
        assert (red <= ink + 0.01).all()
        assert (red >= 0.8 * ink - 0.01).all()


def test_the_healthy_pipeline_is_darker_than_the_data_set():
    run = given("b")
    assert run.images["network/batch"].pixels(3).max() < 0.8 * run.images["dataset/batch"].pixels(3).max()


def test_the_gallery_holds_ten_wrong_labels_among_mistakes_of_the_network():
    mislabeled = reading.WrongLabels.mislabeled()
    assert mislabeled.sum() == 10
    assert len(mislabeled) == 27
    scalars = given("gallery").scalars
    assert (scalars["gallery/label"].values != scalars["gallery/said"].values).all()


def test_the_curve_of_logits_looks_perfect_and_has_lost_nearly_all_examples():
    p, q, r = (given(name).pr_curves[rare_class.RareClass.tag] for name in "pqr")
    counted = [rare_class.RareClass.counted(curve) for curve in (p, q, r)]
    assert counted[0] == counted[2] == 933
    assert counted[1] < 25
    assert q.precision[-1][q.recall[-1] >= 1].max() == 1
    assert given("p").scalars["val/loss"].values == pytest.approx(given("q").scalars["val/loss"].values)


def test_p_is_better_than_r_where_nine_of_ten_eights_are_found():
    rare = rare_class.RareClass()
    p, r = (rare.at_recall(given(name).pr_curves[rare.tag])[0] for name in "pr")
    assert p > 3 * r
    assert int(given("p").pr_curves[rare.tag].positives[-1]) == makers.KEPT


@pytest.mark.parametrize("seed", [3, 4, 5])
def test_logits_lose_nearly_all_examples_and_two_layers_are_better_for_three_seeds(seed, tmp_path):
    rare, curves = rare_class.RareClass(), []
    for i, net in enumerate((makers.two_layers(), makers.two_layers(), makers.one_layer())):
        with SummaryWriter(str(tmp_path / str(i))) as writer:
            makers.searched(writer, net, logits=i == 1, seed=seed)
        curves.append(read_run(tmp_path / str(i)).pr_curves[rare.tag])
    two, of_logits, one = curves
    assert rare.counted(two) == rare.counted(one) > 900
    assert rare.counted(of_logits) < 30
    assert of_logits.precision[-1].max() > 0.85
    assert rare.at_recall(two)[0] > 1.3 * rare.at_recall(one)[0]


def test_a_given_run_is_read_as_it_is_committed():
    assert given("a").path == folders.given_folder("05_images") / "a"
    assert read_run(folders.given_folder("05_images") / "a").damage == ()
