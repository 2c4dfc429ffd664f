# caught: claims-measured
claims = {
    "A": "not in the log",
    "B": "shown",
    "C": "not in the log",
    "D": "contradicted",
    "E": "not in the log",
    "F": "contradicted",
}
