"""Does a copy answer what a live TensorBoard answers, whoever wrote the log?"""

import base64
import json
from urllib.parse import parse_qsl

import numpy as np
import pytest

HISTOGRAM_BINS = 30


@pytest.fixture(scope="module", params=["tensorboardX", "torch", "tf.summary"])
def both(request, log_by, live, copy_of):
    logdir = log_by(request.param)
    return live(logdir), copy_of(logdir)


def tags_of(board, ask, route):
    """(run, tag, info) for each series that a /tags route lists."""
    (runs,) = board.json(ask(f"plugin/{route}/tags"))
    return [(run, tag, tags[tag] if isinstance(tags, dict) else None) for run, tags in runs.items() for tag in tags]


def drawn(buckets, low, high, bins=HISTOGRAM_BINS):
    """Heights as the interface draws them, after the code of its Histograms dashboard."""
    heights, width, at = [], (high - low) / bins, 0
    for number in range(bins):
        left, right, height = low + number * width, low + (number + 1) * width, 0.0
        while at < len(buckets):
            begin, end, count = max(low, buckets[at][0]), min(high, buckets[at][1]), buckets[at][2]
            if end > begin:
                height += max(0.0, min(end, right) - max(begin, left)) / (end - begin) * count
            elif left <= begin and (end <= right if right >= high else end < right):
                height += count
            if end > right:
                break
            at += 1
        heights.append(height)
    return heights


def assert_same_picture(one, other):
    """Two series of histograms ([time, step, buckets] each) look the same."""
    assert [row[:2] for row in one] == [row[:2] for row in other]
    low = min(row[2][0][0] for row in one)
    high = max(row[2][-1][1] for row in one)
    assert min(row[2][0][0] for row in other) == pytest.approx(low)
    assert max(row[2][-1][1] for row in other) == pytest.approx(high)
    for mine, its in zip(one, other, strict=True):
        # A thousandth of the highest bar: a fifth of a pixel.
        expected = drawn(mine[2], low, high)
        assert drawn(its[2], low, high) == pytest.approx(expected, abs=1e-3 * max(expected))


def test_the_runs_and_all_lists_of_tags_are_the_same(both, ask):
    names = ["scalars", "images", "audio", "histograms", "distributions", "text", "pr_curves", "mesh", "timeseries"]
    questions = [ask("runs"), ask("plugin/graphs/info"), ask("plugin/custom_scalars/layout")]
    questions += [ask(f"plugin/{name}/tags") for name in names]
    one, other = (board.json(*questions) for board in both)
    assert other == one
    assert any(one[3].values()), "the log has no scalars: nothing was compared"


def test_every_scalar_point_is_the_same_in_each_form(both, ask):
    live, copy = both
    found = tags_of(live, ask, "scalars")
    runs = sorted({run for run, _, _ in found})
    questions = [ask("plugin/scalars/scalars", run=run, tag=tag) for run, tag, _ in found]
    for tag in sorted({tag for _, tag, _ in found}):
        of_tag = [run for run, each, _ in found if each == tag]
        form = [("tag", tag), *(("runs", run) for run in of_tag)]
        wanted = [{"plugin": "scalars", "tag": tag}, {"plugin": "scalars", "tag": tag, "run": of_tag[0]}]
        questions.append(ask.post("plugin/scalars/scalars_multirun", form))
        questions.append(ask.post("plugin/timeseries/timeSeries", [("requests", json.dumps(wanted))]))
    (layout,) = live.json(ask("plugin/custom_scalars/layout"))
    patterns = ["train/.*", r"(margin/value)|(margin/low)|(margin/high)"] if layout else []
    questions += [ask("plugin/custom_scalars/scalars", run=run, tag=pattern) for run in runs for pattern in patterns]
    assert len(found) > 0
    assert copy.json(*questions) == live.json(*questions)


