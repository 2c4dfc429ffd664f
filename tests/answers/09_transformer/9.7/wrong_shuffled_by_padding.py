# caught: faults-no-tag
faults = {
    "scrambled": ("val/accuracy", "decode the ids back"),
    "shuffled": ("batch/padding", "read labels beside their sentences"),
    "rate": ("train/loss", "lower the rate"),
    "unmasked": ("hidden", "alone and in company"),
    "train-mode": ("hidden", "one batch twice"),
}
