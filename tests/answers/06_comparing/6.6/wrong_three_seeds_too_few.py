# caught: claim-not-lucky
claims = {
    "a": ("unequal budgets", "val/accuracy", "as many steps for both"),
    "b": ("lucky seed", "seed", "five seeds of each"),
    "c": ("lucky seed", "seed", "five seeds of each"),
    "d": ("tuned on the test set", "test/accuracy", "choose on validation examples"),
    "e": ("differing keys", "momentum", "log the same keys in all"),
}
