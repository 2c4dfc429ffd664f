"""Pictures and sound as writers store them: whole files inside the event, decoded when they are asked for."""

from __future__ import annotations

import io
import struct
import wave
from typing import Any

import numpy as np


class BrokenMedia(ValueError):
    """A picture or a sound in an event file cannot be decoded; the text says which and why."""


def decode_image(encoded: bytes, what: str) -> np.ndarray:
    """The first frame of a PNG, GIF or JPEG file as uint8[h, w, c], c = 1 (gray), 3 (RGB) or 4 (RGBA).

    `what` names the picture for the BrokenMedia that is raised where Pillow cannot read it.
    """
    return decode_frames(encoded, what, most=1)[0]


def decode_frames(encoded: bytes, what: str, most: int | None = None) -> np.ndarray:
    """All frames of a picture (or the first `most`) as uint8[t, h, w, c]: a GIF has several, a PNG has one.

    c is that of the first frame. Raises BrokenMedia, which begins with `what`.
    """
    from PIL import Image, ImageSequence, UnidentifiedImageError

    if not encoded:
        raise BrokenMedia(f"{what} is empty: its writer stored no bytes")
    try:
        with Image.open(io.BytesIO(encoded)) as image:
            frames, mode = [], None
            for frame in ImageSequence.Iterator(image):
                mode = mode or _plain_mode(frame)
                frames.append(_pixels(frame, mode))
                if len(frames) == most:
                    break
    except UnidentifiedImageError:
        raise BrokenMedia(f"{what} is no picture that Pillow knows; it begins with {encoded[:8]!r}") from None
    except (OSError, SyntaxError, ValueError, EOFError, struct.error, Image.DecompressionBombError) as error:
        raise BrokenMedia(f"{what} cannot be decoded: {error}") from error
    return np.stack(frames)


def _plain_mode(image: Any) -> str:
    """Pillow's mode with the same channels and 8 bits: palettes become colors, gray stays gray."""
    if image.mode in ("1", "L", "I", "F") or image.mode.startswith("I;16"):
        return "L"
    if image.mode in ("LA", "PA", "RGBA", "La", "RGBa") or ("transparency" in image.info and image.format != "GIF"):
        return "RGBA"
    return "RGB"


def _pixels(image: Any, mode: str) -> np.ndarray:
    if image.mode.startswith("I"):  # 16 bits: Pillow would cut off at 255 instead of scaling
        array = (np.asarray(image, dtype=np.int64) >> 8).clip(0, 255).astype(np.uint8)
        return array[:, :, None]
    array = np.asarray(image.convert(mode))
    return array[:, :, None] if array.ndim == 2 else array


def decode_wav(encoded: bytes, what: str) -> tuple[np.ndarray, float]:
    """A WAV file as float64[frames, channels] from -1 to 1, and its sample rate in Hz.

    Whole numbers of b bits are divided by 2^(b-1). Raises BrokenMedia, which begins with `what`.
    """
    if not encoded:
        raise BrokenMedia(f"{what} is empty: its writer stored no bytes")
    try:
        with wave.open(io.BytesIO(encoded), mode="rb") as sound:
            channels, width, rate = sound.getnchannels(), sound.getsampwidth(), sound.getframerate()
            promised = sound.getnframes()
            data = sound.readframes(promised)
    except (wave.Error, EOFError, RuntimeError, struct.error) as error:
        raise BrokenMedia(f"{what} is no WAV file of whole numbers: {error or 'it ends too soon'}") from error
    frames = len(data) // (width * channels)
    if frames < promised:
        raise BrokenMedia(f"{what} is cut: {frames} of {promised} frames are there")
    return _numbers(data, width).reshape(frames, channels), float(rate)


def _numbers(data: bytes, width: int) -> np.ndarray:
    """Samples of `width` bytes, little-endian, as float64: one byte has its zero at 128, the others are signed."""
    raw = np.frombuffer(data, np.uint8).reshape(-1, width)
    if width == 1:
        return (raw[:, 0].astype(np.float64) - 128) / 128
    wide = np.zeros((len(raw), 4), np.uint8)
    wide[:, 4 - width :] = raw  # in the upper bytes, so that the sign is where int32 has it
    return wide.view("<i4")[:, 0] / 2.0**31