def test_histograms_draw_the_same_picture_in_both_dashboards(both, ask):
    live, copy = both
    found = tags_of(live, ask, "histograms")
    assert found
    for run, tag, _ in found:
        classic = ask("plugin/histograms/histograms", run=run, tag=tag)
        series = ask.post(
            "plugin/timeseries/timeSeries",
            [("requests", json.dumps([{"plugin": "histograms", "tag": tag, "run": run}]))],
        )
        (one, (mine,)), (other, (its,)) = live.json(classic, series), copy.json(classic, series)
        assert_same_picture(one, other)
        rows = [
            [
                [point["wallTime"], point["step"], [[b["min"], b["max"], b["count"]] for b in point["bins"]]]
                for point in answer["runToSeries"][run]
            ]
            for answer in (mine, its)
        ]
        assert_same_picture(*rows)


def test_distributions_are_those_of_the_original_buckets(both, ask):
    live, copy = both
    for run, tag, _ in tags_of(live, ask, "distributions"):
        question = ask("plugin/distributions/distributions", run=run, tag=tag)
        (one,), (other,) = live.json(question), copy.json(question)
        assert [row[:2] for row in one] == [row[:2] for row in other]
        np.testing.assert_allclose([row[2] for row in other], [row[2] for row in one], rtol=1e-6, atol=1e-12)


@pytest.mark.parametrize("kind", ["images", "audio"])
def test_pictures_and_sounds_are_the_same_bytes(both, ask, kind):
    live, copy = both
    single = {"images": "individualImage", "audio": "individualAudio"}[kind]
    found = tags_of(live, ask, kind)
    for run, tag, info in found:
        for sample in range(info["samples"]):
            question = ask(f"plugin/{kind}/{kind}", run=run, tag=tag, sample=sample)
            (one,), (other,) = live.json(question), copy.json(question)
            assert len(one) == len(other) == 6
            for mine, its in zip(one, other, strict=True):
                keys = mine.pop("query"), its.pop("query")
                assert mine == its
                questions = [ask(f"plugin/{kind}/{single}", **dict(parse_qsl(key))) for key in keys]
                assert live.bytes(questions[0]) == copy.bytes(questions[1])
    if kind == "images":
        assert found


def test_time_series_shows_the_same_pictures_as_images(both, ask):
    live, copy = both
    run, tag, _ = tags_of(live, ask, "images")[0]
    wanted = [{"plugin": "images", "tag": tag, "run": run, "sample": 0}]
    question = ask.post("plugin/timeseries/timeSeries", [("requests", json.dumps(wanted))])
    (((one,)), ((other,))) = live.json(question)[0], copy.json(question)[0]
    for mine, its in zip(one["runToSeries"][run], other["runToSeries"][run], strict=True):
        assert (mine["step"], mine["wallTime"]) == (its["step"], its["wallTime"])
    pictures = [
        board.bytes(ask("plugin/timeseries/imageData", imageId=answer["runToSeries"][run][0]["imageId"]))
        for board, answer in ((live, one), (copy, other))
    ]
    assert pictures[0] == pictures[1]


def test_texts_curves_and_graphs_are_the_same(both, ask):
    live, copy = both
    questions = [
        ask("plugin/text/text", run=run, tag=tag, markdown=markdown)
        for run, tag, _ in tags_of(live, ask, "text")
        for markdown in ("true", "false")
    ]
    curves = tags_of(live, ask, "pr_curves")
    questions += [ask("plugin/pr_curves/pr_curves", run=run, tag=tag) for run, tag, _ in curves]
    assert questions
    assert copy.json(*questions) == live.json(*questions)
    (graphs,) = live.json(ask("plugin/graphs/info"))
    assert graphs
    for run, info in graphs.items():
        if info["run_graph"]:
            question = ask("plugin/graphs/graph", run=run, conceptual="false")
            assert copy.bytes(question) == live.bytes(question)
        for tag, has in info["tags"].items():
            if has["op_graph"]:
                question = ask("plugin/graphs/graph", run=run, conceptual="false", tag=tag)
                assert copy.bytes(question) == live.bytes(question)


