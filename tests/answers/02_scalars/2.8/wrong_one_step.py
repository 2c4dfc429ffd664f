# caught: reading-window-form
reading = {"overfitting": 300, "spike": 2113, "better": "c"}
