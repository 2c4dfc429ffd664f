"""Damaged files: what was good is returned, and what was lost is told."""

import random

import pytest

from tbxlab import events

POINTS = 20


@pytest.fixture
def file(log, scalar):
    """A sound file of a header and 20 scalars of one tag, values 0 to 19."""
    return log(*(scalar("x", float(step), step) for step in range(POINTS)))


def values(run):
    return run.scalars["x"].values.tolist() if run.scalars else []


def boundaries(path):
    """Where each record ends, told by TensorBoard's own lengths."""
    data, ends = path.read_bytes(), [0]
    while ends[-1] < len(data):
        length = int.from_bytes(data[ends[-1] : ends[-1] + 8], "little")
        ends.append(ends[-1] + 16 + length)
    assert ends[-1] == len(data)
    return ends


def test_a_sound_file_has_no_damage(file):
    run = events.read_run(file.parent)
    assert values(run) == list(range(POINTS))
    assert run.damage == ()
    assert not run.is_damaged
    assert run.files[0].records == POINTS + 1


def test_a_file_cut_at_any_byte_keeps_its_whole_records(file):
    whole, ends = file.read_bytes(), boundaries(file)
    for cut in range(1, len(whole)):
        file.write_bytes(whole[:cut])
        run = events.read_run(file.parent)
        records = sum(end <= cut for end in ends) - 1
        assert values(run) == list(range(records - 1)), cut
        if cut in ends:
            assert run.damage == ()
        else:
            (damage,) = run.damage
            assert (damage.kind, damage.file, damage.records) == ("unfinished", file, records)
            assert (damage.offset, damage.bytes_lost) == (ends[records], cut - ends[records])


def test_any_changed_byte_is_noticed_and_costs_its_record_or_what_follows(file):
    """A changed payload, or its checksum: that record. A changed length, or its checksum: all from there on."""
    whole, ends = bytearray(file.read_bytes()), boundaries(file)
    random.seed(0)
    for place in range(len(whole)):
        changed = bytearray(whole)
        changed[place] ^= random.randrange(1, 256)
        file.write_bytes(changed)
        run = events.read_run(file.parent)
        record = sum(end <= place for end in ends) - 1
        in_length = place < ends[record] + 12
        left = range(record - 1) if in_length else [step for step in range(POINTS) if step != record - 1]
        assert values(run) == list(left), place
        (damage,) = run.damage
        assert damage.kind == ("checksum" if record or not in_length else "not-events")
        assert (damage.offset, damage.records) == (ends[record], record)
        assert damage.bytes_lost == (len(whole) if in_length else ends[record + 1]) - ends[record]
        assert (damage.went_on, damage.skipped) == (not in_length, int(not in_length))
        assert run.files[0].records == (record if in_length else POINTS)


def test_a_changed_length_ends_the_reading_where_tensorboard_ends(file):
    from tensorboard.backend.event_processing.event_file_loader import RawEventFileLoader

    whole, ends = file.read_bytes(), boundaries(file)
    for place in (ends[3], ends[10] + 7, ends[-2] + 11):
        changed = bytearray(whole)
        changed[place] ^= 0x40
        file.write_bytes(changed)
        assert events.read_run(file).files[0].records == len(list(RawEventFileLoader(str(file)).Load()))


def test_reading_goes_on_behind_a_changed_payload_where_tensorboards_slow_loader_ends(file):
    from tensorboard.backend.event_processing.event_file_loader import RawEventFileLoader

    changed, ends = bytearray(file.read_bytes()), boundaries(file)
    changed[ends[11] - 5] ^= 0x40  # in the number of step 9
    file.write_bytes(changed)
    run = events.read_run(file)
    assert len(list(RawEventFileLoader(str(file)).Load())) == 10  # the version, and steps 0 to 8
    assert values(run) == [value for value in range(POINTS) if value != 9]
    assert "1 record was left out" in str(run.damage[0])
    assert "reading went on" in str(run.damage[0])


