# caught: points-difference
reading = {"below": [0, 1, 2], "really": [], "farthest": 1, "difference": 0.25}
