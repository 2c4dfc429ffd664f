"""Images: every one that was written, pixel for pixel."""

import io

import numpy as np
import pytest

from tbxlab import events


def tensorboardx(folder):
    return pytest.importorskip("tensorboardX").SummaryWriter(str(folder))


def torch(folder):
    return pytest.importorskip("torch.utils.tensorboard").SummaryWriter(str(folder))


WRITERS = pytest.mark.parametrize("writer_on", [tensorboardx, torch])
RNG = np.random.default_rng(0)


def read(folder, *tags):
    run = events.read_run(folder)
    assert run.damage == ()
    assert run.unread == {}
    assert list(run.images) == list(tags)
    return run.images[tags[0]]


@WRITERS
def test_pixels_come_back_as_they_were_given(writer_on, tmp_path):
    pictures = [RNG.integers(0, 256, (3, 5, 7), dtype=np.uint8) for _ in range(15)]
    writer = writer_on(tmp_path)
    for step, picture in enumerate(pictures):
        writer.add_image("digit", picture, step)
    writer.close()

    found = read(tmp_path, "digit")

    assert found.steps.tolist() == list(range(15))
    assert (set(found.heights.tolist()), set(found.widths.tolist())) == ({5}, {7})
    assert (found.files.tolist(), found.places.tolist()) == ([0] * 15, [0] * 15)
    for index, picture in enumerate(pictures):
        pixels = found.pixels(index)
        assert (pixels.dtype, pixels.shape) == (np.uint8, (5, 7, 3))
        np.testing.assert_array_equal(pixels, picture.transpose(1, 2, 0))
    np.testing.assert_array_equal(found.frames(3), found.pixels(3)[None])
    assert found.encoded[0].startswith(b"\x89PNG")
    assert found.at(4) == (4,)
    assert len(found) == 15
    assert repr(found) == "<Images 'digit': 15, steps 0 to 14>"


@WRITERS
@pytest.mark.parametrize(("dataformats", "shape"), [("HW", (5, 7)), ("CHW", (1, 5, 7)), ("HWC", (5, 7, 4))])
def test_gray_and_transparent_pictures_keep_what_the_writer_stored(writer_on, dataformats, shape, tmp_path):
    picture = RNG.integers(0, 256, shape, dtype=np.uint8)
    writer = writer_on(tmp_path)
    writer.add_image("x", picture, 0, dataformats=dataformats)
    writer.close()

    pixels = read(tmp_path, "x").pixels(0)

    if len(shape) == 3 and shape[-1] == 4:
        np.testing.assert_array_equal(pixels, picture)
    else:  # both writers store three equal channels
        assert pixels.shape == (5, 7, 3)
        np.testing.assert_array_equal(pixels, np.repeat(picture.reshape(5, 7, 1), 3, axis=2))


def test_numbers_from_0_to_255_that_are_no_bytes_come_back_wrapped(tmp_path):
    """What add_image does to floats; the reading side shows it as it is."""
    writer = tensorboardx(tmp_path)
    writer.add_image("x", np.full((1, 2, 2), 200.0), 0)
    writer.close()
    assert set(read(tmp_path, "x").pixels(0).ravel().tolist()) == {200 * 255 % 256}


@WRITERS
def test_a_figure_is_an_image_of_its_size(writer_on, tmp_path):
    figures = pytest.importorskip("matplotlib.figure")
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    figure = figures.Figure(figsize=(2, 1), dpi=50)
    FigureCanvasAgg(figure)
    figure.add_subplot().plot([0, 1])
    writer = writer_on(tmp_path)
    writer.add_figure("plot", figure, 3)
    writer.close()

    found = read(tmp_path, "plot")

    assert found.pixels(0).shape[:2] == (50, 100) == (found.heights[0], found.widths[0])


def test_a_video_is_an_image_with_frames(tmp_path):
    pytest.importorskip("moviepy")
    video = np.zeros((1, 4, 3, 8, 10), np.uint8)
    for frame in range(4):
        video[0, frame, 0] = 60 * frame
    writer = tensorboardx(tmp_path)
    writer.add_video("clip", video, 0, fps=4)
    writer.close()

    found = read(tmp_path, "clip")

    frames = found.frames(0)
    assert (frames.dtype, frames.shape) == (np.uint8, (4, 8, 10, 3))
    assert frames[:, 0, 0, 0].astype(int).tolist() == pytest.approx([0, 60, 120, 180], abs=4)
    np.testing.assert_array_equal(found.pixels(0), frames[0])
    assert (found.heights[0], found.widths[0]) == (8, 10)
    assert found.encoded[0].startswith(b"GIF")


