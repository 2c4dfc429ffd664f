"""Does anything private reach the output, wherever in a log it stands, and whenever it was logged?"""

import zipfile

import numpy as np
import pytest
from tensorboard.compat.proto import event_pb2, graph_pb2, summary_pb2
from tensorboardX import SummaryWriter
from tensorboardX.proto import event_pb2 as written_pb2

from tbxlab import events
from tbxlab.share import clean, listing, share, survey
from tests.share.test_private_kinds import HARMLESS

MARK = "Qwzx"
"""Is in every private word here, and in no other."""
KINDS = [
    "/content/drive/My {}/x.csv",
    "/home/{}/data/x.csv",
    "/homes/{}/x",
    "/u/{}/x",
    "/cluster/home/{}/x",
    "C:\\Users\\Jane {}\\Documents\\x.csv",
    "C:/Users/{} Roe/x.csv",
    "\\\\{}\\share name\\x.csv",
    "D:\\{} data\\2024\\x.csv",
    "'/data/O\\'{} clinic/x.csv'",
    '{{"p": "/srv/St. {}/ward 3/x.csv"}}',
    "file:///mnt/{}/x.csv",
    "PATH=/usr/bin:/opt/{}/bin",
    "url=%2Fhome%2F{}%2Fx",
    "~{}/data/x",
    "{}@example.org",
    "jane.{}@mail.example.co.uk",
    "ssh -p 22 {}@login7",
    "rsync {}@gpu4:/data/x .",
    "hub_token: hf_{}AbCdEfGhIjKlMnOpQr",
    "WANDB_API_KEY={}0123456789",
    '{{"api_key": "s3cr3t {}"}}',
    "| password | {} |",
    "--db-password {}",
    "sk-proj-{}abcdEFGH1234ijklMNOP",
    "ghp_{}0123456789abcdefghij",
    "glpat-{}0123456789abcdef",
    "xoxb-1234567890-{}abcdef",
    "Authorization: Bearer {}abcdefghijklmnop",
    "https://{}:hunter2@git.example.org/x.git",
    "postgresql://jane@db.{}.org:5432/patients",
    "-----BEGIN PRIVATE KEY-----\nMII{}\n-----END PRIVATE KEY-----",
    "s3://{}-bucket/2024/x.csv",
    "gs://{}/My Data/x.csv",
    "https://{}.s3.eu-central-1.amazonaws.com/a/x.csv",
    "https://{}.blob.core.windows.net/raw/x.csv",
    "arn:aws:s3:::{}/x",
    "hdfs://{}/clinic/x.csv",
    "http://localhost:8888/?token={}0123456789abcdef",
    "HOSTNAME={}7",
    "{}.corp",
    "USER=q{}",
]
TEXTS = [kind.format(f"{MARK}{chr(97 + number // 26)}{chr(97 + number % 26)}") for number, kind in enumerate(KINDS)]
RUNS = ["jane.{}@example.org", "hf_{}AbCdEfGhIjKlMnOpQr", "2024_{}.corp", "home/q{}/exp"]


def metadata(plugin, **more):
    data = summary_pb2.SummaryMetadata.PluginData(plugin_name=plugin, content=more.pop("content", b""))
    return summary_pb2.SummaryMetadata(plugin_data=data, **more)


def strings(tag, texts, plugin, **more):
    value = summary_pb2.Summary.Value(tag=tag, metadata=metadata(plugin, **more))
    value.tensor.dtype = 7
    value.tensor.tensor_shape.dim.add(size=len(texts))
    value.tensor.string_val.extend(text.encode() for text in texts)
    return value


def graph(texts):
    found = graph_pb2.GraphDef()
    for number, text in enumerate(texts):
        node = found.node.add(name=text, op="Const", input=[texts[number - 1]], device=text)
        node.attr["file"].s = text.encode()
        node.attr["packed"].s = b"\x00\x01\x02\xff\x05" * 30 + text.encode() + b"\x00"
        node.attr["list"].list.s.append(text.encode())
        node.attr["value"].tensor.string_val.append(text.encode())
        node.attr[text].i = 1
    return found.SerializeToString()


def odd_events():
    yield event_pb2.Event(graph_def=graph(TEXTS))
    yield event_pb2.Event(log_message=event_pb2.LogMessage(message=TEXTS[0]))
    yield event_pb2.Event(session_log=event_pb2.SessionLog(status=3, msg=TEXTS[1], checkpoint_path=TEXTS[2]))
    run_metadata = event_pb2.TaggedRunMetadata(tag=TEXTS[1], run_metadata=b"")
    yield event_pb2.Event(tagged_run_metadata=run_metadata)
    values = [strings(f"own/{number}", [text], "my plugin") for number, text in enumerate(TEXTS)]
    values += [strings("content", ["x"], "other", content=text.encode()) for text in TEXTS[:1]]
    values += [strings("table", ["api_key", f"{MARK}plain"], "text")]
    values += [strings("colored", [f"\x1b[31m{TEXTS[1]}\x1b[0m"], "text")]
    values += [summary_pb2.Summary.Value(tag="", node_name=TEXTS[1], simple_value=1.0)]
    yield event_pb2.Event(summary=summary_pb2.Summary(value=values))
    latin = strings("latin", [""], "text")
    latin.tensor.string_val[0] = "für ".encode("latin-1") + TEXTS[1].encode()
    yield event_pb2.Event(summary=summary_pb2.Summary(value=[latin]))


