import torch


def log_inputs(writer, batch, mean, std, step):
    shown = batch * std[:, None, None] + mean[:, None, None]
    pixels = (255 * shown.clamp(0, 1)).round().to(torch.uint8).permute(0, 2, 3, 1)
    writer.add_image("inputs/batch", torch.cat(list(pixels), dim=1).numpy(), step, dataformats="HWC")
