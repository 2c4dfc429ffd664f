diagnosis = {
    "d": ("rate too low", "val/accuracy", 960),
    "e": ("random targets", "val/accuracy", 960),
    "f": ("healthy", "val/accuracy", 960),
    "g": ("random targets", "val/accuracy", 900),
}
