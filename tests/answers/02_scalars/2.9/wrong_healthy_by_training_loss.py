# caught: not-healthy
diagnosis = {
    "d": ("underfitting", "val/loss", 960),
    "e": ("healthy", "train/loss", 960),
    "f": ("healthy", "val/loss", 960),
    "g": ("shuffled labels", "val/loss", 960),
}
