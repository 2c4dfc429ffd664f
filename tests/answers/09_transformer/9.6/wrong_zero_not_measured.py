# caught: claims-measured
claims = {
    "A": "contradicted",
    "B": "shown",
    "C": "not in the log",
    "D": "contradicted",
    "E": "not in the log",
    "F": "not in the log",
}
