# caught: rare-logits
rare = {"logits": "r", "eights": 24, "better": "q", "threshold": 0.21}
