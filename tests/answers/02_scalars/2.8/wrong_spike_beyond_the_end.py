# caught: reading-spike-nowhere
reading = {"overfitting": (200, 400), "spike": 3000, "better": "c"}