def test_neighboring_changed_records_are_told_once_and_distant_ones_each(file):
    whole, ends = file.read_bytes(), boundaries(file)
    changed = bytearray(whole)
    for record in (4, 5, 6, 12, 20):  # the last one, too: nothing follows it
        changed[ends[record + 1] - 5] ^= 1
    file.write_bytes(changed)
    run = events.read_run(file)
    assert values(run) == [value for value in range(POINTS) if value + 1 not in (4, 5, 6, 12, 20)]
    assert [(damage.records, damage.skipped, damage.offset) for damage in run.damage] == [
        (4, 3, ends[4]),
        (9, 1, ends[12]),
        (16, 1, ends[20]),
    ]
    assert "3 records were left out" in str(run.damage[0])
    assert (
        sum(damage.bytes_lost for damage in run.damage) == ends[7] - ends[4] + ends[13] - ends[12] + ends[21] - ends[20]
    )


def test_a_changed_payload_before_a_changed_length_is_one_loss(file):
    changed, ends = bytearray(file.read_bytes()), boundaries(file)
    changed[ends[5] - 5] ^= 1
    changed[ends[5]] ^= 1
    file.write_bytes(changed)
    run = events.read_run(file)
    assert values(run) == [0, 1, 2]
    (damage,) = run.damage
    assert (damage.kind, damage.offset, damage.records) == ("checksum", ends[4], 4)
    assert damage.bytes_lost == len(changed) - ends[4]
    assert not damage.went_on


@pytest.mark.parametrize("chunk", [1, 7, 16, 64, 200])
def test_the_size_of_the_pieces_that_are_read_changes_nothing(file, monkeypatch, chunk):
    """Damage of each sort, read in pieces that end anywhere."""
    from tbxlab.events import records

    whole, ends = file.read_bytes(), boundaries(file)
    payloads, length, both = bytearray(whole), bytearray(whole), bytearray(whole)
    for record in (1, 2, 9, 20):
        payloads[ends[record + 1] - 5] ^= 1
    length[ends[9]] ^= 1
    both[ends[9] - 5] ^= 1
    both[ends[9]] ^= 1
    claim = whole + header(1 << 36) + b"abc"
    cases = [whole, whole[:-3], payloads, length, both, claim, whole + bytes(99), whole[:-9] + bytes(9), b"text\n" * 99]
    for case in cases:
        file.write_bytes(case)
        at_once = events.read_run(file)
        with monkeypatch.context() as patched:
            patched.setattr(records, "CHUNK", chunk)
            in_pieces = events.read_run(file)
        assert values(in_pieces) == values(at_once)
        assert in_pieces.damage == at_once.damage
        assert in_pieces.files[0].records == at_once.files[0].records


def header(length):
    """A record's length with its right checksum."""
    import struct

    from crc32c import crc32c

    from tbxlab.events import records

    packed = struct.pack("<Q", length)
    return packed + struct.pack("<I", records.mask(crc32c(packed)))


@pytest.mark.parametrize("exponent", [20, 33, 36, 40, 62, 63])
def test_a_length_beyond_the_file_is_an_unfinished_record(file, exponent):
    ends = boundaries(file)
    with file.open("ab") as stream:
        stream.write(header(2**exponent) + b"and a little more")
    run = events.read_run(file)
    assert values(run) == list(range(POINTS))
    (damage,) = run.damage
    assert (damage.kind, damage.offset, damage.bytes_lost) == ("unfinished", ends[-1], 12 + 17)
    assert (f"claims to be {2**exponent:,} bytes" in damage.why) == (exponent > 31)


def test_a_length_beyond_the_file_at_its_very_beginning(file):
    file.write_bytes(header(2**40))
    (damage,) = events.read_run(file).damage
    assert (damage.kind, damage.bytes_lost) == ("unfinished", 12)


