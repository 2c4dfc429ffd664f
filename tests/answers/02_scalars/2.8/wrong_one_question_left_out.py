# caught: reading-form
reading = {"overfitting": (200, 400), "spike": 2113}
