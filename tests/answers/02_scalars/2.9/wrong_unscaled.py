# caught: not-unscaled-inputs
diagnosis = {
    "d": ("rate too low", "val/loss", 960),
    "e": ("random targets", "val/loss", 960),
    "f": ("healthy", "val/loss", 960),
    "g": ("unscaled inputs", "val/loss", 960),
}
