# caught: faults-not-hidden
faults = {
    "scrambled": ("val/accuracy", "decode the ids back"),
    "shuffled": ("val/accuracy", "read labels beside their sentences"),
    "rate": ("hidden", "lower the rate"),
    "unmasked": ("hidden", "alone and in company"),
    "train-mode": ("hidden", "one batch twice"),
}
