# caught: patient-no-step
diagnosis = {
    "d": ("underfitting", "val/loss", 5000),
    "e": ("shuffled labels", "val/loss", 960),
    "f": ("healthy", "val/loss", 960),
    "g": ("shuffled labels", "val/loss", 960),
}
