# caught: faults-test-form
faults = {
    "scrambled": ("val/accuracy", "decode the ids back"),
    "shuffled": ("val/accuracy", "read labels beside their sentences"),
    "rate": ("train/loss", "train longer"),
    "unmasked": ("hidden", "alone and in company"),
    "train-mode": ("hidden", "one batch twice"),
}
