claims = {
    "a": ("unequal budgets", "end/loss", "as many steps for both"),
    "b": ("supported", "end/accuracy", "keep it"),
    "c": ("lucky seed", "end/accuracy", "five seeds of each"),
    "d": ("tuned on the test set", "test/best_accuracy", "choose on validation examples"),
    "e": ("differing keys", "momentum", "log the same keys in all"),
}