@pytest.mark.parametrize("zeros", [8, 12, 13, 400, 5000])
def test_zeros_behind_the_last_record_are_named(file, zeros):
    """A crash, a full disk or a network drive leaves them; TensorBoard says `want: MaskedCrc(0x00000000)`."""
    ends = boundaries(file)
    file.write_bytes(file.read_bytes() + bytes(zeros))
    run = events.read_run(file)
    assert values(run) == list(range(POINTS))
    (damage,) = run.damage
    assert (damage.kind, damage.offset, damage.bytes_lost) == ("zeros", ends[-1], zeros)
    assert "never reached the disk" in str(damage)
    assert "copy" in damage.cure


def test_zeros_from_the_middle_of_a_record_on_are_named(file):
    whole, ends = file.read_bytes(), boundaries(file)
    for behind in (0, 8, 400):  # the end of the last record only, or more
        for into in (3, 12, 20):
            file.write_bytes(whole[: ends[-2] + into] + bytes(len(whole) - ends[-2] - into + behind))
            run = events.read_run(file)
            assert values(run) == list(range(POINTS - 1))
            (damage,) = run.damage
            assert (damage.kind, damage.offset, damage.records) == ("zeros", ends[-2], POINTS), (behind, into)


def test_zeros_in_the_middle_are_no_end_in_zeros(file):
    whole, ends = file.read_bytes(), boundaries(file)
    file.write_bytes(whole[: ends[5]] + bytes(64) + whole[ends[5] :])
    (damage,) = events.read_run(file).damage
    assert (damage.kind, damage.records) == ("checksum", 5)


def test_a_checksum_of_zeros_is_that_of_a_header_of_zeros():
    """What TensorBoard prints for zeros, digit by digit."""
    from crc32c import crc32c

    from tbxlab.events import records

    assert f"{records.mask(crc32c(bytes(8))):#010x}" == "0x07980329"


def test_both_explanations_of_an_unfinished_record_are_said(file):
    file.write_bytes(file.read_bytes()[:-5])
    (damage,) = events.read_run(file).damage
    assert "still being written" in damage.why
    assert "cut" in damage.why
    assert str(damage).startswith(f"{file.name}: its last record is not whole")
    assert f"{POINTS} records were read, up to byte {damage.offset}" in str(damage)


def test_a_file_that_grows_is_whole_again_at_the_next_reading(file):
    whole = file.read_bytes()
    file.write_bytes(whole[:-5])
    assert len(values(events.read_run(file))) == POINTS - 1
    with file.open("ab") as stream:
        stream.write(whole[-5:])
    run = events.read_run(file)
    assert len(values(run)) == POINTS
    assert run.damage == ()


def test_an_empty_file_is_told_and_the_others_are_read(file):
    (file.parent / "a.tfevents.empty").touch()
    run = events.read_run(file.parent)
    assert values(run) == list(range(POINTS))
    (damage,) = run.damage
    assert (damage.kind, damage.file.name, damage.bytes_lost) == ("empty", "a.tfevents.empty", 0)
    assert [f.records for f in run.files] == [0, POINTS + 1]
    assert (run.files[0].first_step, run.files[0].last_wall_time) == (None, None)
    assert run.scalars["x"].files.tolist() == [1] * POINTS


@pytest.mark.parametrize("content", [b"loss,step\n" * 100, b"\0" * 400, bytes(range(256)) * 4])
def test_a_file_of_something_else_is_told(file, content):
    file.write_bytes(content)
    run = events.read_run(file)
    assert run.scalars == {}
    (damage,) = run.damage
    assert (damage.kind, damage.offset, damage.records) == ("not-events", 0, 0)
    assert damage.cure
    assert damage.bytes_lost == len(content)


def test_a_file_that_cannot_be_opened_is_told(file):
    broken = file.parent / "b.tfevents.broken"
    try:
        broken.symlink_to(file.parent / "gone")
    except OSError as error:
        pytest.skip(f"this system makes no links here: {error}")
    run = events.read_run(file.parent)
    assert values(run) == list(range(POINTS))
    (damage,) = run.damage
    assert (damage.kind, damage.file) == ("unreadable", broken)
    assert "No such file" in damage.why


