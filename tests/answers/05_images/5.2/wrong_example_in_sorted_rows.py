# caught: outliers-example
outliers = {"feature": "concavity error", "example": 256, "zeros": 13, "zeros benign": 13}
