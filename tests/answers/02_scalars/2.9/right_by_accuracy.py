diagnosis = {
    "d": ("rate too low", "val/accuracy", (0, 960), "ten times the rate"),
    "e": ("random targets", "val/accuracy", (300, 960), "look at inputs beside labels"),
    "f": ("healthy", "val/accuracy", (400, 960), "keep it"),
    "g": ("random targets", "val/accuracy", (0, 900), "look at inputs beside labels"),
}
