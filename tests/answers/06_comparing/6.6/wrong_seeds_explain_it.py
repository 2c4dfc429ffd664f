# caught: claim-not-lucky
claims = {
    "a": ("unequal budgets", "val/accuracy", "as many steps for both"),
    "b": ("supported", "seed", "keep it"),
    "c": ("lucky seed", "seed", "five seeds of each"),
    "d": ("tuned on the test set", "test/accuracy", "choose on validation examples"),
    "e": ("lucky seed", "seed", "five seeds of each"),
}
