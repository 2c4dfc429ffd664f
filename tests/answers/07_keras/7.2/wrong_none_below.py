# caught: points-epochs
reading = {"below": [], "really": [], "farthest": 3, "difference": 0.25}
