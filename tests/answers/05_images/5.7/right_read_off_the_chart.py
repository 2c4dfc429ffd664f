rare = {"logits": "q", "eights": 24, "better": "p", "threshold": 0.214}
