"""Check of lab 05's sound: what is heard, and the spectrogram that shows it."""

import numpy as np

from tbxlab.grading.core import exercise
from tbxlab.grading.expect import expect_steps
from tbxlab.grading.verdict import Wrong
from tbxlab.lab05.checks.files import audio, images


@exercise("5.10")
class SoundAndSpectrogram:
    """Is the sound as long and as high as it was, and does its spectrogram show two tones, the low one first?"""

    wave, spectrogram, step, rate = "sound/wave", "sound/spectrogram", 3, 8000
    off = 0.06
    """Of the height: windows of 64 samples or more tell frequencies apart by 125 Hz, of the 4,000 that are shown."""

    drop = 40
    """Of 255: the pieces cut a tone at different places of its wave, which moves its loudness by a few percent."""

    def case(self, seed):
        """Draw a low tone and a higher one, half a second each; each begins softly and gets louder."""
        draw = np.random.default_rng(seed)
        low, high = float(draw.uniform(600, 1200)), float(draw.uniform(2200, 3400))
        time = np.arange(self.rate // 2) / self.rate
        loudness = np.linspace(0.2, 0.5, len(time))
        sound = np.concatenate([loudness * np.sin(2 * np.pi * tone * time) for tone in (low, high)])
        return {"sound": sound.astype(np.float32), "tones": (low, high)}

    def drive(self, log_sound, case, evidence):
        """Let the sound be logged."""
        with evidence.writer() as writer:
            log_sound(writer, case["sound"].copy(), self.rate, self.step)

    def verify(self, evidence, case):
        """Compare the samples, then find the brightest row in each half of the picture."""
        heard = audio(evidence, self.wave)
        expect_steps(heard, [self.step], self.wave)
        if heard.sample_rates[0] != self.rate:
            raise Wrong("sound-rate", tag=self.wave, expected=self.rate, found=int(heard.sample_rates[0]))
        samples = heard.samples(0)
        sound = case["sound"]
        if samples.ndim != 2 or len(samples) != len(sound):
            raise Wrong("sound-length", tag=self.wave, expected=len(sound), found=len(samples))
        if np.abs(samples[:, 0] - sound).max() > 1e-3:  # 16 bits hold 1/32768
            loud = np.abs(samples[:, 0]).max()
            raise Wrong("sound-clipped" if loud > 0.9 else "sound-other", tag=self.wave, loudest=loud)
        self.verify_picture(evidence, case["tones"])

    def verify_picture(self, evidence, tones):
        """Expect time from left to right, and frequency from 0 at the bottom to half the rate at the top."""
        logged = images(evidence, self.spectrogram)
        expect_steps(logged, [self.step], self.spectrogram)
        shown = logged.pixels(0)[..., :3].astype(float).mean(axis=2)
        where = self.tones(shown)
        wanted = [tone / (self.rate / 2) for tone in tones]
        about = {"tag": self.spectrogram, "shape": shown.shape}
        if np.ptp(shown) < 30:
            raise Wrong("spectrogram-flat", **about, lowest=int(shown.min()), highest=int(shown.max()))
        if self.near(where, wanted):
            if self.falls(shown, wanted[0]):
                raise Wrong("spectrogram-wrapped", **about)
            return
        if self.near(self.tones(255 - shown), wanted):
            raise Wrong("spectrogram-dark", **about)
        if self.near([1 - each for each in where], wanted):
            raise Wrong("spectrogram-upside-down", **about)
        if any(self.near(self.tones(turned), wanted) for turned in (shown.T, shown.T[::-1], shown.T[:, ::-1])):
            raise Wrong("spectrogram-turned", **about)
        raise Wrong("spectrogram-other", **about, first=where[0], second=where[1])

    def falls(self, shown, tone):
        """Return whether the first tone gets darker where it gets louder: brightness that went past white."""
        height, width = shown.shape
        top = max(0, round((1 - tone - self.off) * height))
        line = shown[top : round((1 - tone + self.off) * height) + 1, width // 8 : 3 * width // 8].max(axis=0)
        return bool((np.diff(line) < -self.drop).any())

    def near(self, found, wanted):
        """Return whether two heights, as shares, are as wanted."""
        return all(abs(a - b) <= self.off for a, b in zip(found, wanted, strict=True))

    @staticmethod
    def tones(shown):
        """Return how high the brightest row stands in the first and in the second half, 0 to 1 from below."""
        height, width = shown.shape
        halves = shown[:, width // 8 : 3 * width // 8 + 1], shown[:, 5 * width // 8 : 7 * width // 8 + 1]
        return [1 - (half.mean(axis=1).argmax() + 0.5) / height for half in halves]
