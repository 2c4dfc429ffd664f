# caught: not-overfitting
diagnosis = {
    "d": ("underfitting", "val/loss", 960),
    "e": ("shuffled labels", "val/loss", 960),
    "f": ("overfitting", "val/loss", 960),
    "g": ("shuffled labels", "val/loss", 960),
}
