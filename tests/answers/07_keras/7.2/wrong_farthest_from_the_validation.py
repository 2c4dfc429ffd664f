# caught: points-farthest
reading = {"below": [0, 1, 2], "really": [], "farthest": 7, "difference": 0.61}
