"""Audio: every sound, sample for sample."""

import io
import wave

import numpy as np
import pytest

from tbxlab import events

RATE = 8000
SOUND = 0.8 * np.sin(2 * np.pi * 440 * np.arange(400) / RATE)


def tensorboardx(folder):
    pytest.importorskip("soundfile")
    return pytest.importorskip("tensorboardX").SummaryWriter(str(folder))


def torch(folder):
    return pytest.importorskip("torch.utils.tensorboard").SummaryWriter(str(folder))


WRITERS = pytest.mark.parametrize("writer_on", [tensorboardx, torch])


@WRITERS
def test_samples_come_back_to_16_bits(writer_on, tmp_path):
    writer = writer_on(tmp_path)
    for step in (0, 4):
        writer.add_audio("tone", SOUND * (step + 1) / 8, step, sample_rate=RATE)
    writer.close()

    run = events.read_run(tmp_path)
    found = run.audio["tone"]

    assert (run.damage, run.unread) == ((), {})
    assert (found.tag, found.steps.tolist(), len(found)) == ("tone", [0, 4], 2)
    assert found.sample_rates.tolist() == [RATE, RATE]
    for index, step in enumerate((0, 4)):
        samples = found.samples(index)
        assert (samples.dtype, samples.shape) == (np.float64, (400, 1))
        np.testing.assert_allclose(samples[:, 0], SOUND * (step + 1) / 8, atol=2 / 2**15)
    assert found.seconds(0) == 400 / RATE
    assert found.encoded[0].startswith(b"RIFF")
    assert repr(found) == "<Audio 'tone': 2, steps 0 to 4>"


def test_two_channels_stay_apart(tmp_path):
    writer = tensorboardx(tmp_path)
    both = np.column_stack([SOUND, -SOUND / 2])
    writer.add_audio("stereo", both, 0, sample_rate=RATE)
    writer.close()
    np.testing.assert_allclose(events.read_run(tmp_path).audio["stereo"].samples(0), both, atol=2 / 2**15)


@pytest.mark.parametrize(("width", "low", "high"), [(1, 0, 255), (2, -(2**15), 2**15 - 1), (4, -(2**31), 2**31 - 1)])
def test_whole_numbers_of_any_width_become_minus_one_to_one(width, low, high, log):
    middle = 128 if width == 1 else 0
    data = b"".join(n.to_bytes(width, "little", signed=width > 1) for n in (low, middle, high))
    found = events.read_run(log(sounds_event([wav(data, width)]))).audio["a"]
    assert found.samples(0)[:, 0].tolist() == pytest.approx([-1, 0, 1], abs=2 / 2 ** (8 * width - 1))


def test_24_bits_keep_their_sign(log):
    data = b"".join(n.to_bytes(3, "little", signed=True) for n in (-(2**23), -1, 1, 2**22))
    found = events.read_run(log(sounds_event([wav(data, 3)]))).audio["a"]
    assert found.samples(0)[:, 0].tolist() == [-1, -(2.0**-23), 2.0**-23, 0.5]


def test_several_sounds_of_one_event_keep_their_order(log):
    """As tf.summary.audio writes them: pairs of file and label; and as one column, without labels."""
    first, second = wav(b"\1\0", 2), wav(b"\2\0", 2, rate=16000)
    run = events.read_run(log(sounds_event([first, second], step=3), sounds_event([second], step=4, labels=False)))
    found = run.audio["a"]
    assert found.steps.tolist() == [3, 3, 4]
    assert found.sample_rates.tolist() == [RATE, 16000, 16000]
    assert [found.samples(i)[0, 0] * 2**15 for i in range(3)] == [1, 2, 2]


@pytest.mark.parametrize(
    ("encoded", "why"),
    [
        (b"", "sound 0 of 'a' .step 7. is empty"),
        (b"OggS\0\2", "is no WAV file of whole numbers"),
        (b"RIFF\x10\0\0\0WAVE", "is no WAV file of whole numbers"),
        (lambda: wav(bytes(100), 2)[:-50], "is cut: 25 of 50 frames are there"),
    ],
)
def test_a_sound_that_cannot_be_decoded_is_an_error_only_when_asked_for(encoded, why, log, scalar):
    encoded = encoded() if callable(encoded) else encoded
    run = events.read_run(log(sounds_event([encoded], step=7), scalar("x", 1.0)))
    assert (run.damage, list(run.scalars)) == ((), ["x"])
    for decode in (run.audio["a"].samples, run.audio["a"].seconds):
        with pytest.raises(events.BrokenMedia, match=why):
            decode(0)


def test_strings_that_are_no_sounds_are_told(log, scalar):
    event = sounds_event([b""])
    event.summary.value[0].tensor.tensor_shape.dim[1].size = 3
    run = events.read_run(log(event, scalar("x", 1.0)))
    assert (run.audio, list(run.scalars)) == ({}, ["x"])
    assert "sounds of shape [1, 3] instead of [sounds, 2], tag 'a'" in run.damage[0].why


def wav(data, width, rate=RATE):
    stream = io.BytesIO()
    with wave.open(stream, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(width)
        sound.setframerate(rate)
        sound.writeframes(data)
    return stream.getvalue()


def sounds_event(encoded, step=0, labels=True):
    from tensorboard.compat.proto.event_pb2 import Event
    from tensorboard.compat.proto.summary_pb2 import Summary

    value = Summary.Value(tag="a")
    value.metadata.plugin_data.plugin_name = "audio"
    value.tensor.dtype = 7
    value.tensor.tensor_shape.dim.add(size=len(encoded))
    if labels:
        value.tensor.tensor_shape.dim.add(size=2)
    for sound in encoded:
        value.tensor.string_val.extend([sound, b""] if labels else [sound])
    return Event(wall_time=100.0, step=step, summary=Summary(value=[value]))
