# caught: claims-c
claims = {
    "A": "contradicted",
    "B": "shown",
    "C": "shown",
    "D": "contradicted",
    "E": "not in the log",
    "F": "contradicted",
}
