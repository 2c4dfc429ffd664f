# caught: claim-next
claims = {
    "a": ("unequal budgets", "val/accuracy", "as many steps for both"),
    "b": ("supported", "seed", "keep it"),
    "c": ("lucky seed", "seed", "five seeds of each"),
    "d": ("tuned on the test set", "test/accuracy", "choose on validation examples"),
    "e": ("differing keys", "momentum", "five seeds of each"),
}
