"""Does what the driving side leaves reach the verifying side unchanged, and is nothing invented?"""

import numpy as np
import pytest

from tbxlab.events import Scalars
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.expect import brief, expect_steps, expect_values
from tbxlab.grading.verdict import Wrong


def scalars(steps, values=None):
    values = np.zeros(len(steps)) if values is None else np.asarray(values, dtype=float)
    folder = Scalars.__dataclass_fields__
    extra = {name: np.zeros(len(steps), dtype=int) for name in folder if name not in ("steps", "values", "wall_times")}
    return Scalars(steps=np.asarray(steps), values=values, wall_times=np.zeros(len(steps)), **extra)


def caught(call, message_id):
    with pytest.raises(Wrong) as wrong:
        call()
    assert wrong.value.message_id == message_id
    return str(wrong.value)


def test_scalars_written_on_one_side_are_read_on_the_other(tmp_path):
    with Evidence(tmp_path).writer("train") as writer:
        writer.add_scalar("loss", 0.5, 3)
    read = Evidence(tmp_path).scalars("loss", run="train")
    assert (read.steps.tolist(), read.values.tolist()) == ([3], [0.5])


def test_a_writer_is_closed_also_where_the_block_raises(tmp_path):
    def log_and_stop():
        with Evidence(tmp_path).writer() as writer:
            for step in range(1000):
                writer.add_scalar("loss", 0.5, step)
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        log_and_stop()
    assert len(Evidence(tmp_path).scalars("loss").steps) == 1000


def test_no_run_and_no_tag_are_said_with_what_there_is(tmp_path):
    with Evidence(tmp_path).writer() as writer:
        writer.add_scalar("Loss", 0.5, 0)
    assert "'Loss'" in caught(lambda: Evidence(tmp_path).scalars("loss"), "no-tag")
    assert "'.'" in caught(lambda: Evidence(tmp_path).scalars("loss", run="val"), "no-run")
    assert "none" in caught(lambda: Evidence(tmp_path / "empty").run(), "no-run")


def test_each_kind_is_read_by_its_tag(tmp_path):
    torch = pytest.importorskip("torch")
    evidence = Evidence(tmp_path)
    with evidence.writer() as writer:
        writer.add_histogram("weights", np.arange(9.0), 2)
        writer.add_image("digit", np.zeros((3, 4, 5), np.uint8), 2)
        writer.add_audio("tone", np.zeros(40), 2)
        writer.add_pr_curve("rare", np.array([0, 1]), np.array([0.1, 0.9]), 2)
        writer.add_mesh("body", torch.zeros(1, 3, 3), global_step=2)
        writer.add_text("note", "hello", 2)
    for kind, tag in (
        ("histograms", "weights"),
        ("images", "digit"),
        ("audio", "tone"),
        ("pr_curves", "rare"),
        ("meshes", "body"),
        ("texts", "note"),
        ("texts", "note/text_summary"),
    ):
        read = getattr(evidence, kind)
        assert read(tag).steps.tolist() == [2]
        said = caught(lambda read=read: read("nowhere"), "no-tag")
        assert repr(read(tag).tag) in said


def test_a_tag_of_another_kind_is_said_to_be_so(tmp_path):
    evidence = Evidence(tmp_path)
    with evidence.writer() as writer:
        writer.add_scalar("weights", 0.5, 0)
        writer.add_image("weights", np.zeros((3, 4, 5), np.uint8), 0)
        writer.add_histogram("loss", np.arange(9.0), 0)
    said = caught(lambda: evidence.histograms("weights"), "other-kind")
    assert "scalar and image data; expected was histogram data" in said
    assert "histogram data; expected was scalar data" in caught(lambda: evidence.scalars("loss"), "other-kind")


@pytest.mark.filterwarnings("ignore:.torch.jit.trace:FutureWarning")
def test_graphs_and_hyperparameters_are_read_or_said_to_be_missing(tmp_path):
    torch = pytest.importorskip("torch")
    evidence = Evidence(tmp_path)
    with evidence.writer() as writer:
        writer.add_scalar("loss", 0.5, 0)
        writer.add_hparams({"lr": 0.1}, {"best": 1.0}, name="trial")
    with evidence.writer("drawn") as writer:
        for model in (torch.nn.ReLU(), torch.nn.Tanh()):
            writer.add_graph(model, torch.zeros(1, 3))
    assert "aten::tanh" in evidence.graph("drawn").ops
    caught(evidence.graph, "no-graph")
    assert evidence.hparams("trial").values == {"lr": 0.1}
    assert "'trial'" in caught(lambda: evidence.hparams("."), "no-hparams")


def test_embeddings_are_read_by_tag_or_said_to_be_missing(tmp_path):
    evidence = Evidence(tmp_path)
    assert "none" in caught(evidence.embedding, "no-embedding")
    with evidence.writer() as writer:
        for step in (10, 9):
            writer.add_embedding(np.full((2, 2), float(step)), global_step=step, tag="layer")
        writer.add_embedding(np.zeros((2, 2)), tag="other")
    assert evidence.embedding("layer").step == 10
    assert evidence.embedding("layer:00009").vectors.tolist() == [[9, 9], [9, 9]]
    assert evidence.embedding().tag == "other"
    assert "'layer:00010', 'layer:00009'" in caught(lambda: evidence.embedding("Layer"), "no-embedding")
    (evidence.logdir() / "projector_config.pbtxt").write_text("embeddings {", encoding="utf-8")
    caught(evidence.embedding, "broken-embedding")


def test_a_cut_file_is_wrong_and_no_crash(tmp_path):
    with Evidence(tmp_path).writer() as writer:
        for step in range(20):
            writer.add_scalar("loss", 0.5, step)
    file = next((tmp_path / "runs").glob("events.*"))
    file.write_bytes(file.read_bytes()[:-10])
    caught(lambda: Evidence(tmp_path).scalars("loss"), "damaged-file")


def test_noted_answers_become_plain_values(tmp_path):
    torch = pytest.importorskip("torch")
    evidence = Evidence(tmp_path)
    evidence.note(a=np.float32(1.5), b=(1, 2), c={3: np.arange(2)})
    evidence.note(d=torch.ones(2, requires_grad=True), e=None)
    assert Evidence(tmp_path).answers == {"a": 1.5, "b": [1, 2], "c": {"3": [0, 1]}, "d": [1.0, 1.0], "e": None}


def test_what_json_cannot_hold_is_wrong(tmp_path):
    assert "object" in caught(lambda: Evidence(tmp_path).note(a=object()), "not-plain")


@pytest.mark.parametrize(
    ("steps", "message_id"),
    [
        ([0, 1, 1, 2], "steps-repeat"),
        ([0, 2, 1, 3], "steps-backwards"),
        ([0, 1, 3], "steps-missing"),
        ([], "steps-missing"),
        ([0, 1, 2, 3, 4], "steps-extra"),
    ],
)
def test_wrong_steps_get_their_message(steps, message_id):
    caught(lambda: expect_steps(scalars(steps), range(4), "loss"), message_id)


def test_right_steps_and_values_pass():
    expect_steps(scalars([0, 1, 2]), range(3), "loss")
    expect_values(scalars([0, 1], [0.1, np.nan]), [np.float32(0.1), np.nan], "loss")


def test_a_wrong_value_is_said_with_its_step():
    assert "step 7" in caught(lambda: expect_values(scalars([5, 7], [1, 2]), [1, 3], "loss"), "values-differ")


def test_long_lists_are_shortened():
    assert brief(range(100)) == "0, 1, 2 … 99"
    assert brief(range(3)) == "0, 1, 2"
