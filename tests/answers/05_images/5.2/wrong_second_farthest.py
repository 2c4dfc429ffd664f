# caught: outliers-feature
outliers = {"feature": "area error", "example": 461, "zeros": 13, "zeros benign": 13}
