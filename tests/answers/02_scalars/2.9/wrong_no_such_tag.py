# caught: patient-no-tag
diagnosis = {
    "d": ("rate too low", "loss", 960),
    "e": ("random targets", "val/loss", 960),
    "f": ("healthy", "val/loss", 960),
    "g": ("random targets", "val/loss", 960),
}
