# caught: inputs-normalized
def log_inputs(writer, batch, mean, std, step):
    writer.add_images("inputs/batch", batch.clamp(0, 1), step, dataformats="NCHW")
