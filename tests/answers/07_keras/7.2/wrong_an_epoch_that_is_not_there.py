# caught: points-epochs-none
reading = {"below": [0, 1, 2, 3], "really": [8], "farthest": 3, "difference": 0.25}
