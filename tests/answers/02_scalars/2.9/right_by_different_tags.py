diagnosis = {
    "d": ("rate too low", "train/loss", 300),
    "e": ("random targets", "val/accuracy", 400),
    "f": ("healthy", "val/accuracy", 700),
    "g": ("random targets", "train/loss", 500),
}
