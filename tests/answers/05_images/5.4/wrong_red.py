# caught: confusion-color
import torch


def log_confusion(writer, truth, said, classes, step):
    counts = torch.bincount(truth * classes + said, minlength=classes**2).view(classes, classes).float()
    shares = counts / counts.sum(dim=1, keepdim=True)
    red = torch.zeros(3, classes, classes)
    red[0] = shares
    writer.add_image("confusion/matrix", red, step, dataformats="CHW")
