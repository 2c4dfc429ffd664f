# caught: read-shape-elsewhere
reading = {"convolutions": 6, "shape": (5, 6, 3, 3), "never": "widen", "again": "mix"}
