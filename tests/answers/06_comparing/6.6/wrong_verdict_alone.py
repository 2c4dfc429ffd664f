# caught: claim-form
claims = {
    "a": "unequal budgets",
    "b": ("supported", "seed", "keep it"),
    "c": ("lucky seed", "seed", "five seeds of each"),
    "d": ("tuned on the test set", "test/accuracy", "choose on validation examples"),
    "e": ("differing keys", "momentum", "log the same keys in all"),
}