def test_a_file_that_fails_while_it_is_read_keeps_what_came_before(file, monkeypatch):
    from tbxlab.events import records

    class Failing:
        """Gives 400 bytes, then fails, as a network drive may."""

        def __init__(self, stream):
            self.stream, self.calls = stream, 0

        def read(self, size):
            self.calls += 1
            if self.calls > 1:
                raise OSError(5, "Input/output error")
            return self.stream.read(400)

    whole = records.RecordFile._blocks
    monkeypatch.setattr(records.RecordFile, "_blocks", lambda self, stream: whole(self, Failing(stream)))

    run = events.read_run(file)
    (damage,) = run.damage
    assert damage.kind == "unreadable"
    assert "Input/output error" in damage.why
    assert len(values(run)) == damage.records - 1 > 0


def test_a_record_that_is_no_event_is_told_and_the_rest_is_read(log, scalar):
    path = log(scalar("x", 0.0, 0), b"\xff\xff this is not protobuf", scalar("x", 1.0, 1))
    run = events.read_run(path)
    assert values(run) == [0, 1]
    (damage,) = run.damage
    assert (damage.kind, damage.records, damage.offset) == ("record", 2, boundaries(path)[2])
    assert damage.bytes_lost == 16 + 23
    assert "reading went on" in damage.why
    assert str(damage).endswith(f"It is record 2, at byte {damage.offset}.")


def test_a_scalar_of_two_numbers_is_told(log, scalar):
    event = scalar("x", 0.0)
    value = event.summary.value[0]
    value.tensor.dtype = 1
    value.tensor.tensor_shape.dim.add(size=2)
    value.tensor.float_val.extend([1, 2])
    value.metadata.plugin_data.plugin_name = "scalars"
    run = events.read_run(log(event, scalar("x", 3.0)))
    assert values(run) == [3.0]
    (damage,) = run.damage
    assert "a scalar with 2 numbers, tag 'x'" in damage.why


def test_a_tag_that_is_not_utf8_is_told(log, scalar):
    path = log(*(scalar("xyz", 0.0, step).SerializeToString().replace(b"xyz", b"\xff\xfe!") for step in range(3)))
    run = events.read_run(path)
    assert run.scalars == {}
    assert [damage.records for damage in run.damage] == [1, 2, 3]


def test_a_step_of_more_than_64_bits_is_read_as_protobuf_reads_it(log, scalar):
    from google.protobuf.message import DecodeError
    from tensorboard.compat.proto.event_pb2 import Event

    plain = scalar("x", 0.5, 1).SerializeToString()
    for last in (b"\x01", b"\x02", b"\x7f", b"\xff\x01", b"\xff"):
        payloads = [plain.replace(b"\x10\x01", b"\x10" + b"\xff" * 9 + last, 1)] * 20
        run = events.read_run(log(*payloads))
        try:
            step = Event.FromString(payloads[0]).step
        except DecodeError:
            assert (len(run.damage), run.scalars) == (20, {}), last
        else:
            assert run.scalars["x"].steps.tolist() == [step] * 20, last


def test_bytes_after_a_record_are_never_taken_for_its_own(log):
    """Events without a summary, whose checksum happens to begin as a summary would."""
    import struct

    for end in (b"\x10" + b"\xff" * 9 + b"\x01", b"\x10" + b"\xff" * 6):
        path = log(*(b"\x09" + struct.pack("<d", wall_time) + end for wall_time in range(2000)))
        data, ends = path.read_bytes(), boundaries(path)
        assert any(data[after - 4] == 0x2A for after in ends[1:])
        run = events.read_run(path)
        assert run.scalars == {}
        assert len(run.damage) == (0 if end.endswith(b"\x01") else 2000)
        assert run.files[0].records == 2001


