# caught: patient-next
diagnosis = {
    "d": ("rate too low", "val/loss", (0, 960), "fewer steps or more data"),
    "e": ("random targets", "val/loss", (0, 960), "look at inputs beside labels"),
    "f": ("healthy", "val/loss", (300, 960), "keep it"),
    "g": ("random targets", "val/loss", (0, 960), "look at inputs beside labels"),
}
