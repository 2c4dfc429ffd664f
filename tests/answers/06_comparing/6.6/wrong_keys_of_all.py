# caught: claim-not-keys
claims = {
    "a": ("unequal budgets", "val/accuracy"),
    "b": ("differing keys", "rate"),
    "c": ("lucky seed", "seed"),
    "d": ("tuned on the test set", "test/accuracy"),
    "e": ("differing keys", "momentum"),
}
