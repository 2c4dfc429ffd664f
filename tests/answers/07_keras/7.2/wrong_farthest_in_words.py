# caught: points-farthest-form
reading = {"below": [0, 1, 2], "really": [], "farthest": "epoch 1", "difference": 0.36}
