# caught: fits-window-outside
diagnosis = {
    "b": ("test set as validation", "validation/epoch_loss", (-1000, 11), "split validation off the training examples"),
    "c": ("healthy", "validation/epoch_loss", (-1000, 11), "keep it"),
    "d": ("logits mismatch", "train/epoch_loss", (-1000, 11), "tell the loss what the outputs are"),
    "e": ("reused directory", "train/epoch_loss", (-1000, 11), "a fresh directory for every fit"),
    "f": (
        "first fit not logged",
        "validation/evaluation_loss_vs_iterations",
        (-1000, 401),
        "one fit, with the callback",
    ),
}
