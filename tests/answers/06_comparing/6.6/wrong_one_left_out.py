# caught: claim-letters
claims = {
    "a": ("unequal budgets", "val/accuracy"),
    "b": ("supported", "seed"),
    "c": ("lucky seed", "seed"),
    "d": ("tuned on the test set", "test/accuracy"),
}
