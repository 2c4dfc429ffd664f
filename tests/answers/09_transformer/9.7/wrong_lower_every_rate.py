# caught: faults-test
faults = {
    "scrambled": ("val/accuracy", "lower the rate"),
    "shuffled": ("val/accuracy", "read labels beside their sentences"),
    "rate": ("train/loss", "lower the rate"),
    "unmasked": ("hidden", "alone and in company"),
    "train-mode": ("hidden", "one batch twice"),
}
