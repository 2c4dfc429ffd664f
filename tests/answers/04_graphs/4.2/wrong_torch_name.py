# caught: read-no-module
reading = {"convolutions": 6, "shape": (5, 54), "never": "Conv2d", "again": "mix"}
