def log_rare(writer, logits, labels, rare, step):
    chance = logits.softmax(dim=1)[:, rare]
    writer.add_pr_curve("val/rare", (labels == rare).long(), chance, step, num_thresholds=41)
