# caught: read-shape
reading = {"convolutions": 6, "shape": (1, 54), "never": "widen", "again": "mix"}
