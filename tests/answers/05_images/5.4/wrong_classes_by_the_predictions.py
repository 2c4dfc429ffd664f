# caught: confusion-size, confusion-other, raised
import torch


def log_confusion(writer, truth, predicted, classes, step):
    seen = int(predicted.max()) + 1
    counts = torch.zeros(seen, seen)
    for t, p in zip(truth.clamp(max=seen - 1), predicted, strict=True):
        counts[t, p] += 1
    shares = counts / counts.sum(dim=1, keepdim=True)
    writer.add_image("confusion/matrix", shares.repeat_interleave(8, 0).repeat_interleave(8, 1), step, dataformats="HW")
