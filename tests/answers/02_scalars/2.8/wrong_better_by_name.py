# caught: reading-better-form
reading = {"overfitting": (200, 400), "spike": 2113, "better": "c-0"}
