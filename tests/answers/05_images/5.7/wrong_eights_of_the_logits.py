# caught: rare-eights-logits
rare = {"logits": "q", "eights": 18, "better": "p", "threshold": 0.21}
