# caught: search-mattered
reading = {"mattered": "seed", "as_good": 5, "rates": (0.1, 1.0), "widths": [4, 8, 16, 32, 64]}