def unknown_field():
    """A field that no definition has, with a private text in it: 2047, a string."""
    text = TEXTS[1].encode()
    value = summary_pb2.Summary(value=[summary_pb2.Summary.Value(tag="newer", simple_value=1.0)])
    plain = event_pb2.Event(wall_time=1.0, summary=value).SerializeToString()
    return plain + b"\xfa\x7f" + bytes([len(text)]) + text


@pytest.fixture(scope="module")
def logdir(tmp_path_factory):
    runs = tmp_path_factory.mktemp("leaks") / "runs"
    with SummaryWriter(str(runs / "a")) as writer:
        for number, text in enumerate(TEXTS):
            writer.add_text(f"note/{number}", f"before it {text}", 0)
            writer.add_scalar(text, 1.0, 0)
            writer.add_scalar(f"described/{number}", 1.0, 0, display_name=text, summary_description=text)
        for number, text in enumerate(HARMLESS):
            writer.add_text(f"harmless/{number}", text, 0)
        writer.add_hparams({f"p{number}": text for number, text in enumerate(TEXTS)}, {"acc": 1.0}, name="trial")
        settings = {"wandb_api_key": f"{MARK}plain", "user": f"{MARK.lower()}user", TEXTS[1]: 1.0}
        writer.add_hparams(settings, {"acc": 1.0}, name="secrets")
        writer.add_custom_scalars({text: {text: ["Multiline", [text]]} for text in TEXTS})
        labels = [text.replace("\n", " ") for text in TEXTS]
        writer.add_embedding(np.zeros((len(TEXTS), 2)), labels, global_step=0, tag="codes")
        for event in odd_events():
            writer.file_writer.add_event(written_pb2.Event.FromString(event.SerializeToString()))
    for number, run in enumerate(RUNS):
        with SummaryWriter(str(runs / run.format(f"{MARK}r{chr(97 + number)}"))) as writer:
            for step in range(20):
                writer.add_scalar("loss", step, step)
    (first, *_) = sorted((runs / "a").glob("events*"))
    with first.open("ab") as stream:
        for _ in range(20):
            stream.write(clean.frame(unknown_field()))
    first.rename(first.with_name(f"events.out.tfevents.1700000000.{MARK}-host.example.org"))
    return runs


@pytest.fixture(scope="module")
def shared(logdir, tmp_path_factory):
    return share(logdir, tmp_path_factory.mktemp("out") / "copy", with_events=True, place_interface=False)


def published(shared):
    for name in shared.files:
        content = (shared.path / name).read_bytes()
        if name == "events.zip":
            with zipfile.ZipFile(shared.path / name) as archive:
                yield from ((inner, inner.encode() + archive.read(inner)) for inner in archive.namelist())
        else:
            yield name, name.encode() + content


def around(content, word):
    at = content.find(word)
    return content[max(0, at - 100) : at + 60]


def test_nothing_private_is_in_any_file(shared):
    assert len(KINDS) >= 30
    for name, content in published(shared):
        assert MARK.lower().encode() not in content.lower(), (name, around(content.lower(), MARK.lower().encode()))


def test_nothing_private_is_in_what_is_told_of_the_copy(shared):
    """Its runs stand on the page. What was taken out is told to the owner alone."""
    assert not [name for name in (*shared.runs, *shared.left_out) if MARK.lower() in name.lower()]
    assert len(shared.replaced) >= len(KINDS)


def test_everything_harmless_survives(shared, tmp_path):
    with zipfile.ZipFile(shared.path / "events.zip") as archive:
        archive.extractall(tmp_path)
    run = events.read_tree(tmp_path)["a"]
    kept = {text for each in run.texts.values() for text in each.values}
    assert len(HARMLESS) >= 50
    assert not [text for text in HARMLESS if text not in kept]


def test_the_listing_shows_what_goes_with_what_is_around_it(logdir):
    said = listing.before(survey(logdir))
    for line in ("/home/Qwzxab/data/x.csv  becomes  …/x.csv", "Qwzx-host.example.org  becomes  host"):
        assert line in said, said
    lines = said.splitlines()
    (at,) = [number for number, line in enumerate(lines) if line.startswith("  ~Qwzxao/data/x  becomes")]
    assert lines[at + 1] == "      in: before it ~Qwzxao/data/x"


PROSE = "Thanks to Dr. Elisabeth Unfindable, who labeled it"


def place_text(writer):
    for number in range(30):
        writer.add_text(f"log/{number}", "\n".join([*[f"line {line}" for line in range(200)], PROSE]), 0)


