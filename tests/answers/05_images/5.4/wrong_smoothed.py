# caught: confusion-other, confusion-uneven
import torch
from torch.nn.functional import interpolate


def log_confusion(writer, truth, predicted, classes, step):
    counts = torch.bincount(truth * classes + predicted, minlength=classes**2).view(classes, classes)
    shares = (counts / counts.sum(dim=1, keepdim=True))[None, None]
    picture = interpolate(shares, scale_factor=17, mode="bilinear")[0]
    writer.add_image("confusion/matrix", picture, step)
