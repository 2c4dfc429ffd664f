# caught: curve-decided
def log_rare(writer, logits, labels, rare, step):
    writer.add_pr_curve("val/rare", (labels == rare).int(), (logits.argmax(dim=1) == rare).float(), step)
