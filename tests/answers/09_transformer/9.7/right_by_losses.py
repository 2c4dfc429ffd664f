faults = {
    "scrambled": ("val/accuracy", "decode the ids back"),
    "shuffled": ("val/loss", "read labels beside their sentences"),
    "rate": ("val/accuracy", "lower the rate"),
    "unmasked": ("hidden", "alone and in company"),
    "train-mode": ("hidden", "one batch twice"),
}
