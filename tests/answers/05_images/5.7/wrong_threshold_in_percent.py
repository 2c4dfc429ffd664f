# caught: rare-threshold-form
rare = {"logits": "q", "eights": 24, "better": "p", "threshold": 21}
