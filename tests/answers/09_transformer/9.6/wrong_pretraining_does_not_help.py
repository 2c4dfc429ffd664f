# caught: claims-b
claims = {
    "A": "contradicted",
    "B": "contradicted",
    "C": "not in the log",
    "D": "contradicted",
    "E": "not in the log",
    "F": "contradicted",
}
