# caught: curve-labels
def log_rare(writer, logits, labels, rare, step):
    writer.add_pr_curve("val/rare", logits.softmax(dim=1)[:, rare], (labels == rare).int(), step)
