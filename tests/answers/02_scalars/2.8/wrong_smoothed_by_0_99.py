# caught: reading-window-late
reading = {"overfitting": (440, 640), "spike": 2113, "better": "c"}
