# caught: components-steps
import torch


def log_confusion(writer, truth, said, classes, step):
    counts = torch.bincount(truth * classes + said, minlength=classes**2).view(classes, classes).float()
    shares = counts / counts.sum(dim=1, keepdim=True)
    writer.add_image("confusion/matrix", shares.repeat_interleave(16, 0).repeat_interleave(16, 1), dataformats="HW")
