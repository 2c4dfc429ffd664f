# caught: claim-not-test
claims = {
    "a": ("unequal budgets", "val/accuracy", "as many steps for both"),
    "b": ("supported", "seed", "keep it"),
    "c": ("tuned on the test set", "end/accuracy", "choose on validation examples"),
    "d": ("tuned on the test set", "test/accuracy", "choose on validation examples"),
    "e": ("differing keys", "momentum", "log the same keys in all"),
}
