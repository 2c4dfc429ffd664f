# caught: outliers-no-example
outliers = {"feature": "concavity error", "example": 569, "zeros": 13, "zeros benign": 13}
