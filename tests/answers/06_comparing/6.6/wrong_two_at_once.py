# caught: claim-several
claims = {
    "a": ("unequal budgets", "seed"),
    "b": ("supported", "seed"),
    "c": ("supported", "seed"),
    "d": ("tuned on the test set", "test/accuracy"),
    "e": ("differing keys", "momentum"),
}
