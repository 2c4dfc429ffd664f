# caught: patient-other-tag
diagnosis = {
    "d": ("underfitting", "val/loss", 960),
    "e": ("shuffled labels", "val/loss", 960),
    "f": ("healthy", "train/loss", 960),
    "g": ("shuffled labels", "val/loss", 960),
}
