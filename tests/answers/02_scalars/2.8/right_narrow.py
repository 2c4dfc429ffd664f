reading = {"overfitting": (290, 310), "spike": 2113, "better": "c"}
