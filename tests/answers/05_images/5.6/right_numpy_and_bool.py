import numpy as np


def log_rare(writer, logits, labels, rare, step):
    power = np.exp(logits.numpy())
    writer.add_pr_curve("val/rare", labels.numpy() == rare, power[:, rare] / power.sum(axis=1), step)
