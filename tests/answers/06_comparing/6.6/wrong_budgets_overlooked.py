# caught: claim-not-supported
claims = {
    "a": ("supported", "end/accuracy"),
    "b": ("supported", "seed"),
    "c": ("lucky seed", "seed"),
    "d": ("tuned on the test set", "test/accuracy"),
    "e": ("differing keys", "momentum"),
}
