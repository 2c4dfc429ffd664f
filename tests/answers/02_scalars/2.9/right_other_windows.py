diagnosis = {
    "d": ["rate too low", "train/loss", 959],
    "e": ("random targets", "val/loss", 800),
    "f": ("healthy", "val/loss", 960),
    "g": ("random targets", "train/loss", 900),
}
