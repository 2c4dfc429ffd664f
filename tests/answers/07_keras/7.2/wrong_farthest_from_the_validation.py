# caught: points-farthest
reading = {"below": [0, 1, 2, 3], "really": [], "farthest": 7, "difference": 0.322}
