# caught: not-random-targets
diagnosis = {
    "d": ("shuffled labels", "val/loss", 960),
    "e": ("shuffled labels", "val/loss", 960),
    "f": ("healthy", "val/loss", 960),
    "g": ("shuffled labels", "val/loss", 960),
}
