# caught: patient-no-step
diagnosis = {
    "d": ("rate too low", "val/loss", 5000),
    "e": ("random targets", "val/loss", 960),
    "f": ("healthy", "val/loss", 960),
    "g": ("random targets", "val/loss", 960),
}
