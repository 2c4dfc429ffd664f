# caught: rare-better
rare = {"logits": "q", "eights": 24, "better": "r", "threshold": 0.1}
