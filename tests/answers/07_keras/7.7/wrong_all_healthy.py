# caught: fit-not-healthy
diagnosis = {
    "b": ("healthy", "validation/epoch_loss", (0, 5), "keep it"),
    "c": ("healthy", "validation/epoch_loss", (0, 5), "keep it"),
    "d": ("healthy", "validation/epoch_loss", (0, 5), "keep it"),
    "e": ("healthy", "validation/epoch_loss", (0, 5), "keep it"),
    "f": ("healthy", "validation/epoch_loss", (0, 5), "keep it"),
}
