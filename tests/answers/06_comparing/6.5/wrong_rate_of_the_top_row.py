# caught: search-rates
reading = {"mattered": "rate", "as_good": 5, "rates": (0.4, 0.5), "widths": [4, 8, 16, 32, 64]}
