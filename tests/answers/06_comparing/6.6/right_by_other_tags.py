claims = {
    "a": ("unequal budgets", "end/loss"),
    "b": ("supported", "end/accuracy"),
    "c": ("lucky seed", "end/accuracy"),
    "d": ("tuned on the test set", "test/best_accuracy"),
    "e": ("differing keys", "momentum"),
}
