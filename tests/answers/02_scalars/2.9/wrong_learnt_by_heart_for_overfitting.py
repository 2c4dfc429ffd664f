# caught: not-overfitting
diagnosis = {
    "d": ("underfitting", "val/loss", 960),
    "e": ("overfitting", "val/loss", 960),
    "f": ("healthy", "val/loss", 960),
    "g": ("shuffled labels", "val/loss", 960),
}
