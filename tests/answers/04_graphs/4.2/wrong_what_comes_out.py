# caught: read-shape-out
reading = {"convolutions": 6, "shape": (5, 10), "never": "widen", "again": "mix"}
