reading = {"mattered": "rate", "as_good": 5, "rates": (0.1202, 0.9865), "widths": [4, 8, 16, 32, 64]}
