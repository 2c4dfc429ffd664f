"""Logs by three writers, and two ways to ask TensorBoard's questions: of a live one, and of a copy."""

import base64
import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import numpy as np
import pytest

from tbxlab.authoring.chromium import find_node

HERE = Path(__file__).parent
WALL = 1_700_000_000.25
STEPS = range(0, 60, 10)


@dataclass(frozen=True)
class Question:
    """One request as the interface makes it, with GET parameters, a form, or a JSON body."""

    route: str
    query: tuple = ()
    form: tuple = ()
    body: object = None

    @property
    def path(self):
        return f"data/{self.route}" + (f"?{urlencode(self.query)}" if self.query else "")

    @property
    def method(self):
        return "POST" if self.form or self.body is not None else "GET"


def get(route, **query):
    return Question(route, query=tuple((name, str(value)) for name, value in query.items()))


class Live:
    """A TensorBoard as `--load_fast=false` starts it, in this process."""

    def __init__(self, logdir, **options):
        from tensorboard import default, program
        from tensorboard.backend import application
        from werkzeug.test import Client

        board = program.TensorBoard(plugins=default.get_plugins())
        board.configure(logdir=str(logdir), load_fast="false", reload_task="blocking", reload_interval=0, **options)
        ingester = board._make_data_ingester()
        app = application.TensorBoardWSGIApp(board.flags, board.plugin_loaders, ingester.data_provider, None, None)
        self._client = Client(app)

    def bytes(self, question):
        extra = {"data": dict(_grouped(question.form))} if question.form else {}
        if question.body is not None:
            extra = {"data": json.dumps(question.body), "content_type": "application/json"}
        response = self._client.open("/" + question.path, method=question.method, **extra)
        assert response.status_code == 200, (question, response.status)
        return response.get_data()

    def json(self, *questions):
        return [json.loads(self.bytes(question)) for question in questions]


class Copy:
    """The service worker of a copy, run by node over the copy's files."""

    def __init__(self, shared):
        self.shared = shared
        self.notes = []
        self._node = subprocess.Popen(
            [find_node(), str(HERE / "worker.cjs"), str(shared.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def ask(self, *questions, headers=None):
        answers = []
        for question in questions:
            request = {
                "method": question.method,
                "path": question.path,
                "form": question.form or None,
                "body": None if question.body is None else json.dumps(question.body),
                "headers": headers or {},
            }
            self._node.stdin.write(json.dumps(request) + "\n")
            self._node.stdin.flush()
            answers.append(json.loads(self._node.stdout.readline()))
        self.notes = [note for answer in answers for note in answer["notes"]]
        return answers

    def close(self):
        self._node.stdin.close()
        self._node.wait()
        self._node.stdout.close()

    def bytes(self, question):
        (answer,) = self.ask(question)
        assert answer["status"] == 200
        return base64.b64decode(answer["body"])

    def json(self, *questions):
        answers = self.ask(*questions)
        assert {answer["status"] for answer in answers} <= {200}
        return [json.loads(base64.b64decode(answer["body"])) for answer in answers]


def _grouped(pairs):
    found = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


@pytest.fixture(scope="session")
def live():
    """Live(logdir): what TensorBoard answers."""
    return Live


@pytest.fixture(scope="session")
def copy_of(tmp_path_factory):
    """copy_of(logdir, **options): a copy of it that can be asked. The interface is left out: it needs none here."""
    from tbxlab.share import share

    made = []

    def make(logdir, **options):
        made.append(Copy(share(logdir, tmp_path_factory.mktemp("copies") / "copy", place_interface=False, **options)))
        return made[-1]

    yield make
    for copy in made:
        copy.close()


@pytest.fixture(scope="session")
def ask():
    """ask(route, **query): a GET question. ask.post(route, form=… or body=…): a POST."""
    get.post = lambda route, form=(), body=None: Question(route, form=tuple(form), body=body)
    return get


def picture(step, rng):
    return rng.integers(0, 255, (3, 8 + step % 3, 12), dtype=np.uint8)


def tensorboardx_log(folder):
    import torch
    from tensorboardX import SummaryWriter

    rng = np.random.default_rng(0)
    for run, rate in (("lr-0.1", 0.1), ("lr-0.01", 0.01), ("lr-0.001", 0.001)):
        with SummaryWriter(str(folder / run)) as writer:
            for step in range(40):
                at = {"global_step": step, "walltime": WALL + 1.37 * step}
                writer.add_scalar("train/loss", 1 / (1 + step * rate) + 0.1 * rng.random(), **at)
                writer.add_scalar("train/accuracy", np.nan if step == 7 else step * rate, **at)
            for step in STEPS:
                at = {"global_step": step, "walltime": WALL + step}
                writer.add_histogram("weights/fc1", rng.normal(size=500) * (1 + step / 30), **at)
                writer.add_image("inputs/batch", picture(step, rng), **at)
                writer.add_text("notes", f"step **{step}**, `lr` {rate}", **at)
                writer.add_pr_curve("pr", rng.integers(0, 2, 100), rng.random(100), **at)
            for tag, value in (("margin/value", 1.0), ("margin/low", 0.5), ("margin/high", 1.5)):
                writer.add_scalar(tag, value, 0, walltime=WALL)
            band = ["Margin", ["margin/value", "margin/low", "margin/high"]]
            writer.add_custom_scalars({"losses": {"all": ["Multiline", [r"train/.*"]], "band": band}})
            values = {"lr": rate, "optimizer": "adam" if rate < 0.05 else "sgd", "nesterov": rate > 0.05}
            writer.add_hparams(values, {"hparam/accuracy": 1 - rate}, name="trial")
            if rate == 0.1:
                labels = [f"point {index}" for index in range(20)]
                writer.add_embedding(rng.normal(size=(20, 5)), labels, torch.rand(20, 3, 8, 8), 1, "codes")
                writer.add_graph(torch.nn.Sequential(torch.nn.Linear(4, 3), torch.nn.ReLU()), torch.zeros(1, 4))
                corners = np.array([[[1, 1, 1], [-1, -1, 1], [1, -1, -1], [-1, 1, -1]]], dtype=float)
                colors = np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 0, 255]]])
                faces = np.array([[[0, 2, 3], [0, 3, 1], [0, 1, 2], [1, 3, 2]]])
                writer.add_mesh("shape", corners, colors, faces, global_step=0)


