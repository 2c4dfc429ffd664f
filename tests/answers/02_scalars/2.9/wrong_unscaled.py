# caught: not-unscaled-inputs
diagnosis = {
    "d": ("underfitting", "val/loss", 960),
    "e": ("shuffled labels", "val/loss", 960),
    "f": ("healthy", "val/loss", 960),
    "g": ("unscaled inputs", "val/loss", 960),
}
