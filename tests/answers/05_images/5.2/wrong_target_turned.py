# caught: outliers-benign
outliers = {"feature": "concavity error", "example": 152, "zeros": 13, "zeros benign": 0}
