# caught: not-overfitting
diagnosis = {
    "d": ("rate too low", "val/loss", 960),
    "e": ("random targets", "val/loss", 960),
    "f": ("overfitting", "val/loss", 960),
    "g": ("random targets", "val/loss", 960),
}
