# caught: patient-form
diagnosis = {
    "d": ("underfitting", "val/loss", (0, 960), "ten times the rate"),
    "e": ("shuffled labels", "val/loss", 960),
    "f": ("healthy", "val/loss", 960),
    "g": ("shuffled labels", "val/loss", 960),
}
