# caught: claims-d
claims = {
    "A": "contradicted",
    "B": "shown",
    "C": "not in the log",
    "D": "shown",
    "E": "not in the log",
    "F": "contradicted",
}
