# caught: claim-where
claims = {
    "a": ("unequal budgets", "width"),
    "b": ("supported", "seed"),
    "c": ("lucky seed", "seed"),
    "d": ("tuned on the test set", "test/accuracy"),
    "e": ("differing keys", "momentum"),
}
