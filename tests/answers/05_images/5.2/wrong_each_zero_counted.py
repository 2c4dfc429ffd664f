# caught: outliers-zeros-each
outliers = {"feature": "concavity error", "example": 152, "zeros": 78, "zeros benign": 78}
