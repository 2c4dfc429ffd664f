# caught: claim-no-such
claims = {
    "a": ("unequal budgets", "train/steps"),
    "b": ("supported", "seed"),
    "c": ("lucky seed", "seed"),
    "d": ("tuned on the test set", "test/accuracy"),
    "e": ("differing keys", "momentum"),
}
