import numpy as np


def log_inputs(writer, batch, mean, std, step):
    shown = batch.clone().numpy()
    for channel in range(3):
        shown[:, channel] = shown[:, channel] * std[channel].item() + mean[channel].item()
    padded = np.pad(shown.clip(0, 1), ((0, 0), (0, 0), (1, 1), (1, 1)), constant_values=0.5)
    writer.add_image("inputs/batch", np.concatenate(list(padded), axis=2), step)
