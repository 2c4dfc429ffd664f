import torch


def log_sound(writer, sound, rate, step):
    writer.add_audio("sound/wave", sound[:, None], step, rate)
    spectrum = torch.stft(torch.from_numpy(sound), 128, window=torch.hann_window(128), return_complex=True).abs()
    shown = (spectrum / spectrum.max()).sqrt().flip(0)
    writer.add_image("sound/spectrogram", torch.stack([shown, shown, 0 * shown]), step)
