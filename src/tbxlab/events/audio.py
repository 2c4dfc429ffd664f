"""Audio: sounds at each step."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any

import numpy as np

from tbxlab.events.kinds import Kind, Points, Undecodable, read_only
from tbxlab.events.media import decode_wav


@dataclass(frozen=True, eq=False, repr=False)
class Audio:
    """All sounds of one tag, n of them, in file order.

    tf.summary.audio writes several under one step; they stand here one after the other, each with that step.
    """

    tag: str
    steps: np.ndarray
    """int64[n]"""
    sample_rates: np.ndarray
    """float64[n], Hz; NaN where neither the event nor the sound tells it"""
    encoded: tuple[bytes, ...]
    """n WAV files, as they are served to the browser; see `samples`"""
    wall_times: np.ndarray
    """float64[n], seconds since 1970"""
    files: np.ndarray
    """int32[n]: each sound's index into `Run.files`"""

    def __len__(self) -> int:
        return len(self.encoded)

    def __repr__(self) -> str:
        steps = f", steps {self.steps.min()} to {self.steps.max()}" if len(self) else ""
        return f"<Audio {self.tag!r}: {len(self)}{steps}>"

    def samples(self, index: int) -> np.ndarray:
        """Sound `index` as float64[frames, channels], from -1 to 1.

        The writers store 16 bits: expect steps of 1/32768, and what was beyond ±1 cut off there. Raises BrokenMedia
        where it cannot be decoded, and IndexError where there is none.
        """
        return decode_wav(self.encoded[index], self._name(index))[0]

    def seconds(self, index: int) -> float:
        """How long sound `index` lasts. Raises what `samples` raises."""
        samples, rate = decode_wav(self.encoded[index], self._name(index))
        return len(samples) / rate

    def _name(self, index: int) -> str:
        return f"sound {index} of {self.tag!r} (step {self.steps[index]})"


def _decode(value: Any) -> list[tuple[float, bytes]]:
    """Sample rate and file of each sound of one event."""
    if value.WhichOneof("value") == "audio":
        return [(value.audio.sample_rate, value.audio.encoded_audio_string)]
    shape = [dim.size for dim in value.tensor.tensor_shape.dim]
    strings = list(value.tensor.string_val)
    if not (len(shape) == 1 or (len(shape) == 2 and shape[1] == 2)) or int(np.prod(shape)) != len(strings):
        raise Undecodable(f"sounds of shape {shape} instead of [sounds, 2], tag {value.tag!r}")
    sounds = strings[::2] if len(shape) == 2 else strings  # the second column is a label, always empty
    return [(_rate(encoded), encoded) for encoded in sounds]


def _rate(encoded: bytes) -> float:
    """The sample rate in the head of a WAV file: four bytes, twelve after the name of its format chunk."""
    at = encoded.find(b"fmt ", 0, 200)
    if encoded[:4] != b"RIFF" or at < 0 or len(encoded) < at + 16:
        return float("nan")
    return float(struct.unpack_from("<I", encoded, at + 12)[0])


def _build(points: Points) -> Audio:
    counts = [len(event) for event in points.values]
    sounds = [sound for event in points.values for sound in event]
    return Audio(
        tag=points.tag,
        steps=read_only(np.repeat(points.steps, counts), np.int64),
        sample_rates=read_only([rate for rate, _ in sounds], float),
        encoded=tuple(encoded for _, encoded in sounds),
        wall_times=read_only(np.repeat(points.wall_times, counts), float),
        files=read_only(np.repeat(points.files, counts), np.int32),
    )


KIND = Kind("audio", _decode, _build)
