# caught: not-overfitting
diagnosis = {
    "d": ("rate too low", "val/loss", 960),
    "e": ("overfitting", "val/loss", 960),
    "f": ("healthy", "val/loss", 960),
    "g": ("random targets", "val/loss", 960),
}
