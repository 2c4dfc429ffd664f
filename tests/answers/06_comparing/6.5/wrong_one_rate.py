# caught: search-rates-form
reading = {"mattered": "rate", "as_good": 5, "rates": 0.43, "widths": [4, 8, 16, 32, 64]}
