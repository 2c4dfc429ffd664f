# caught: faults-not-hidden
faults = {
    "scrambled": ("hidden", "decode the ids back"),
    "shuffled": ("val/accuracy", "read labels beside their sentences"),
    "rate": ("train/loss", "lower the rate"),
    "unmasked": ("hidden", "alone and in company"),
    "train-mode": ("hidden", "one batch twice"),
}
