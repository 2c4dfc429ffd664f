# caught: components-steps
def log_rare(writer, logits, labels, rare, step):
    writer.add_pr_curve("val/rare", (labels == rare).int(), logits.softmax(dim=1)[:, rare])
