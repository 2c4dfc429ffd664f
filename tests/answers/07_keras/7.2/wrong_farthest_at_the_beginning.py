# caught: points-farthest
reading = {"below": [0, 1, 2, 3], "really": [], "farthest": 0, "difference": 0.06}
