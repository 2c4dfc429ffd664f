# caught: patient-too-early
diagnosis = {
    "d": ("rate too low", "val/loss", 960),
    "e": ("random targets", "val/loss", 960),
    "f": ("healthy", "val/loss", 200),
    "g": ("random targets", "val/loss", 960),
}
