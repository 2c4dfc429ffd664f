# caught: reading-spike
reading = {"overfitting": (200, 400), "spike": 0, "better": "c"}
