# caught: claim-not-lucky
claims = {
    "a": ("unequal budgets", "val/accuracy"),
    "b": ("lucky seed", "seed"),
    "c": ("lucky seed", "seed"),
    "d": ("tuned on the test set", "test/accuracy"),
    "e": ("differing keys", "momentum"),
}
