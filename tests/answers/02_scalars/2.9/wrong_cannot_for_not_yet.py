# caught: not-random-targets
diagnosis = {
    "d": ("random targets", "val/loss", (0, 960), "look at inputs beside labels"),
    "e": ("random targets", "val/loss", (0, 960), "look at inputs beside labels"),
    "f": ("healthy", "val/loss", (300, 960), "keep it"),
    "g": ("random targets", "val/loss", (0, 960), "look at inputs beside labels"),
}
