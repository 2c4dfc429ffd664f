# caught: outliers-zeros
outliers = {"feature": "concavity error", "example": 152, "zeros": 6, "zeros benign": 6}
