# caught: read-count-boxes
reading = {"convolutions": 4, "shape": (5, 54), "never": "widen", "again": "mix"}
