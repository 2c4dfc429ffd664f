diagnosis = {
    "d": ["rate too low", "train/loss", [0, 959], "ten times the rate"],
    "e": ("random targets", "val/loss", (200, 800), "look at inputs beside labels"),
    "f": ("healthy", "val/loss", (0, 960), "keep it"),
    "g": ("random targets", "train/loss", (100, 900), "look at inputs beside labels"),
}
