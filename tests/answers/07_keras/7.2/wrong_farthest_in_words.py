# caught: points-farthest-form
reading = {"below": [0, 1, 2, 3], "really": [], "farthest": "epoch 3", "difference": 0.25}
