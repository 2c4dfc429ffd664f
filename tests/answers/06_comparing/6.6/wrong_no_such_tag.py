# caught: claim-no-such
claims = {
    "a": ("unequal budgets", "train/steps", "as many steps for both"),
    "b": ("supported", "seed", "keep it"),
    "c": ("lucky seed", "seed", "five seeds of each"),
    "d": ("tuned on the test set", "test/accuracy", "choose on validation examples"),
    "e": ("differing keys", "momentum", "log the same keys in all"),
}
