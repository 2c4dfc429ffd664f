# caught: points-epochs
reading = {"below": [], "really": [], "farthest": 1, "difference": 0.36}
