# caught: reading-window-early
reading = {"overfitting": (0, 150), "spike": 2113, "better": "c"}
