# caught: inputs-floats
def log_inputs(writer, batch, mean, std, step):
    shown = batch * std[:, None, None] + mean[:, None, None]
    writer.add_images("inputs/batch", (255 * shown.clamp(0, 1)).round(), step, dataformats="NCHW")
