def log_inputs(writer, batch, mean, std, step):
    shown = (batch.permute(0, 2, 3, 1) * std + mean).clamp(0, 1)
    writer.add_images("inputs/batch", shown, step, dataformats="NHWC")
