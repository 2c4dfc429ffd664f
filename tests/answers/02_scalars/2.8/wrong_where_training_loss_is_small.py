# caught: reading-window-late
reading = {"overfitting": (1500, 1700), "spike": 2113, "better": "c"}
