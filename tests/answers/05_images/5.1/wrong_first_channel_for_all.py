# caught: inputs-one-channel
def log_inputs(writer, batch, mean, std, step):
    shown = batch * std[0] + mean[0]
    writer.add_images("inputs/batch", shown.clamp(0, 1), step, dataformats="NCHW")
