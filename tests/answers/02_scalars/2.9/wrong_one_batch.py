# caught: patient-next
diagnosis = {
    "d": ("rate too low", "val/loss", (0, 960), "ten times the rate"),
    "e": ("random targets", "val/loss", (0, 960), "look at inputs beside labels"),
    "f": ("healthy", "val/loss", (300, 960), "overfit one batch"),
    "g": ("random targets", "val/loss", (0, 960), "look at inputs beside labels"),
}
