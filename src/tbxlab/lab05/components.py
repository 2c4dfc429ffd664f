"""Sound, spectra and surfaces for chapter 05: what add_audio and add_mesh are given."""

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor, nn


def chirp(rate: int) -> np.ndarray:
    """Return one second of a tone that climbs from 200 to 3000 Hz: float32[rate], between -0.5 and 0.5."""
    t = np.arange(rate) / rate
    return (0.5 * np.sin(2 * np.pi * (200 * t + 1400 * t**2))).astype(np.float32)


def spectrogram(wave: np.ndarray, window: int = 128) -> np.ndarray:
    """Return how loud each frequency is over time as gray values, uint8[window // 2 + 1, frames]: low ones at the
    bottom, 80 dB from white to black.
    """
    spectrum = torch.stft(torch.tensor(wave), window, window=torch.hann_window(window), return_complex=True)
    decibels = 20 * torch.log10(spectrum.abs() + 1e-9)
    loudness = ((decibels - decibels.max()) / 80 + 1).clamp(0, 1)
    return (255 * (1 - loudness.flip(0))).round().to(torch.uint8).numpy()


@torch.no_grad()
def landscape(model: nn.Module, loss: Callable[[], Tensor], at: Tensor, seed: int) -> Tensor:
    """Return the loss at the model's weights plus a·u + b·v for all a, b of ``at``: float32[len(at), len(at)].

    u and v are random directions, each as long as the weights, layer by layer (Li et al. 2018, arXiv:1712.09913,
    scale filter by filter). The weights are put back.
    """
    generator = torch.Generator().manual_seed(seed)
    center = [p.clone() for p in model.parameters()]
    u, v = ([torch.randn(p.shape, generator=generator) for p in center] for _ in range(2))
    for direction in (u, v):
        for part, p in zip(direction, center, strict=True):
            part *= p.norm() / part.norm()
    found = torch.empty(len(at), len(at))
    for i, a in enumerate(at):
        for j, b in enumerate(at):
            for p, middle, du, dv in zip(model.parameters(), center, u, v, strict=True):
                p.copy_(middle + a * du + b * dv)
            found[i, j] = loss()
    for p, middle in zip(model.parameters(), center, strict=True):
        p.copy_(middle)
    return found


def as_mesh(at: Tensor, heights: Tensor) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return a surface of n·n heights as vertices float32[n², 3], faces int32[2(n-1)², 3] and colors uint8[n², 3]
    from blue (low) to red (high). Heights are scaled to -0.5 … 0.5, so that a viewer shows all of it.
    """
    n = len(at)
    share = ((heights - heights.min()) / (heights.max() - heights.min())).flatten()
    x, y = torch.meshgrid(at, at, indexing="ij")
    vertices = torch.stack([x.flatten(), share - 0.5, y.flatten()], dim=1)
    corner = (torch.arange(n - 1)[:, None] * n + torch.arange(n - 1)).flatten()
    faces = torch.cat(
        [torch.stack([corner, corner + 1, corner + n], 1), torch.stack([corner + 1, corner + n + 1, corner + n], 1)]
    )
    colors = torch.stack([255 * share, 80 + 0 * share, 255 * (1 - share)], dim=1).to(torch.uint8)
    return vertices.numpy(), faces.to(torch.int32).numpy(), colors.numpy()
