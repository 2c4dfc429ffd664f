# caught: read-count-modules
reading = {"convolutions": 5, "shape": (5, 54), "never": "widen", "again": "mix"}
