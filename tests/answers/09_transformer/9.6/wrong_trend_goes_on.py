# caught: claims-e
claims = {
    "A": "contradicted",
    "B": "shown",
    "C": "not in the log",
    "D": "contradicted",
    "E": "shown",
    "F": "contradicted",
}
