diagnosis = {
    "d": ("underfitting", "val/accuracy", 960),
    "e": ("shuffled labels", "val/accuracy", 960),
    "f": ("healthy", "val/accuracy", 960),
    "g": ("shuffled labels", "val/accuracy", 900),
}
