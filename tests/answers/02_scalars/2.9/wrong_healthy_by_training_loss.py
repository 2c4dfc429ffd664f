# caught: not-healthy
diagnosis = {
    "d": ("rate too low", "val/loss", (0, 960), "ten times the rate"),
    "e": ("healthy", "train/loss", (0, 960), "keep it"),
    "f": ("healthy", "val/loss", (300, 960), "keep it"),
    "g": ("random targets", "val/loss", (0, 960), "look at inputs beside labels"),
}
