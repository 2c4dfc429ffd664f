# caught: points-epochs
reading = {"below": [1, 2, 3, 4], "really": [], "farthest": 4, "difference": 0.25}
