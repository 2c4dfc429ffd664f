# caught: rare-logits
rare = {"logits": "p", "eights": 24, "better": "r", "threshold": 0.21}
