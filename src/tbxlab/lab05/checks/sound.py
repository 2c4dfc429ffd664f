"""Check of lab 05's sound: what is heard, and the spectrogram that shows it."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from tbxlab import events
from tbxlab.grading import handed
from tbxlab.grading.case import Case
from tbxlab.grading.core import exercise
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.verdict import Wrong
from tbxlab.lab05.checks.files import audio, expect_once, images

RATES = (6000, 7350, 11025, 12000, 16000)
"""Samples a second: never the 8,000 of the lab's own sound, nor the 44,100 that add_audio takes by default."""


@dataclass(frozen=True)
class Sound:
    """What one call is given: float32[n] at ``rate`` samples a second."""

    samples: np.ndarray
    rate: int
    step: int


@dataclass(frozen=True)
class Sounds:
    """The calls, and beside each of them its two tones, as shares of the highest frequency, rate / 2."""

    calls: tuple[Sound, ...]
    tones: tuple[tuple[float, float], ...]


@exercise("5.10")
class SoundAndSpectrogram:
    """Is the sound as long and as high as it was, and does its spectrogram show two tones, the low one first?"""

    wave, spectrogram = "sound/wave", "sound/spectrogram"
    off = 0.06
    """Of the height: windows of 64 samples or more tell frequencies apart by a thirty-second of it."""

    drop = 40
    """Of 255: the pieces cut a tone at different places of its wave, which moves its loudness by a few percent."""

    def case(self, seed: int) -> Case[tuple[Sound, ...], Sounds]:
        """Draw two sounds at different rates: a low tone, then a higher one; each begins softly and gets louder."""
        draw = np.random.default_rng(seed)
        rates = draw.permutation(RATES)[:2]
        steps = (0, int(draw.integers(1, 90)))
        calls, tones = [], []
        for rate, step in zip(rates.tolist(), steps, strict=True):
            low, high = float(draw.uniform(0.15, 0.3)), float(draw.uniform(0.55, 0.85))
            time = np.arange(rate // 2) / rate
            loudness = np.linspace(0.2, 0.5, len(time))
            parts = [loudness * np.sin(2 * np.pi * tone * rate / 2 * time) for tone in (low, high)]
            calls.append(Sound(np.concatenate(parts).astype(np.float32), rate, step))
            tones.append((low, high))
        return Case(given=tuple(calls), true=Sounds(tuple(calls), tuple(tones)))

    def drive(self, answer: Any, given: tuple[Sound, ...], evidence: Evidence) -> None:
        """Let the sounds be logged."""
        with evidence.writer() as writer:
            for call in given:
                samples = call.samples.copy()
                with handed.unchanged(sound=samples):
                    answer(writer, samples, call.rate, call.step)

    def verify(self, evidence: Evidence, case: Case[tuple[Sound, ...], Sounds]) -> None:
        """Compare the samples, then find the brightest row in each half of the picture."""
        heard, steps = audio(evidence, self.wave), [call.step for call in case.true.calls]
        expect_once(heard.steps, steps, self.wave)
        for i, call in enumerate(case.true.calls):
            self.verify_wave(heard, i, call)
        logged = images(evidence, self.spectrogram)
        expect_once(logged.steps, steps, self.spectrogram)
        for i, (step, tones) in enumerate(zip(steps, case.true.tones, strict=True)):
            self.verify_picture(logged.pixels(i)[..., :3].astype(float).mean(axis=2), step, tones)

    def verify_wave(self, heard: events.Audio, i: int, call: Sound) -> None:
        """Expect the samples as they were given, at their rate."""
        about = {"tag": self.wave, "step": call.step}
        if heard.sample_rates[i] != call.rate:
            raise Wrong("sound-rate", **about, expected=call.rate, found=int(heard.sample_rates[i]))
        samples = heard.samples(i)
        if samples.ndim != 2 or len(samples) != len(call.samples):
            raise Wrong("sound-length", **about, expected=len(call.samples), found=len(samples))
        if np.abs(samples[:, 0] - call.samples).max() > 1e-3:  # 16 bits hold 1/32768
            loud, most = float(np.abs(samples[:, 0]).max()), float(np.abs(call.samples).max())
            raise Wrong("sound-clipped" if loud > 0.9 else "sound-other", **about, loudest=loud, expected=most)

    def verify_picture(self, shown: np.ndarray, step: int, expected: tuple[float, float]) -> None:
        """Expect time from left to right, and frequency from 0 at the bottom to half the rate at the top."""
        found = self.tones(shown)
        about = {"tag": self.spectrogram, "step": step, "shape": shown.shape}
        if np.ptp(shown) < 30:
            raise Wrong("spectrogram-flat", **about, lowest=int(shown.min()), highest=int(shown.max()))
        if self.near(found, expected):
            if self.falls(shown, expected[0]):
                raise Wrong("spectrogram-wrapped", **about)
            return
        if self.near(self.tones(255 - shown), expected):
            raise Wrong("spectrogram-dark", **about)
        if self.near((1 - found[0], 1 - found[1]), expected):
            raise Wrong("spectrogram-upside-down", **about)
        if self.near(found[::-1], expected):
            raise Wrong("spectrogram-backwards", **about)
        if any(self.near(self.tones(turned), expected) for turned in (shown.T, shown.T[::-1], shown.T[:, ::-1])):
            raise Wrong("spectrogram-turned", **about)
        raise Wrong("spectrogram-other", **about, first=found[0], second=found[1])

    def falls(self, shown: np.ndarray, tone: float) -> bool:
        """Return whether the first tone gets darker where it gets louder: brightness that went past white."""
        height, width = shown.shape
        top = max(0, round((1 - tone - self.off) * height))
        line = shown[top : round((1 - tone + self.off) * height) + 1, width // 8 : 3 * width // 8].max(axis=0)
        return bool((np.diff(line) < -self.drop).any())

    def near(self, found: tuple[float, ...], expected: tuple[float, float]) -> bool:
        """Return whether two heights, as shares, are as expected."""
        return all(abs(a - b) <= self.off for a, b in zip(found, expected, strict=True))

    @staticmethod
    def tones(shown: np.ndarray) -> tuple[float, float]:
        """Return how high the brightest row stands in the first and in the second half, 0 to 1 from below."""
        height, width = shown.shape
        halves = shown[:, width // 8 : 3 * width // 8 + 1], shown[:, 5 * width // 8 : 7 * width // 8 + 1]
        first, second = (float(1 - (half.mean(axis=1).argmax() + 0.5) / height) for half in halves)
        return first, second