def place_hparam(writer):
    writer.add_hparams({f"p{number}": PROSE if number == 40 else number for number in range(50)}, {"a": 1.0})


def place_tag(writer):
    for number in range(40):
        writer.add_scalar(f"tag-{chr(65 + number)}", 1.0, 0)
    writer.add_scalar(PROSE, 1.0, 0)


def place_description(writer):
    writer.add_scalar("loss", 1.0, 0, summary_description=PROSE)


def place_layout(writer):
    writer.add_custom_scalars({PROSE: {"all": ["Multiline", ["loss"]]}})


def place_label(writer):
    writer.add_embedding(np.zeros((300, 2)), [*map(str, range(299)), PROSE], global_step=0)


def place_node(writer):
    found = graph_pb2.GraphDef()
    for number in range(500):
        found.node.add(name=f"layer{number}/conv", op="Conv")
    found.node.add(name="Elisabeth Unfindable/read", op="Const")
    writer.file_writer.add_event(written_pb2.Event(graph_def=found.SerializeToString()))


@pytest.mark.parametrize(
    "place", [place_text, place_hparam, place_tag, place_description, place_layout, place_label, place_node]
)
def test_a_name_that_no_pattern_finds_is_in_the_listing(tmp_path, place):
    with SummaryWriter(str(tmp_path / "runs" / "a")) as writer:
        writer.add_scalar("loss", 1.0, 0)
        place(writer)
    assert "Unfindable" in listing.before(survey(tmp_path / "runs"))


def test_a_run_of_that_name_is_in_the_listing_too(tmp_path):
    for name in [*(f"run-{chr(65 + number)}" for number in range(20)), "Unfindable"]:
        with SummaryWriter(str(tmp_path / "runs" / name)) as writer:
            writer.add_scalar("loss", 1.0, 0)
    assert "Unfindable" in listing.before(survey(tmp_path / "runs"))


def test_no_text_can_forge_the_listing(tmp_path):
    """A terminal obeys control characters, such as one that wipes the line before."""
    with SummaryWriter(str(tmp_path / "runs")) as writer:
        writer.add_text("note", "a\x1b[2K\rb\x00\x9b", 0)
    assert not [character for character in listing.before(survey(tmp_path / "runs")) if character in "\x1b\r\x00\x9b"]


@pytest.mark.parametrize("with_events", [False, True])
def test_what_is_logged_after_the_listing_is_not_published(tmp_path, with_events):
    secret, runs = "/home/jane.roe/clinic/patients.csv", tmp_path / "runs"
    writer = SummaryWriter(str(runs / "a"))
    for step in range(20):
        writer.add_scalar("loss", step, step)
    writer.flush()
    found = survey(runs)
    writer.add_text("config", f"data: {secret} by Unlisted", 0)
    writer.add_scalar("Unlisted/loss", 1.0, 0)
    writer.add_hparams({"data": secret, "who": "Unlisted"}, {"a": 1.0}, name="Unlisted")
    writer.close()
    with SummaryWriter(str(runs / "a"), filename_suffix=".Unlisted") as second:
        second.add_text("note", "Unlisted", 0)
    made = share(found, tmp_path / "out", with_events=with_events, place_interface=False)
    left = b"".join(content for _, content in published(made))
    assert b"jane" not in left
    assert b"Unlisted" not in left
    assert made.runs == ("a",)


@pytest.mark.parametrize("with_events", [False, True])
def test_a_file_that_was_replaced_after_the_listing_is_left_out(tmp_path, with_events):
    runs = tmp_path / "runs"
    for run, tag in (("a", "loss"), ("b", "loss")):
        with SummaryWriter(str(runs / run)) as writer:
            for step in range(20):
                writer.add_scalar(tag, step, step)
    found = survey(runs)
    (file,) = (runs / "a").glob("events*")
    file.unlink()
    with SummaryWriter(str(runs / "a")) as writer:
        for step in range(40):
            writer.add_scalar("Unlisted", step, step)
    (new,) = (runs / "a").glob("events*")
    new.rename(file)
    made = share(found, tmp_path / "out", with_events=with_events, place_interface=False)
    assert b"Unlisted" not in b"".join(content for _, content in published(made))
    assert made.left_out == ("run a: a file was replaced after it was listed",)


def test_labels_that_changed_after_the_listing_are_left_out(tmp_path):
    runs = tmp_path / "runs"
    with SummaryWriter(str(runs)) as writer:
        writer.add_embedding(np.zeros((3, 2)), ["x", "y", "z"], global_step=0)
    found = survey(runs)
    (labels,) = runs.rglob("metadata.tsv")
    labels.write_text("x\ny\nUnlisted\n", encoding="utf-8")
    made = share(found, tmp_path / "out", place_interface=False)
    assert b"Unlisted" not in b"".join(content for _, content in published(made))
    assert any("labels" in line for line in made.left_out)
