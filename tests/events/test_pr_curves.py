"""PR curves: all six rows of every step."""

import numpy as np
import pytest

from tbxlab import events


def tensorboardx(folder):
    return pytest.importorskip("tensorboardX").SummaryWriter(str(folder))


def torch(folder):
    return pytest.importorskip("torch.utils.tensorboard").SummaryWriter(str(folder))


WRITERS = pytest.mark.parametrize("writer_on", [tensorboardx, torch])


def case(seed=0, n=400):
    rng = np.random.default_rng(seed)
    labels = rng.random(n) < 0.2
    return labels.astype(int), np.clip(rng.normal(0.35 + 0.3 * labels, 0.2), 0, 1)


@WRITERS
def test_a_curve_is_what_counting_gives(writer_on, tmp_path):
    writer = writer_on(tmp_path)
    for step in (0, 5):
        writer.add_pr_curve("rare", *case(step), step, num_thresholds=51)
    writer.close()

    run = events.read_run(tmp_path)
    curves = run.pr_curves["rare"]

    assert (run.damage, run.unread) == ((), {})
    assert (curves.tag, curves.steps.tolist(), len(curves)) == ("rare", [0, 5], 2)
    assert curves.precision.shape == curves.recall.shape == curves.true_positives.shape == (2, 51)
    assert curves.thresholds.tolist() == pytest.approx(np.linspace(0, 1, 51).tolist())
    for i, step in enumerate((0, 5)):
        labels, predictions = case(step)
        assert (curves.positives[i], curves.negatives[i]) == (labels.sum(), (1 - labels).sum())
        for j in (10, 25, 40):
            predicted = np.floor(predictions * 50) >= j
            assert curves.true_positives[i, j] == (predicted & (labels == 1)).sum()
            assert curves.false_positives[i, j] == (predicted & (labels == 0)).sum()
            assert curves.true_negatives[i, j] == (~predicted & (labels == 0)).sum()
            assert curves.false_negatives[i, j] == (~predicted & (labels == 1)).sum()
            assert curves.precision[i, j] == pytest.approx(labels[predicted].mean())
            assert curves.recall[i, j] == pytest.approx(predicted[labels == 1].mean())
    assert repr(curves) == "<PRCurves 'rare': 2, 51 thresholds, steps 0 to 5>"


def test_average_precision_is_scikit_learn_s_to_within_the_thresholds(tmp_path):
    metrics = pytest.importorskip("sklearn.metrics")
    writer = tensorboardx(tmp_path)
    for step in range(3):
        writer.add_pr_curve("rare", *case(step, 3000), step)
    writer.close()
    exact = [metrics.average_precision_score(*case(step, 3000)) for step in range(3)]
    assert events.read_run(tmp_path).pr_curves["rare"].average_precision == pytest.approx(exact, abs=0.01)


@WRITERS
def test_a_raw_curve_is_kept_as_it_was_given(writer_on, tmp_path):
    rates = [3 / 7, 2 / 3, 1], [1, 2 / 3, 1 / 3]
    counts = [np.array(row, float) for row in ([3, 2, 1], [4, 1, 0], [0, 3, 4], [0, 1, 2], *rates)]
    writer = writer_on(tmp_path)
    writer.add_pr_curve_raw("raw", *counts, global_step=7, num_thresholds=3)
    writer.close()

    curves = events.read_run(tmp_path).pr_curves["raw"]

    rows = ("true_positives", "false_positives", "true_negatives", "false_negatives", "precision", "recall")
    for name, given in zip(rows, counts, strict=True):
        np.testing.assert_array_equal(getattr(curves, name)[0], given.astype(np.float32))
        with pytest.raises(ValueError, match="read-only"):
            getattr(curves, name)[0] = 1


def test_curves_of_different_lengths_end_in_nan(tmp_path):
    writer = tensorboardx(tmp_path)
    for step, thresholds in enumerate((11, 21)):
        writer.add_pr_curve("rare", *case(), step, num_thresholds=thresholds)
    writer.close()

    curves = events.read_run(tmp_path).pr_curves["rare"]

    assert curves.precision.shape == (2, 21)
    assert np.isnan(curves.recall[0, 11:]).all()
    assert np.isfinite(curves.recall[0, :11]).all()
    assert curves.average_precision[0] == pytest.approx(curves.average_precision[1], abs=0.05)


@pytest.mark.parametrize("shape", [(5, 4), (6,), (6, 0), (6, 2, 2)])
def test_what_is_no_curve_is_told(shape, log, scalar):
    from tensorboard.util import tensor_util

    event = scalar("c", 0.0)
    value = event.summary.value[0]
    value.tensor.CopyFrom(tensor_util.make_tensor_proto(np.zeros(shape, np.float32)))
    value.metadata.plugin_data.plugin_name = "pr_curves"

    run = events.read_run(log(event, scalar("x", 1.0)))

    assert (run.pr_curves, list(run.scalars)) == ({}, ["x"])
    assert f"a PR curve of shape {list(shape)} instead of [6, thresholds], tag 'c'" in run.damage[0].why