def torch_log(folder):
    import torch
    from torch.utils.tensorboard import SummaryWriter

    rng = np.random.default_rng(1)
    with SummaryWriter(str(folder / "only")) as writer:
        for step in range(40):
            writer.add_scalar("train/loss", 1 / (1 + step), step, walltime=WALL + step, new_style=step > 20)
        for step in STEPS:
            writer.add_histogram("gradients", rng.exponential(size=500), step, walltime=WALL + step)
            writer.add_images("grid", np.stack([picture(0, rng)] * 3), step, walltime=WALL + step)
            writer.add_audio("tone", torch.sin(torch.arange(800) * (0.1 + step / 100))[None], step, 8000, WALL + step)
            writer.add_text("table", "a|b\n-|-\n1|2", step, walltime=WALL + step)
            writer.add_pr_curve("pr", rng.integers(0, 2, 100), rng.random(100), step, walltime=WALL + step)
        writer.add_graph(torch.nn.Linear(3, 2), torch.zeros(1, 3))
        writer.add_hparams({"lr": 0.1}, {"hparam/loss": 0.5}, run_name="trial")


def tensorflow_log(folder):
    tf = pytest.importorskip("tensorflow")
    rng = np.random.default_rng(2)
    with tf.summary.create_file_writer(str(folder / "train")).as_default():
        for step in range(40):
            tf.summary.scalar("epoch_loss", 1 / (1 + step), step, description="the *mean* over an epoch")
        for step in STEPS:
            tf.summary.histogram("kernel", rng.normal(size=500), step)
            tf.summary.image("digits", rng.integers(0, 255, (2, 8, 8, 1), dtype=np.uint8), step, max_outputs=2)
            tf.summary.audio("tone", rng.normal(size=(1, 400, 1)).astype(np.float32) / 5, 8000, step)
            tf.summary.text("note", [["a", "b"], [f"**{step}**", "c"]], step)
        tf.summary.trace_on(graph=True)
        tf.function(lambda x: x * 2 + 1)(tf.zeros(3))
        tf.summary.trace_export("doubled", step=0)


WRITERS = {"tensorboardX": tensorboardx_log, "torch": torch_log, "tf.summary": tensorflow_log}


@pytest.fixture(scope="session")
def log_by(tmp_path_factory):
    """log_by(writer): a log directory with everything that this writer can write, made once."""
    made = {}

    def make(writer):
        if writer not in made:
            folder = tmp_path_factory.mktemp("logs") / "runs"
            folder.mkdir()
            WRITERS[writer](folder)
            made[writer] = folder
        return made[writer]

    return make
