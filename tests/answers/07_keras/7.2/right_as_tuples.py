reading = {"below": (3, 2, 1, 0), "really": (), "farthest": 3, "difference": 0.25}
