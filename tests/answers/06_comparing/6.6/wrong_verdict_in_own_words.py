# caught: claim-form
claims = {
    "a": ("unequal budgets", "val/accuracy"),
    "b": ("yes", "seed"),
    "c": ("lucky seed", "seed"),
    "d": ("tuned on the test set", "test/accuracy"),
    "e": ("differing keys", "momentum"),
}
