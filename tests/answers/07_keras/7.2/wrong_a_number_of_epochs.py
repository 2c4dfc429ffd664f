# caught: points-epochs-form
reading = {"below": 3, "really": 0, "farthest": 1, "difference": 0.36}
