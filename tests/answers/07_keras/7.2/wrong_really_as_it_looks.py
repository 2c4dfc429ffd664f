# caught: points-epochs
reading = {"below": [0, 1, 2, 3], "really": [0, 1, 2, 3], "farthest": 3, "difference": 0.25}
