# caught: claim-not-supported
claims = {
    "a": ("unequal budgets", "val/accuracy"),
    "b": ("supported", "seed"),
    "c": ("lucky seed", "seed"),
    "d": ("supported", "test/accuracy"),
    "e": ("differing keys", "momentum"),
}
