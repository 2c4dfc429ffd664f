# caught: points-epochs-form
reading = {"below": 4, "really": 0, "farthest": 3, "difference": 0.25}