def test_meshes_and_embeddings_are_the_same(log_by, live, copy_of, ask):
    logdir = log_by("tensorboardX")
    live, copy = live(logdir), copy_of(logdir)
    mesh = {"run": "lr-0.1", "tag": "shape", "sample": 0}
    assert copy.json(ask("plugin/mesh/meshes", **mesh)) == live.json(ask("plugin/mesh/meshes", **mesh))
    for part in ("VERTEX", "FACE", "COLOR"):
        question = ask("plugin/mesh/data", **mesh, content_type=part, step=0)
        assert copy.bytes(question) == live.bytes(question) != b""
    (runs,) = live.json(ask("plugin/projector/runs"))
    assert runs == ["lr-0.1"]
    info = ask("plugin/projector/info", run="lr-0.1")
    assert copy.json(info) == live.json(info)
    for part, limit in (("tensor", {"num_rows": 100000}), ("metadata", {"num_rows": 100000}), ("sprite_image", {})):
        question = ask(f"plugin/projector/{part}", run="lr-0.1", name="codes:00001", **limit)
        assert copy.bytes(question) == live.bytes(question) != b""


def test_all_points_are_kept_when_asked_for(tmp_path, live, copy_of, ask):
    """Live TensorBoard shows 1000 scalars and 51 histograms of a series, and would show them all if it could."""
    from tensorboardX import SummaryWriter

    with SummaryWriter(str(tmp_path / "runs")) as writer:
        for step in range(1200):
            writer.add_scalar("loss", step / 7, step, walltime=1.7e9 + step)
        for step in range(60):
            writer.add_histogram("weights", np.arange(20.0) + step, step, walltime=1.7e9 + step)
    scalars = ask("plugin/scalars/scalars", run=".", tag="loss")
    histograms = ask("plugin/histograms/histograms", run=".", tag="weights")
    some, every = copy_of(tmp_path / "runs"), copy_of(tmp_path / "runs", all_points=True)
    assert some.json(scalars) == live(tmp_path / "runs").json(scalars)
    assert [len(answer) for answer in some.json(scalars, histograms)] == [1000, 51]
    assert [len(answer) for answer in every.json(scalars, histograms)] == [1200, 60]
    assert [row[1] for row in every.json(scalars)[0]] == list(range(1200))


def test_a_layout_whose_expression_is_invalid_or_empty_is_answered_alike(tmp_path, live, copy_of, ask):
    from tensorboardX import SummaryWriter

    with SummaryWriter(str(tmp_path / "runs")) as writer:
        writer.add_scalar("loss", 1.0, 0)
        charts = {"bad": ["Multiline", ["(loss"]], "none": ["Multiline", []], "two": ["Multiline", ["loss", "x{2}"]]}
        writer.add_custom_scalars({"all": charts})
    questions = [ask("plugin/custom_scalars/scalars", run=".", tag=tag) for tag in ("(loss", "", "(loss)|(x{2})")]
    answers = live(tmp_path / "runs").json(*questions)
    assert copy_of(tmp_path / "runs").json(*questions) == answers
    assert [answer["regex_valid"] for answer in answers] == [False, False, True]


def test_a_question_the_copy_cannot_answer_gets_an_empty_answer_and_a_note(log_by, copy_of, ask):
    copy = copy_of(log_by("tensorboardX"))
    questions = [
        ask("plugin/debugger-v2/runs"),
        ask("plugin/scalars/scalars", run="nobody", tag="train/loss"),
        ask("plugin/images/images", run="lr-0.1", tag="__proto__", sample=0),
        ask("plugin/text/text", run="lr-0.1", tag="constructor"),
        ask.post("plugin/something/new", body={"a": 1}),
        ask("plugin/images/individualImage", blob_key="../index.html"),
    ]
    assert copy.json(*questions) == [{}, [], [], [], {}, {}]
    assert len(copy.notes) == len(questions)
    assert copy.notes[1] == "scalars/scalars · nobody · train/loss"


def test_a_player_gets_the_part_of_a_sound_it_asks_for(log_by, copy_of, ask):
    copy = copy_of(log_by("torch"))
    (sounds,) = copy.json(ask("plugin/audio/audio", run="only", tag="tone", sample=0))
    question = ask("plugin/audio/individualAudio", **dict(parse_qsl(sounds[0]["query"])))
    whole = copy.bytes(question)
    (part,) = copy.ask(question, headers={"Range": "bytes=4-7"})
    assert (part["status"], base64.b64decode(part["body"])) == (206, whole[4:8])
    assert part["type"] == "audio/wav"
