# caught: inputs-rescaled
def log_inputs(writer, batch, mean, std, step):
    shown = (batch - batch.min()) / (batch.max() - batch.min())
    writer.add_images("inputs/batch", shown, step, dataformats="NCHW")
