# caught: outliers-unit
outliers = {"feature": "worst area", "example": 461, "zeros": 13, "zeros benign": 13}