def test_several_images_of_one_event_keep_their_order(log):
    """As tf.summary.image writes them: width, height, then the files."""
    pictures = [RNG.integers(0, 256, (4, 6, 3), dtype=np.uint8) for _ in range(3)]
    first = images_event([png(each) for each in pictures], width=6, height=4, step=5)
    second = images_event([png(pictures[2])], width=6, height=4, step=9)

    found = events.read_run(log(first, second)).images["i"]

    assert found.steps.tolist() == [5, 5, 5, 9]
    assert found.places.tolist() == [0, 1, 2, 0]
    assert (found.heights.tolist(), found.widths.tolist()) == ([4] * 4, [6] * 4)
    assert found.at(5) == (0, 1, 2)
    for index, picture in enumerate([*pictures, pictures[2]]):
        np.testing.assert_array_equal(found.pixels(index), picture)


@pytest.mark.parametrize("mode", ["L", "LA", "P", "1", "I;16", "RGBA", "CMYK"])
def test_every_mode_becomes_8_bits(mode, log):
    from PIL import Image

    if mode == "I;16":
        image = Image.fromarray(np.array([[0, 65535], [256, 32768]], np.uint16))
    else:
        image = Image.fromarray(RNG.integers(0, 256, (2, 2, 3), dtype=np.uint8)).convert(mode)
    stream = io.BytesIO()
    image.save(stream, format="TIFF" if mode == "CMYK" else "PNG")

    pixels = events.read_run(log(images_event([stream.getvalue()]))).images["i"].pixels(0)

    assert pixels.dtype == np.uint8
    assert pixels.shape == (2, 2, {"L": 1, "1": 1, "I;16": 1, "LA": 4, "RGBA": 4}.get(mode, 3))
    if mode == "I;16":
        assert pixels[:, :, 0].tolist() == [[0, 255], [1, 128]]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda whole: whole[: len(whole) // 2], r"image 1 of 'i' \(step 7\) cannot be decoded"),
        (lambda whole: whole[:60] + b"\0" * 20 + whole[80:], "cannot be decoded"),
        (lambda whole: b"<html>", "no picture that Pillow knows; it begins with b'<html>'"),
        (lambda whole: b"", "is empty"),
    ],
)
def test_a_picture_that_cannot_be_decoded_is_an_error_only_when_asked_for(change, why, log, scalar):
    picture = RNG.integers(0, 256, (20, 30, 3), dtype=np.uint8)
    broken = images_event([png(picture), change(png(picture))], width=30, height=20, step=7)

    run = events.read_run(log(broken, scalar("x", 1.0)))

    assert run.damage == ()
    assert run.scalars["x"].values.tolist() == [1]
    assert run.images["i"].pixels(0).shape == (20, 30, 3)
    for decode in (run.images["i"].pixels, run.images["i"].frames):
        with pytest.raises(events.BrokenMedia, match=why):
            decode(1)


def test_an_event_of_no_images_is_an_empty_series(log):
    found = events.read_run(log(images_event([]))).images["i"]
    assert (len(found), repr(found)) == (0, "<Images 'i': 0>")


def test_strings_that_are_no_images_are_told(log, scalar):
    event = images_event([], width="wide", height=1)
    run = events.read_run(log(event, scalar("x", 1.0)))
    assert run.images == {}
    assert "do not begin with width and height, tag 'i'" in run.damage[0].why
    assert list(run.scalars) == ["x"]


def png(pixels):
    from PIL import Image

    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, format="PNG")
    return stream.getvalue()


def images_event(encoded, width=2, height=2, step=0):
    from tensorboard.compat.proto.event_pb2 import Event
    from tensorboard.compat.proto.summary_pb2 import Summary

    value = Summary.Value(tag="i")
    value.metadata.plugin_data.plugin_name = "images"
    value.tensor.dtype = 7
    value.tensor.string_val.extend([str(width).encode(), str(height).encode(), *encoded])
    return Event(wall_time=100.0, step=step, summary=Summary(value=[value]))
