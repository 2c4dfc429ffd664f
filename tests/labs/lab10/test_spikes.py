"""Is the pool what it says, are its cases clear, and does no cheap rule tell which spike stays?"""

import numpy as np
import pytest
import torch

from tbxlab.grading.alarms import enough
from tbxlab.grading.asking import Ring, verdict_on
from tbxlab.lab10 import cohort
from tbxlab.lab10.spikes import clear, incidents, making, pool

DRAWS = range(20)


def medians(values, count):
    """Return the median of the last ``count`` values at each point; at the first ones, that of the first ``count``."""
    found = np.median(np.lib.stride_tricks.sliding_window_view(values, count), axis=1)
    return np.concatenate([np.full(count - 1, found[0]), found])


def high(values, wait, up, more=0.0):
    """Return the first point at which all levels of so many steps are above ``up`` times the level before and ``more``,
    or None.
    """
    if len(values) <= wait + 30:
        return None
    lowest = np.lib.stride_tricks.sliding_window_view(medians(values, 15), wait - 14).min(axis=1)[30 + 15 :]
    before = np.median(np.lib.stride_tricks.sliding_window_view(values, 30), axis=1)[: len(lowest)]
    at = first(lowest > up * before + more)
    return None if at is None else at + wait + 30


def first(where):
    """Return the first point at which something holds, or None."""
    found = np.flatnonzero(where)
    return int(found[0]) if len(found) else None


def in_a_row(where, count):
    """Return the first point at which something has held ``count`` times running, or None."""
    held = np.convolve(where, np.ones(count, dtype=int), "valid") if len(where) >= count else np.array([])
    at = first(held == count)
    return None if at is None else at + count - 1


def right(member, point):
    """Return whether an alarm is right that rings at this point of a log; None is silence."""
    step = None if point is None else member.step + point
    return verdict_on(None if step is None else Ring(step, step, step - 1), member.window) == "right"


@pytest.fixture(scope="module")
def draws():
    return [cohort.members(seed) for seed in DRAWS]


def passes(draws, rule):
    """Return in how many draws a rule, a function of a member, gives enough right answers."""
    return sum(sum(right(each, rule(each)) for each in members) >= enough(len(members)) for members in draws)


def test_at_least_120_clear_logs_of_every_kind_from_three_corpora():
    logs = pool.load()
    assert len(logs) >= 120
    assert all(log.is_clear for log in logs)
    counts = pool.counts(logs)
    assert all(sum(counts[kind].values()) >= 10 for kind in pool.PROMISED)
    assert all(sum(kind[corpus] for kind in counts.values()) >= 30 for corpus in pool.CORPORA)
    assert len({(log.kind, log.corpus, log.seed) for log in logs}) == len(logs)
    assert len({log.onset for log in logs}) >= 30
    assert sum(file.stat().st_size for file in pool.GIVEN.iterdir()) < 500_000


