# caught: points-epochs
reading = {"below": [0, 1, 2], "really": [0, 1, 2], "farthest": 1, "difference": 0.36}
