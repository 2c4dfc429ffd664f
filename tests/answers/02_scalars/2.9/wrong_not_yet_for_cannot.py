# caught: not-rate-too-low
diagnosis = {
    "d": ("rate too low", "val/loss", 960),
    "e": ("random targets", "val/loss", 960),
    "f": ("healthy", "val/loss", 960),
    "g": ("rate too low", "val/loss", 960),
}
