# caught: components-steps
def log_inputs(writer, batch, mean, std, step):
    shown = batch * std[:, None, None] + mean[:, None, None]
    writer.add_images("inputs/batch", shown.clamp(0, 1), dataformats="NCHW")
