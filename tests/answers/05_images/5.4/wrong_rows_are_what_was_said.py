# caught: confusion-turned
import torch


def log_confusion(writer, truth, said, classes, step):
    counts = torch.bincount(truth * classes + said, minlength=classes**2).view(classes, classes).float()
    shares = counts / counts.sum(dim=1, keepdim=True)
    writer.add_image(
        "confusion/matrix", shares.T.repeat_interleave(16, 0).repeat_interleave(16, 1), step, dataformats="HW"
    )
