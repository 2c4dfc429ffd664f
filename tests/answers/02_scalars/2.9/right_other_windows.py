diagnosis = {
    "d": ["underfitting", "train/loss", 959],
    "e": ("shuffled labels", "val/loss", 800),
    "f": ("healthy", "val/loss", 960),
    "g": ("shuffled labels", "train/loss", 900),
}
