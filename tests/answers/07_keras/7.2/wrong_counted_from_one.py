# caught: points-epochs
reading = {"below": [1, 2, 3], "really": [], "farthest": 2, "difference": 0.36}
