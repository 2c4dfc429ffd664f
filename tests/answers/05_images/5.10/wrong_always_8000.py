# caught: sound-rate
import numpy as np


def log_sound(writer, sound, rate, step):
    writer.add_audio("sound/wave", sound, step, sample_rate=8000)
    windows = np.lib.stride_tricks.sliding_window_view(sound, 256)[::64]
    loudness = np.abs(np.fft.rfft(windows * np.hanning(256)))
    picture = (loudness / loudness.max()).T[::-1]
    writer.add_image("sound/spectrogram", picture.astype(np.float32), step, dataformats="HW")
