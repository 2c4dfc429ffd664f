# caught: claims-a
claims = {
    "A": "shown",
    "B": "shown",
    "C": "not in the log",
    "D": "contradicted",
    "E": "not in the log",
    "F": "contradicted",
}
