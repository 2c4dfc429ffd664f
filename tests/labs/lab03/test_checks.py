"""What the exercises of lab 03 rest on: sick layers are visibly sick, over three seeds; alarms are judged fairly."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from tbxlab import events
from tbxlab.course import folders
from tbxlab.grading.alarms import ENOUGH
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.verdict import Wrong
from tbxlab.lab03 import deep, practice
from tbxlab.lab03.checks import backward, cost, cure, drawn, reading, units
from tbxlab.lab03.checks.reading import given
from tbxlab.lab03.runs import lab as makers

SEEDS = (0, 1, 2)
LN2 = float(np.log(2))


class Log:
    """Takes scalars like a writer, {tag: values}."""

    def __init__(self):
        self.values = {}

    def add_scalar(self, tag, value, step):
        self.values.setdefault(tag, []).append(value)


@pytest.fixture(scope="module")
def trained():
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    logs = {}
    for name, setting in deep.SETTINGS.items():
        for seed in SEEDS:
            log = logs[name, seed] = Log()
            deep.train(setting, seed, log, steps=250, histograms_every=None)
    torch.set_num_threads(threads)
    return {key: {tag: np.array(values) for tag, values in log.values.items()} for key, log in logs.items()}


def ratio(log):
    return np.median(log["gradient_norm/layer1"] / log["gradient_norm/layer6"])


def of(trained, name):
    return [trained[name, seed] for seed in SEEDS]


def test_the_gradient_vanishes_with_sigmoids_and_not_with_relu(trained):
    assert max(map(ratio, of(trained, "deep sigmoid"))) < 0.01
    assert min(map(ratio, of(trained, "healthy"))) > 0.3


def test_neighboring_layers_of_sigmoids_differ_by_a_factor_of_about_a_quarter(trained):
    for log in of(trained, "deep sigmoid"):
        norms = [np.median(log[f"gradient_norm/layer{k}"]) for k in range(1, 7)]
        factors = np.divide(norms[:-1], norms[1:])
        assert 1 / 6 < factors.min() < factors.max() < 1 / 2


def test_only_the_healthy_loss_falls_well_below_ln_2(trained):
    assert max(log["train/loss"][-5:].mean() for log in of(trained, "healthy")) < LN2 - 0.1
    for name in ("deep sigmoid", "dead ReLU", "zero initialization"):
        assert min(log["train/loss"][-5:].mean() for log in of(trained, name)) > LN2 - 0.03, name


def test_units_die_where_they_are_penalized_and_few_are_dead_elsewhere_in_healthy_networks(trained):
    for log in of(trained, "dead ReLU"):
        assert log["dead/units4"][:10].max() < 0.3
        assert log["dead/units4"][15:].min() > 0.9
        assert np.median(log["gradient_norm/layer1"][15:]) < 0.001
    for log in of(trained, "healthy"):
        assert max(values.max() for tag, values in log.items() if tag.startswith("dead/")) < 0.4


def test_unscaled_inputs_saturate_the_first_layer_only(trained):
    for log in of(trained, "unscaled inputs"):
        assert log["saturated/units1"].min() > 0.9
        assert max(log[f"saturated/units{k}"].max() for k in (2, 3, 4, 5)) < 0.5
        assert ratio(log) > 1  # so the ratio of gradients does not tell this sickness


def test_zero_weights_leave_every_gradient_but_the_last_at_exactly_zero(trained):
    for log in of(trained, "zero initialization"):
        assert all(log[f"gradient_norm/layer{k}"].max() == 0 for k in range(1, 6))
        assert log["gradient_norm/layer6"].max() > 0


@pytest.mark.parametrize("patient", reading.PATIENTS)
def test_each_patient_shows_its_own_cause_and_no_other(patient):
    run, right = given(patient), reading.PATIENTS[patient]
    tags = {"unscaled inputs": "saturated/units1", "dead units": "dead/units4", "healthy": "gradient_norm/layer1"}
    seen = {
        cause
        for cause, shows in reading.SEEN.items()
        if (tags[cause] in run.scalars) and shows(run, tags[cause], reading.FROM[cause])
    }
    # The tag of a gradient would show a sick layer in any run: that the run is healthy, its cause says.
    assert seen - {"healthy"} == {right} - {"healthy"}


def test_patient_b_falls_ill_after_the_penalty_and_not_before():
    dead = given("b").scalars["dead/units4"]
    assert dead.values[dead.steps <= makers.DIED].max() < 0.3
    assert dead.values[dead.steps >= makers.DIED + 30].min() > 0.9


def test_the_healthy_patient_has_the_smallest_gradient_of_those_that_have_one():
    norms = {name: np.median(given(name).scalars["gradient_norm/layer1"].values[:10]) for name in "abc"}
    assert norms["c"] < min(norms["a"], norms["b"]) / 100


def right_of_ten(alarm, seed):
    draw = practice.COHORT.draw(seed)
    return sum(window.judge(alarm(draw.run(i))) == "right" for i, window in enumerate(draw.windows))


@pytest.mark.parametrize("seed", [10, 11, 12])
def test_no_height_of_a_gradient_is_right_as_an_alarm(seed):
    for limit in 10.0 ** np.arange(-5, 1, 0.25):

        def too_low(run, limit=limit):
            first = run.scalars["gradient_norm/layer1"]
            low = np.flatnonzero(first.values < limit)
            return int(first.steps[low[0]]) if len(low) else None

        assert right_of_ten(too_low, seed) < ENOUGH, limit


def judged(check, answer, tmp_path, case=None):
    """Drive and verify one answer; return the message's id, or None where it passes."""
    evidence, case = Evidence(tmp_path), case or check.case(0)
    try:
        check.drive(answer, case.given, evidence)
        check.verify(Evidence(tmp_path), case)
    except Wrong as wrong:
        return wrong.message_id
    return None


