# caught: fits-together
diagnosis = {
    "b": ("healthy", "validation/epoch_loss", 5),
    "c": ("healthy", "validation/epoch_loss", 5),
    "d": ("healthy", "validation/epoch_loss", 5),
    "e": ("healthy", "validation/epoch_loss", 5),
    "f": ("healthy", "validation/epoch_loss", 5),
}
