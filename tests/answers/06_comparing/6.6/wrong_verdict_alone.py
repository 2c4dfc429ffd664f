# caught: claim-form
claims = {
    "a": "unequal budgets",
    "b": ("supported", "seed"),
    "c": ("lucky seed", "seed"),
    "d": ("tuned on the test set", "test/accuracy"),
    "e": ("differing keys", "momentum"),
}
