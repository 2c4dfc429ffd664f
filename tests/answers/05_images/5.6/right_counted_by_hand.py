import torch


def log_rare(writer, logits, labels, rare, step):
    chance, is_rare = logits.softmax(dim=1)[:, rare].double(), labels == rare
    called = chance[None] >= torch.linspace(0, 1, 101)[:, None]
    tp, fp = (called & is_rare).sum(dim=1), (called & ~is_rare).sum(dim=1)
    fn, tn = is_rare.sum() - tp, (~is_rare).sum() - fp
    precision, recall = tp / (tp + fp).clamp(min=1), tp / (tp + fn)
    counts = [each.numpy() for each in (tp, fp, tn, fn, precision, recall)]
    writer.add_pr_curve_raw("val/rare", *counts, step, num_thresholds=101)
