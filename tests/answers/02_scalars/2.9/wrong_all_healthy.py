# caught: patients-several
diagnosis = {
    "d": ("healthy", "val/loss", 960),
    "e": ("healthy", "val/loss", 960),
    "f": ("healthy", "val/loss", 960),
    "g": ("healthy", "val/loss", 960),
}
