# caught: reading-better
reading = {"overfitting": (200, 400), "spike": 2113, "better": "b"}