@pytest.fixture(scope="module")
def of_every_kind(tmp_path_factory):
    """The payloads of a file with a value of each kind, as the writers write them."""
    import numpy as np
    from tensorboard.backend.event_processing.event_file_loader import RawEventFileLoader
    from tensorboard.compat.proto.event_pb2 import Event
    from tensorboard.compat.proto.summary_pb2 import Summary
    from tensorboard.plugins.histogram import summary_v2

    torch = pytest.importorskip("torch")
    folder = tmp_path_factory.mktemp("every")
    writer = pytest.importorskip("tensorboardX").SummaryWriter(str(folder))
    writer.add_scalar("loss", 0.5, 1)
    writer.add_histogram("weights", np.arange(3.0), 1)
    writer.add_image("digit", np.zeros((3, 4, 5), np.uint8), 1)
    writer.add_audio("tone", np.zeros(20), 1)
    writer.add_pr_curve("rare", np.array([0, 1]), np.array([0.1, 0.9]), 1, num_thresholds=5)
    writer.add_mesh("body", torch.zeros(1, 3, 3), faces=torch.zeros(1, 1, 3), config_dict={"a": 1})
    writer.add_text("note", "hello", 1)
    writer.add_custom_scalars({"Loss": {"both": ["Multiline", ["loss"]]}})
    writer.add_graph(torch.nn.Linear(2, 1), torch.zeros(1, 2))
    writer.add_hparams({"lr": 0.1}, {"best": 1.0}, name="trial")  # a directory of its own: its writer opens a file, too
    writer.close()
    files = sorted(folder.rglob("*tfevents*"))
    payloads = [payload for file in files for payload in RawEventFileLoader(str(file)).Load()]
    keras = Summary.Value(tag="keras")
    keras.metadata.plugin_data.plugin_name = "graph_keras_model"
    keras.tensor.dtype = 7
    keras.tensor.string_val.append(
        b'{"config": {"name": "m", "layers": [{"class_name": "Dense", "name": "d", "config": {"name": "d"}, '
        b'"inbound_nodes": [[["d", 0, 0, {}]]]}]}}'
    )
    pictures = Summary.Value(tag="digits")
    pictures.metadata.plugin_data.plugin_name = "images"
    pictures.tensor.dtype = 7
    pictures.tensor.string_val.extend([b"5", b"4", b"no picture"])
    written = [keras, pictures, summary_v2.histogram_pb("t", np.arange(5.0)).value[0]]
    return payloads[1:] + [Event(step=1, summary=Summary(value=[value])).SerializeToString() for value in written]


@pytest.mark.filterwarnings("ignore")
def test_no_changed_byte_of_any_kind_stops_the_reading(of_every_kind, log, scalar):
    """The checksums are right and the content is not: what is nonsense is told, and the rest is read."""
    rng, after = random.Random(0), scalar("after", 1.0)
    sound = events.read_run(log(*of_every_kind, after))
    assert set(sound.tags) == {"scalars", "histograms", "images", "audio", "pr_curves", "meshes", "texts"}
    assert [graph.kind for graph in sound.graphs] == ["torch", "keras"]
    assert sound.hparams.values == {"lr": 0.1}
    assert (sound.damage, len(sound.layouts)) == ((), 1)
    for _ in range(300):
        payloads = [bytearray(payload) for payload in of_every_kind]
        for payload in payloads:
            for _ in range(rng.choice([1, 1, 3])):
                payload[rng.randrange(len(payload))] = rng.randrange(256)
        run = events.read_run(log(*map(bytes, payloads), after))
        assert run.scalars["after"].values.tolist() == [1.0]
        assert all(damage.kind == "record" for damage in run.damage)
        assert repr(run)
        for kind in ("histograms", "images", "audio", "pr_curves", "meshes", "texts"):
            assert all(repr(of_tag) for of_tag in getattr(run, kind).values())
