# caught: curve-labels
def log_rare(writer, logits, labels, rare, step):
    writer.add_pr_curve("val/rare", labels, logits.softmax(dim=1)[:, rare], step)
