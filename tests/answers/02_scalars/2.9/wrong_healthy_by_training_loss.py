# caught: not-healthy
diagnosis = {
    "d": ("rate too low", "val/loss", 960),
    "e": ("healthy", "train/loss", 960),
    "f": ("healthy", "val/loss", 960),
    "g": ("random targets", "val/loss", 960),
}
