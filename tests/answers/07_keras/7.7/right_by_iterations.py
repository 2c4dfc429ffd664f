diagnosis = {
    "b": (
        "test set as validation",
        "validation/evaluation_loss_vs_iterations",
        (125, 150),
        "split validation off the training examples",
    ),
    "c": ("healthy", "validation/epoch_loss", (0, 5), "keep it"),
    "d": (
        "logits mismatch",
        "validation/evaluation_loss_vs_iterations",
        (25, 150),
        "tell the loss what the outputs are",
    ),
    "e": ("reused directory", "train/epoch_loss", (0, 5), "a fresh directory for every fit"),
    "f": ("first fit not logged", "validation/epoch_accuracy", (0, 1), "one fit, with the callback"),
}
