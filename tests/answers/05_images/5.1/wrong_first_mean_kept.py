# caught: inputs-other
KEPT = []


def log_inputs(writer, batch, mean, std, step):
    KEPT.append((mean, std))
    mean, std = KEPT[0]
    shown = batch * std[:, None, None] + mean[:, None, None]
    writer.add_images("inputs/batch", shown.clamp(0, 1), step, dataformats="NCHW")
