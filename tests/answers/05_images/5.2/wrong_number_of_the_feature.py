# caught: outliers-no-feature
outliers = {"feature": 16, "example": 152, "zeros": 13, "zeros benign": 13}
