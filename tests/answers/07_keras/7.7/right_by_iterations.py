diagnosis = {
    "b": ("test set as validation", "validation/evaluation_loss_vs_iterations", 150),
    "c": ("healthy", "validation/epoch_loss", 5),
    "d": ("logits mismatch", "validation/evaluation_loss_vs_iterations", 150),
    "e": ("reused directory", "train/epoch_loss", 0),
    "f": ("first fit not logged", "validation/epoch_accuracy", 0),
}
