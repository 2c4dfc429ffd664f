import copy

import torch
from torch.utils.tensorboard import SummaryWriter


def log_graph(writer, model, X):
    with SummaryWriter(writer.logdir) as own, torch.inference_mode():
        own.add_graph(copy.deepcopy(model).eval(), X)
