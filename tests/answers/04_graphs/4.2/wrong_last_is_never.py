# caught: read-never
reading = {"convolutions": 6, "shape": (5, 54), "never": "last", "again": "mix"}
