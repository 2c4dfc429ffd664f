# caught: read-again
reading = {"convolutions": 6, "shape": (5, 54), "never": "widen", "again": "shrink"}
