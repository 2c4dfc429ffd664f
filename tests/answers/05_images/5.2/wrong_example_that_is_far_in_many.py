# caught: outliers-example
outliers = {"feature": "concavity error", "example": 461, "zeros": 13, "zeros benign": 13}
