# caught: faults-test
faults = {
    "scrambled": ("val/accuracy", "decode the ids back"),
    "shuffled": ("val/accuracy", "read labels beside their sentences"),
    "rate": ("train/loss", "lower the rate"),
    "unmasked": ("hidden", "one batch twice"),
    "train-mode": ("hidden", "one batch twice"),
}
