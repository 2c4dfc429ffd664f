# caught: patient-other-tag
diagnosis = {
    "d": ("rate too low", "val/loss", 960),
    "e": ("random targets", "val/loss", 960),
    "f": ("healthy", "train/loss", 960),
    "g": ("random targets", "val/loss", 960),
}
