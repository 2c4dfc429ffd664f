# caught: inputs-reshaped
def log_inputs(writer, batch, mean, std, step):
    shown = batch * std[:, None, None] + mean[:, None, None]
    n, c, h, w = shown.shape
    writer.add_images("inputs/batch", shown.clamp(0, 1).reshape(n, h, w, c), step, dataformats="NHWC")
