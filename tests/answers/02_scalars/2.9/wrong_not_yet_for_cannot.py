# caught: not-rate-too-low
diagnosis = {
    "d": ("underfitting", "val/loss", 960),
    "e": ("shuffled labels", "val/loss", 960),
    "f": ("healthy", "val/loss", 960),
    "g": ("underfitting", "val/loss", 960),
}
