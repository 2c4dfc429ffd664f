# caught: claim-not-keys
claims = {
    "a": ("unequal budgets", "val/accuracy", "as many steps for both"),
    "b": ("differing keys", "rate", "log the same keys in all"),
    "c": ("lucky seed", "seed", "five seeds of each"),
    "d": ("tuned on the test set", "test/accuracy", "choose on validation examples"),
    "e": ("differing keys", "momentum", "log the same keys in all"),
}
