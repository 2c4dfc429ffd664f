reading = {"widths": (64, 32, 16, 8, 4), "rates": [0.05, 1.1], "as_good": 5, "mattered": "rate"}
