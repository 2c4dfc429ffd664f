diagnosis = {
    "b": ["test set as validation", "validation/epoch_loss", [5, 5], "split validation off the training examples"],
    "c": ["healthy", "validation/epoch_loss", [0, 5], "keep it"],
    "d": ["logits mismatch", "train/epoch_loss", [0, 5], "tell the loss what the outputs are"],
    "e": ["reused directory", "train/epoch_loss", [0, 5], "a fresh directory for every fit"],
    "f": ["first fit not logged", "validation/evaluation_loss_vs_iterations", [0, 125], "one fit, with the callback"],
}
