diagnosis = {
    "b": ("test set as validation", "test/epoch_accuracy", [5, 5], "split validation off the training examples"),
    "c": ("healthy", "train/epoch_accuracy", (1, 5), "keep it"),
    "d": ("logits mismatch", "validation/epoch_loss", (1, 5), "tell the loss what the outputs are"),
    "e": ("reused directory", "validation/epoch_accuracy", (0, 3), "a fresh directory for every fit"),
    "f": ("first fit not logged", "train/epoch_loss", (0, 0), "one fit, with the callback"),
}
