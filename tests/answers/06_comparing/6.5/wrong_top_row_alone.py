# caught: search-as-good
reading = {"mattered": "rate", "as_good": 1, "rates": (0.1, 1.0), "widths": [4, 8, 16, 32, 64]}
