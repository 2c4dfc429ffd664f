# caught: read-shape-form
reading = {"convolutions": 6, "shape": "5 x 54", "never": "widen", "again": "mix"}
