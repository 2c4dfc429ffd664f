import numpy as np
from scipy.signal import spectrogram


def log_sound(writer, sound, rate, step):
    writer.add_audio("sound/wave", sound, step, sample_rate=rate)
    _, _, power = spectrogram(sound, rate, nperseg=128)
    decibel = 10 * np.log10(power + 1e-9)
    shown = np.interp(decibel, [decibel.max() - 60, decibel.max()], [0, 255]).astype(np.uint8)
    writer.add_image("sound/spectrogram", np.flipud(shown), step, dataformats="HW")
