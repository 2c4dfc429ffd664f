# caught: claim-not-budgets
claims = {
    "a": ("unequal budgets", "val/accuracy"),
    "b": ("supported", "seed"),
    "c": ("unequal budgets", "val/accuracy"),
    "d": ("tuned on the test set", "test/accuracy"),
    "e": ("differing keys", "momentum"),
}
