# caught: inputs-other
def log_inputs(writer, batch, mean, std, step):
    shown = (batch + mean[:, None, None]) * std[:, None, None]
    writer.add_images("inputs/batch", shown.clamp(0, 1), step, dataformats="NCHW")
