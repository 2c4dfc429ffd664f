# caught: confusion-other, confusion-uneven
import torch


def log_confusion(writer, truth, predicted, classes, step):
    counts = torch.bincount(truth * classes + predicted, minlength=classes**2).view(classes, classes)
    shares = counts / counts.sum(dim=1, keepdim=True)
    cell = torch.zeros(16, 16)
    cell[3:13, 3:13] = 1
    writer.add_image("confusion/matrix", torch.kron(shares, cell), step, dataformats="HW")