def test_one_log_can_be_made_again():
    """One that begins at the beginning: nothing has to be trained before it. Half precision keeps three digits."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    stored = next(log for log in pool.load() if (log.kind, log.corpus, log.seed % 3) == ("junk", "stories", 2))
    made = making.make(stored.kind, stored.corpus, stored.seed)
    torch.set_num_threads(threads)
    assert (made.onset, made.earlier, len(made.loss)) == (stored.onset, stored.earlier, len(stored.loss))
    assert made.loss[:20] == pytest.approx(stored.loss[:20], rel=0.02)
    assert np.median(made.loss[-30:]) == pytest.approx(np.median(stored.loss[-30:]), rel=0.1)
    assert made.is_clear


def test_what_is_neither_back_nor_up_is_dropped():
    calm, spike = np.full(100, 2.0), np.full(10, 6.0)
    assert clear.outcome(np.concatenate([calm, spike, np.full(140, 2.1)]), 100) == "back"
    assert clear.outcome(np.concatenate([calm, spike, np.full(140, 2.5)]), 100) == "stays"
    assert clear.outcome(np.concatenate([calm, np.full(150, 2.0)]), 100) == "healthy"
    assert clear.outcome(np.concatenate([calm, spike, np.full(140, 2.25)]), 100) is None
    assert clear.outcome(np.concatenate([calm, np.full(80, 3.0), np.full(70, 2.0)]), 100) is None
    assert clear.outcome(np.concatenate([calm, np.full(150, 2.3)]), 100) is None


def test_what_happens_happens_when_it_says():
    x = torch.arange(12).reshape(2, 6)
    bad = incidents.Incident("one token", 5, 50, seed=1, batches=2, earlier=2)
    changed = [step for step in range(10) if not torch.equal(bad.batch(step, x, x + 1)[0], x)]
    assert changed == [2, 5, 6]
    assert len(bad.batch(5, x, x + 1)[0].unique()) == 1
    other = incidents.Incident("renumbered", 5, 50, seed=1)
    given, targets = other.batch(7, x, x + 1)
    assert torch.equal(targets, x + 1)
    assert not torch.equal(given, x)
    assert torch.equal(given, other.batch(9, x, x)[0])
    hot = incidents.Incident("rate", 5, 50, seed=1)
    assert [hot.rate(step, 0.1) for step in (4, 5)] == pytest.approx([0.1, 1.2])
    assert hot.clip(5, 1.0) > 1e9
    model = torch.nn.Linear(4, 4)
    before = model.weight.detach().clone()
    noise = incidents.Incident("noise", 5, 50, seed=1, size=0.5)
    noise.weights(3, model)
    assert torch.equal(model.weight, before)
    noise.weights(4, model)  # behind the step before the onset: the first loss that shows it is that of the onset
    assert (model.weight.detach() - before).std().item() == pytest.approx(0.5, abs=0.3)


def test_twenty_of_which_eight_stay_and_four_have_no_spike(draws):
    for members in draws:
        kinds = [each.kind for each in members]
        assert (kinds.count("stays"), kinds.count("back"), kinds.count("healthy")) == (8, 8, 4)
        assert len({id(each.log) for each in members}) == 20
        for kind in pool.STAYS:
            assert sorted(each.log.earlier is None for each in members if each.log.kind == kind) == [False, True]
        assert {each.unit for each in members} == set(cohort.UNITS)
        assert {each.log.corpus for each in members} == set(pool.CORPORA)


def test_a_window_begins_after_the_jump_and_ends_before_the_log(draws):
    for each in (each for members in draws for each in members):
        assert len(each.loss) == len(each.norm) == each.end - each.first
        onset = each.onset - each.step
        assert onset >= cohort.LEAST_BEFORE
        assert each.log.earlier is None or each.log.earlier - each.first >= 20
        if each.kind == "stays":
            assert each.window.last < each.step + len(each.loss) - 1
        else:
            assert each.window.first is None


def test_no_level_and_no_length_tells_what_stays(draws):
    members = [each for drawn in draws for each in drawn]
    stays, others = ([each for each in members if (each.kind == "stays") == kind] for kind in (True, False))
    assert min(np.median(each.loss[-15:]) for each in stays) < min(np.median(each.loss) for each in others) * 2
    assert max(np.median(each.loss[-15:]) for each in others) > np.median([np.median(e.loss[-15:]) for e in stays]) / 2
    assert max(each.loss.max() for each in members if each.kind == "back" and each.unit == "nats") > 8
    assert abs(np.mean([len(e.loss) for e in stays]) - np.mean([len(e.loss) for e in others])) < 25


def look(each, point):
    """Return this point of a log, if the level there is above that of the log's beginning."""
    if len(each.loss) <= point:
        return None
    return point if np.median(each.loss[point - 14 : point + 1]) > 1.12 * np.median(each.loss[20:50]) else None


WAITING = {
    "medians": lambda each: high(each.loss, 70, 1.12),
    "medians, 5 steps less": lambda each: high(each.loss, 65, 1.12),
    "medians, 10 steps more": lambda each: high(each.loss, 80, 1.12),
    "medians, 10 percent": lambda each: high(each.loss, 70, 1.10),
    "medians, 14 percent": lambda each: high(each.loss, 70, 1.14),
}


@pytest.mark.parametrize("rule", WAITING)
def test_waiting_is_right(draws, rule):
    assert passes(draws, WAITING[rule]) == len(draws)


LEVELS = (0.8, 1, 1.2, 1.5, 1.8, 2, 2.2, 2.4, 2.6, 2.8, 3, 3.3, 3.6, 4, 4.5, 5, 6, 7, 800, 1200, 1600, 2000, 2500)


