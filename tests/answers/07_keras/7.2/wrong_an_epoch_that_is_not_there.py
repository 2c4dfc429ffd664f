# caught: points-epochs-none
reading = {"below": [0, 1, 2], "really": [8], "farthest": 1, "difference": 0.36}
