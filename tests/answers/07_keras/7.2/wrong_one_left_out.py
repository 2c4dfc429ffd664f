# caught: points-form
reading = {"below": [0, 1, 2], "really": [], "farthest": 1}
