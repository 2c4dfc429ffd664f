# caught: search-widths
reading = {"mattered": "rate", "as_good": 5, "rates": (0.1, 1.0), "widths": [4, 8, 16, 64]}
