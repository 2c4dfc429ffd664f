# caught: curve-other
def log_rare(writer, logits, labels, rare, step):
    writer.add_pr_curve("val/rare", (labels == rare).int(), logits.softmax(dim=0)[:, rare], step)