@pytest.mark.parametrize("count", [1, 5, 20, 40, 60, 70, 80])
def test_no_level_does_it_however_long_it_lasts(draws, count):
    assert max(passes(draws, lambda each, c=c: in_a_row(each.loss > c, count)) for c in LEVELS) <= 1


@pytest.mark.parametrize("count", [1, 5, 20, 40, 60, 70, 80])
def test_no_level_of_the_norm_does_it_either(draws, count):
    levels = (0.3, 0.5, 0.7, 1, 1.5, 2, 3, 4, 6, 10, 20)
    assert max(passes(draws, lambda each, c=c: in_a_row(each.norm > c, count)) for c in levels) <= 1


def test_no_step_does_it_with_hindsight(draws):
    """The best point of each draw, chosen afterwards, and whether or not it looks at the loss there."""
    for members in draws:
        before = [np.median(each.loss[20:50]) for each in members]
        for point in range(50, 280, 5):
            reached = [len(each.loss) > point for each in members]
            assert sum(right(m, point if r else None) for m, r in zip(members, reached, strict=True)) < 19
            looked = [
                point if r and np.median(m.loss[point - 14 : point + 1]) > 1.12 * b else None
                for m, b, r in zip(members, before, reached, strict=True)
            ]
            assert sum(right(*pair) for pair in zip(members, looked, strict=True)) < 19


def test_no_level_at_one_point_does_it(draws):
    def at(point, level):
        return lambda each: point if len(each.loss) > point and each.loss[point] > level else None

    assert max(passes(draws, at(point, level)) for point in range(100, 240, 20) for level in LEVELS) == 0


@pytest.mark.parametrize("kind", [kind for kind in pool.PROMISED if kind != pool.HEALTHY])
def test_none_that_is_blind_to_a_kind_does_it(draws, kind):
    """An alarm that is right in all else, but waits for one kind that stays, or rings for one that comes back."""

    def blind(each):
        if each.log.kind != kind:
            return WAITING["medians"](each)
        return None if each.kind == "stays" else each.onset - each.step + 40

    assert passes(draws, blind) == 0


CHEAP = {
    "a jump": lambda each: first(each.loss[30:] > 1.3 * np.median(each.loss[:30])),
    "a jump of the norm": lambda each: first(each.norm[30:] > 4 * np.median(each.norm[:30])),
    "the last level": lambda each: (
        len(each.loss) - 1 if np.median(each.loss[-15:]) > 1.12 * np.median(each.loss[20:50]) else None
    ),
    "the length": lambda each: high(each.loss, 70, 1.12) and 200,
    "twice its lowest": lambda each: first(each.loss > 2 * np.minimum.accumulate(each.loss)),
    "jump and level": lambda each: first((each.loss > 3) & (each.loss > 1.3 * np.median(each.loss[:30]))),
    "no patience": lambda each: high(each.loss, 16, 1.12),
    "patience of 30": lambda each: high(each.loss, 30, 1.12),
    "patience of 130": lambda each: high(each.loss, 130, 1.12),
    "twice as high for 70": lambda each: high(each.loss, 70, 2.0),
    "by 0.5 units for 70": lambda each: high(each.loss, 70, 1.0, 0.5),
    "by 1 unit for 70": lambda each: high(each.loss, 70, 1.0, 1.0),
    "by 2 units for 70": lambda each: high(each.loss, 70, 1.0, 2.0),
    "by 0.5 units for 60": lambda each: high(each.loss, 60, 1.0, 0.5),
    "by 1 unit for 60": lambda each: high(each.loss, 60, 1.0, 1.0),
    "the level times the step": lambda each: first(each.loss * np.arange(len(each.loss)) > 400),
    "the relative level, and a level": lambda each: first(
        (medians(each.loss, 15) > 1.12 * np.median(each.loss[:30])) & (each.loss > 3)
    ),
    "one look at the 180th point": lambda each: look(each, 180),
    "one look at the 200th point": lambda each: look(each, 200),
    "norm for 70": lambda each: high(each.norm, 70, 1.12),
}


@pytest.mark.parametrize("rule", CHEAP)
def test_no_cheap_rule_does_it(draws, rule):
    assert passes(draws, CHEAP[rule]) <= 1
