# caught: faults-overlap
faults = {
    "scrambled": ("val/accuracy", "decode the ids back"),
    "shuffled": ("val/accuracy", "read labels beside their sentences"),
    "rate": ("train/loss", "lower the rate"),
    "unmasked": ("hidden", "alone and in company"),
    "train-mode": ("val/loss", "one batch twice"),
}
