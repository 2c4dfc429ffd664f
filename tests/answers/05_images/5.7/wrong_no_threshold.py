# caught: images-form
rare = {"logits": "q", "eights": 24, "better": "p"}
