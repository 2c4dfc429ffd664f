# caught: read-shape-batch
reading = {"convolutions": 6, "shape": (54,), "never": "widen", "again": "mix"}
