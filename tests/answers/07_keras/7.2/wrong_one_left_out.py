# caught: points-form
reading = {"below": [0, 1, 2, 3], "really": [], "farthest": 3}
