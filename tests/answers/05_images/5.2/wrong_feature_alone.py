# caught: images-form
outliers = "concavity error"
