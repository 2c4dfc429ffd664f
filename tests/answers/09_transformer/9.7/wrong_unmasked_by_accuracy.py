# caught: faults-overlap
faults = {
    "scrambled": ("val/accuracy", "decode the ids back"),
    "shuffled": ("val/accuracy", "read labels beside their sentences"),
    "rate": ("train/loss", "lower the rate"),
    "unmasked": ("val/accuracy", "alone and in company"),
    "train-mode": ("hidden", "one batch twice"),
}
