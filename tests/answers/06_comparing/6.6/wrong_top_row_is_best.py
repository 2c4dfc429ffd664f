# caught: claim-not-supported
claims = {
    "a": ("unequal budgets", "val/accuracy"),
    "b": ("supported", "seed"),
    "c": ("supported", "end/accuracy"),
    "d": ("tuned on the test set", "test/accuracy"),
    "e": ("differing keys", "momentum"),
}
