# caught: reading-better-told
reading = {"overfitting": (200, 400), "spike": 2113, "better": "no telling"}
