# caught: handed-changed
def log_inputs(writer, batch, mean, std, step):
    shown = batch.mul_(std[:, None, None]).add_(mean[:, None, None])
    writer.add_images("inputs/batch", shown.clamp(0, 1), step, dataformats="NCHW")