def test_a_gradient_that_is_no_number_is_wrong(tmp_path):
    def gradients(parameters, X, y):
        return [(np.full_like(W, np.nan), np.full_like(b, np.nan)) for W, b in parameters]

    assert judged(backward.BackwardPass(), gradients, tmp_path) == "backward-last"


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (lambda *_: None, "backward-how-many"),
        (lambda parameters, X, y: [W for W, _ in parameters], "backward-pair"),
        (lambda parameters, X, y: [(None, b) for _, b in parameters], "backward-shape"),
        (lambda parameters, X, y: [("W", "b") for _ in parameters], "backward-no-array"),
    ],
)
def test_what_is_no_list_of_pairs_of_arrays_is_told_so(answer, message, tmp_path):
    assert judged(backward.BackwardPass(), answer, tmp_path) == message


@pytest.mark.parametrize("seed", range(8))
def test_each_model_has_a_unit_that_is_alive_for_one_row_only(seed):
    for looked in units.UnitsByHooks().case(seed).given:
        model, X = units.branched(looked)
        with torch.no_grad():
            alive = (model.layer(X) > 0).sum(dim=0)
        assert (alive[: looked.dead] == 0).all()
        assert alive[looked.dead] == 1


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (lambda: torch.nn.Sequential, "cure-no-model"),
        (lambda: torch.nn.Linear(11, 2), "cure-not-called"),
        (lambda: torch.nn.Linear(10, 3), "cure-outputs"),
        (lambda: torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(10, 2)), "cure-shallow"),
    ],
)
def test_what_is_no_network_for_this_task_is_told_so(answer, message, tmp_path):
    assert judged(cure.TheCure(), answer, tmp_path) == message


@pytest.mark.parametrize("budget", [0.02, 0.25])
def test_an_interval_is_right_by_a_clock_that_no_machine_can_disturb(tmp_path, budget):
    check = cost.ChooseAnInterval()
    drawn_case = check.case(3)
    case = replace(drawn_case, given=[replace(each, budget=budget) for each in drawn_case.given])
    exact = iter([max(1, int(np.ceil(each.log / (budget * each.step)))) for each in case.true])

    def choose(train_step, log, budget, clock):
        clock()
        return next(exact)

    assert judged(check, choose, tmp_path, case) is None


def test_tensorboards_own_bins_pass(tmp_path):
    from tbxlab.events.rebinning import rebin

    def answer(left, right, counts, low, high):
        return rebin(left, right, counts, 30, low, high)[1]

    assert judged(drawn.WhatIsDrawn(), answer, tmp_path) is None


def test_the_patients_can_be_copied_and_read():
    for name in "abc":
        run = events.read_run(folders.given_folder("03_histograms") / name)
        assert not run.damage
        assert {len(histograms) for histograms in run.histograms.values()} == {3}
