diagnosis = {
    "d": ("rate too low", "val/loss", (0, 960), "overfit one batch"),
    "e": ("random targets", "val/loss", (0, 960), "overfit one batch"),
    "f": ("healthy", "val/loss", (300, 960), "keep it"),
    "g": ("random targets", "val/loss", (0, 960), "overfit one batch"),
}
