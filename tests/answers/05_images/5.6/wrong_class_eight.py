# caught: curve-labels, raised
import torch


def log_rare(writer, logits, labels, rare, step):
    rare = min(8, logits.shape[1] - 1)
    writer.add_pr_curve("val/rare", (labels == rare).int(), torch.softmax(logits, dim=1)[:, rare], step)
