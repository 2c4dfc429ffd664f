# caught: fit-not-healthy
diagnosis = {
    "b": ("test set as validation", "validation/epoch_loss", 5),
    "c": ("healthy", "validation/epoch_loss", 5),
    "d": ("logits mismatch", "train/epoch_loss", 0),
    "e": ("reused directory", "train/epoch_loss", 0),
    "f": ("healthy", "train/epoch_loss", 0),
}
