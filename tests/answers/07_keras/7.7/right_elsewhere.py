diagnosis = {
    "b": ("test set as validation", "test/epoch_accuracy", 5),
    "c": ("healthy", "train/epoch_accuracy", 0),
    "d": ("logits mismatch", "validation/epoch_loss", 1),
    "e": ("reused directory", "validation/epoch_accuracy", 3),
    "f": ("first fit not logged", "train/epoch_loss", 0),
}
