# caught: claim-not-test
claims = {
    "a": ("unequal budgets", "val/accuracy"),
    "b": ("supported", "seed"),
    "c": ("tuned on the test set", "end/accuracy"),
    "d": ("tuned on the test set", "test/accuracy"),
    "e": ("differing keys", "momentum"),
}
