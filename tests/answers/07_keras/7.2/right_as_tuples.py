reading = {"below": (2, 1, 0), "really": (), "farthest": 1, "difference": 0.36}
