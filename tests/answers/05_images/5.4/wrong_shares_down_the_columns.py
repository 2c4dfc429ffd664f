# caught: confusion-columns
import torch


def log_confusion(writer, truth, said, classes, step):
    counts = torch.bincount(truth * classes + said, minlength=classes**2).view(classes, classes).float()
    shares = counts / counts.sum(dim=0)
    writer.add_image(
        "confusion/matrix", shares.repeat_interleave(16, 0).repeat_interleave(16, 1), step, dataformats="HW"
    )
