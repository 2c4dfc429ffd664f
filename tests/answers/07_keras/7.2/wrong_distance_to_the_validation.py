# caught: points-difference
reading = {"below": [0, 1, 2, 3], "really": [], "farthest": 3, "difference": 0.07}
