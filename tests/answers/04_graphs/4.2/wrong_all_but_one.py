# caught: read-count
reading = {"convolutions": 7, "shape": (5, 54), "never": "widen", "again": "mix"}
