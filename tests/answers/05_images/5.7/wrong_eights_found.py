# caught: rare-eights
rare = {"logits": "q", "eights": 22, "better": "p", "threshold": 0.21}
