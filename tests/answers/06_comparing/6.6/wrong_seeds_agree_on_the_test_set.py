# caught: claim-not-supported
claims = {
    "a": ("unequal budgets", "val/accuracy", "as many steps for both"),
    "b": ("supported", "seed", "keep it"),
    "c": ("lucky seed", "seed", "five seeds of each"),
    "d": ("supported", "test/accuracy", "keep it"),
    "e": ("differing keys", "momentum", "log the same keys in all"),
}
