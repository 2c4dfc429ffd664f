# caught: reading-window-wide
reading = {"overfitting": (0, 3000), "spike": 2113, "better": "c"}
