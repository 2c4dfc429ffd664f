# caught: claim-next-form
claims = {
    "a": ("unequal budgets", "val/accuracy", "as many steps for both"),
    "b": ("supported", "seed", "keep it"),
    "c": ("lucky seed", "seed", "train again"),
    "d": ("tuned on the test set", "test/accuracy", "choose on validation examples"),
    "e": ("differing keys", "momentum", "log the same keys in all"),
}
