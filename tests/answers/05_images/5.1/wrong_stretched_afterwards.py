# caught: inputs-rescaled
def log_inputs(writer, batch, mean, std, step):
    shown = batch * std[:, None, None] + mean[:, None, None]
    shown = (shown - shown.min()) / (shown.max() - shown.min())
    writer.add_images("inputs/batch", shown, step, dataformats="NCHW")
