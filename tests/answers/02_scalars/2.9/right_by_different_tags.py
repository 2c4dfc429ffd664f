diagnosis = {
    "d": ("underfitting", "train/loss", 300),
    "e": ("shuffled labels", "val/accuracy", 400),
    "f": ("healthy", "val/accuracy", 700),
    "g": ("shuffled labels", "train/loss", 500),
}
